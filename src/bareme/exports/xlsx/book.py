"""Write the workbook file, including the values of its formulas."""

import io
import re
from datetime import datetime
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from bareme.exports.cells import xlsx_text
from bareme.exports.xlsx.sheet import Number, WorkbookSheet
from bareme.exports.xlsx.styles import add_styles

# A formula cell as openpyxl writes it, with either of its XML libraries.
_FORMULA_CELL = re.compile(r'<c r="(?P<at>[A-Z]+\d+)"(?P<attributes>[^<>]*)>(?P<formula><f>[^<]*</f>)<v ?(?:/>|></v>)')


class Book:
    """A workbook under construction."""

    def __init__(self, title: str, *, created: datetime) -> None:
        self._workbook = Workbook()
        del self._workbook[self._workbook.sheetnames[0]]
        add_styles(self._workbook)
        self._workbook.properties.title = xlsx_text(title)
        self._workbook.properties.creator = "Barème"
        self._workbook.properties.created = created.replace(tzinfo=None)
        self._sheets: list[WorkbookSheet] = []

    def sheet(self, name: str) -> WorkbookSheet:
        """Append an empty sheet."""
        sheet = WorkbookSheet(self._workbook.create_sheet(name))
        self._sheets.append(sheet)
        return sheet

    def save(self) -> bytes:
        """Return the file.

        openpyxl writes formulas without values, and previews, phones and data libraries do not calculate them. The
        values are therefore added here.
        """
        draft = io.BytesIO()
        ExcelWriter(self._workbook, ZipFile(draft, "w", ZIP_STORED)).save()
        shown = {f"xl/worksheets/sheet{i}.xml": sheet.shown for i, sheet in enumerate(self._sheets, start=1)}
        final = io.BytesIO()
        with ZipFile(draft) as source, ZipFile(final, "w", ZIP_DEFLATED) as target:
            for name in source.namelist():
                part = source.read(name)
                target.writestr(name, _with_values(part, shown[name]) if shown.get(name) else part)
        return final.getvalue()


def _with_values(xml: bytes, shown: dict[str, Number | str]) -> bytes:
    def fill(match: re.Match[str]) -> str:
        value = shown[match["at"]]
        kind, text = (' t="str"', escape(value)) if isinstance(value, str) else ("", str(value))
        return f'<c r="{match["at"]}"{match["attributes"]}{kind}>{match["formula"]}<v>{text}</v>'

    return _FORMULA_CELL.sub(fill, xml.decode()).encode()
