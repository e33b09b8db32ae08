"""Workbooks in XML written by hand, with whatever openpyxl would lose: drawings, extLst, threaded comments."""

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="{encoding}" standalone="yes"?>\n'
type Value = str | float | None
"""A text that begins with "=" is a formula; "!" before a cell leaves it out of the XML."""


@dataclass(frozen=True)
class Written:
    """How the XML is written."""

    prefix: str = ""
    """"x:", as the Open XML SDK writes it."""
    namespace: str = MAIN
    inline: bool = False
    """Texts in the cells, not shared."""
    references: bool = True
    """Whether rows and cells say where they are."""
    encoding: str = "UTF-8"
    calculation: str = '<calcPr calcId="191029"/>'
    styles: Mapping[int, int] = field(default_factory=dict)
    """The style of the cells below the titles, by column from 0."""
    row_attributes: str = ""
    around: Mapping[str, str] = field(default_factory=dict)
    """XML before ("before") and after ("after") the rows."""
    parts: Mapping[str, str | bytes] = field(default_factory=dict)
    stored: bool = False


# What Excel writes around the rows of a sheet that has everything.
RICH = Written(
    styles={4: 2, 5: 3},
    row_attributes=' spans="1:8" x14ac:dyDescent="0.25"',
    around={
        "before": (
            '<sheetPr filterMode="1"><tabColor rgb="FFFF0000"/></sheetPr><dimension ref="A1:H9"/>'
            '<sheetViews><sheetView workbookViewId="0"><pane ySplit="2" state="frozen"/></sheetView></sheetViews>'
            '<sheetFormatPr defaultRowHeight="15" x14ac:dyDescent="0.25"/>'
            '<cols><col min="1" max="2" width="20" customWidth="1"/><col min="5" max="5" width="9" style="2"/></cols>'
        ),
        "after": (
            '<sheetProtection sheet="1" objects="1" scenarios="1"/>'
            '<autoFilter ref="A2:H9"><filterColumn colId="0"><filters blank="1"/></filterColumn></autoFilter>'
            '<mergeCells count="1"><mergeCell ref="A1:H1"/></mergeCells>'
            '<conditionalFormatting sqref="E3:E9"><cfRule type="cellIs" priority="1" operator="lessThan">'
            "<formula>10</formula></cfRule></conditionalFormatting>"
            '<dataValidations count="1"><dataValidation type="decimal" sqref="E3:E9">'
            "<formula1>0</formula1><formula2>20</formula2></dataValidation></dataValidations>"
            '<hyperlinks><hyperlink ref="A3" location="\'Feuille 2\'!A1"/></hyperlinks>'
            '<drawing r:id="rId1"/><legacyDrawing r:id="rId2"/>'
            '<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}" xmlns:x14="http://x14">'
            "<x14:sparklineGroups><x14:sparklineGroup/></x14:sparklineGroups></ext></extLst>"
        ),
    },
    parts={
        "xl/worksheets/_rels/sheet1.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_RELATION}/drawing" Target="../drawings/drawing1.xml"/>'
            f'<Relationship Id="rId2" Type="{_RELATION}/vmlDrawing" Target="../drawings/vml1.vml"/>'
            '<Relationship Id="rId3" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"'
            ' Target="../threadedComments/threadedComment1.xml"/></Relationships>'
        ),
        "xl/drawings/drawing1.xml": "<xdr:wsDr xmlns:xdr='http://xdr'><!-- a picture  --></xdr:wsDr>",
        "xl/drawings/vml1.vml": "<xml>  <o:shapelayout xmlns:o='urn'/></xml>",
        "xl/threadedComments/threadedComment1.xml": "<ThreadedComments><threadedComment ref='E3'/></ThreadedComments>",
        "xl/persons/person.xml": "<personList/>",
        "xl/calcChain.xml": f'<calcChain xmlns="{MAIN}"><c r="F3" i="1"/></calcChain>',
        "xl/media/image1.png": b"\x89PNG\r\n\x1a\n\x00\x00",
        "docProps/app.xml": "<Properties><Application>Microsoft Excel</Application></Properties>",
    },
)


def workbook(rows: Sequence[Sequence[Value]], written: Written = Written(), *, sheet: str = "Élèves") -> bytes:
    """Return a workbook with a sheet of instructions that is hidden, the sheet of `rows`, and one of formulas."""
    strings: list[str] = []
    listed = _sheet(rows, written, strings)
    other = _sheet([["Moyenne"], ["=AVERAGE(E:E)"]], Written(), strings)
    shared = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _relations([("officeDocument", "/xl/workbook.xml")]),
        "xl/workbook.xml": _workbook(written, sheet),
        "xl/_rels/workbook.xml.rels": _relations(
            [
                ("worksheet", "worksheets/sheet1.xml"),
                ("worksheet", "worksheets/sheet2.xml"),
                ("styles", "styles.xml"),
                ("sharedStrings", "sharedStrings.xml"),
            ]
        ),
        "xl/worksheets/sheet1.xml": listed,
        "xl/worksheets/sheet2.xml": other,
        "xl/styles.xml": _STYLES,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}" count="{len(strings)}">{shared}</sst>',
        **written.parts,
    }
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in parts.items():
            info = ZipInfo(name, (2025, 11, 3, 8, 30, 0))
            info.compress_type = ZIP_STORED if written.stored else ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


_STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="4"><numFmt numFmtId="164" formatCode="0.0&quot; %&quot;"/>'
    '<numFmt numFmtId="165" formatCode="[$-40C]d\\-mmm;@"/>'
    '<numFmt numFmtId="166" formatCode="[Red]0.0&quot; days&quot;_y"/>'
    '<numFmt numFmtId="167" formatCode="[h]:mm"/></numFmts><cellXfs count="9">'
    '<xf numFmtId="0"/><xf numFmtId="49"/><xf numFmtId="2"/><xf numFmtId="0"/><xf numFmtId="10"/>'
    '<xf numFmtId="14"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="167"/>'
    "</cellXfs></styleSheet>"
)


_FORM = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CONTENT_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_FORM}.sheet.main+xml"/>'
    + "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_FORM}.worksheet+xml"/>' for n in (1, 2))
    + f'<Override PartName="/xl/styles.xml" ContentType="{_FORM}.styles+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_FORM}.sharedStrings+xml"/></Types>'
)


def _workbook(written: Written, sheet: str) -> str:
    p = written.prefix
    declared = f'xmlns{":" + p[:-1] if p else ""}="{written.namespace}"'
    calculation = re.sub(r"<(/?)", rf"<\1{p}", written.calculation)
    return (
        f'{_HEAD.format(encoding="UTF-8")}<{p}workbook {declared} xmlns:r="{_RELATION}"><{p}sheets>'
        f'<{p}sheet name="{sheet}" sheetId="1" r:id="rId1"/><{p}sheet name="Bilan" sheetId="2" r:id="rId2"/>'
        f"</{p}sheets>{calculation}</{p}workbook>"
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATION}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _sheet(rows: Sequence[Sequence[Value]], written: Written, strings: list[str]) -> bytes:
    p = written.prefix
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            _cell(value, number, column, written, strings)
            for column, value in enumerate(row)
            if not (isinstance(value, str) and value == "!")
        )
        where = f' r="{number}"' if written.references else ""
        opened = f"<{p}row{where}{written.row_attributes}"
        lines.append(f"{opened}>{cells}</{p}row>" if cells else f"{opened}/>")
    declared = f'xmlns{":" + p[:-1] if p else ""}="{written.namespace}"'
    spaces = f'{declared} xmlns:r="{_RELATION}" xmlns:x14ac="http://x14ac"'
    before, after = (written.around.get(place, "") for place in ("before", "after"))
    text = (
        f"{_HEAD.format(encoding=written.encoding)}<{p}worksheet {spaces}>{before}<{p}sheetData>{''.join(lines)}"
        f"</{p}sheetData>{after}</{p}worksheet>"
    )
    return text.encode(written.encoding)


def _cell(value: Value, row: int, column: int, written: Written, strings: list[str]) -> str:
    p = written.prefix
    where = f' r="{chr(65 + column)}{row}"' if written.references else ""
    style = f' s="{written.styles[column]}"' if column in written.styles and row > 2 else ""
    match value:
        case None:
            return f"<{p}c{where}{style}/>"
        case str() if value.startswith("="):
            return f"<{p}c{where}{style}><{p}f>{escape(value[1:])}</{p}f><{p}v>0</{p}v></{p}c>"
        case str() if written.inline:
            return f'<{p}c{where}{style} t="inlineStr"><{p}is><{p}t>{escape(value)}</{p}t></{p}is></{p}c>'
        case str():
            if value not in strings:
                strings.append(value)
            return f'<{p}c{where}{style} t="s"><{p}v>{strings.index(value)}</{p}v></{p}c>'
        case _:
            return f"<{p}c{where}{style}><{p}v>{value:g}</{p}v></{p}c>"


def members(data: bytes) -> dict[str, tuple[bytes, object]]:
    """Return the members of an archive in order: their bytes, and what the archive says of them."""
    with ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {
            info.filename: (archive.read(info), (info.date_time, info.compress_type, info.external_attr))
            for info in archive.infolist()
        }


_CELL = re.compile(rb"<(?:\w+:)?c(?=[ />])[^>]*?(?:/>|>.*?</(?:\w+:)?c ?>)", re.DOTALL)


def cells_of(sheet: bytes) -> dict[str, bytes]:
    """Return the source of each cell of a sheet by its reference, and under "" all that is around them."""
    found: dict[str, bytes] = {}
    if sheet.startswith(b"\xff\xfe"):
        sheet = sheet.decode("utf-16").encode()
    for cell in _CELL.findall(sheet):
        reference = re.search(rb"""\br ?= ?["']([A-Z]+\d+)""", cell)
        found[reference[1].decode() if reference else f"#{len(found)}"] = cell
    return {**found, "": _CELL.sub(b"", sheet)}


def value_of(cell: bytes) -> tuple[str, str | None, str | None]:
    """Return a cell's value, its type and its style."""
    element = ET.fromstring(  # noqa: S314 (our own)
        b'<a xmlns:x="http://x" xmlns:ss="http://x" xmlns:x14ac="http://x14ac">' + cell + b"</a>"
    )[0]
    return "".join(element.itertext()), element.get("t"), element.get("s")
