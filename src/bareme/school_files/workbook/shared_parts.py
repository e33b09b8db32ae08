"""The parts that sheets share: the list of sheets, texts and number formats."""

import re
from dataclasses import dataclass
from typing import override

from bareme.school_files.workbook.cell_text import escaped_text
from bareme.school_files.workbook.xml_source import Reader, Span, Tag, XmlSource, with_attributes

_BEFORE_CALCULATION = {"sheets", "functionGroups", "externalReferences", "definedNames"}
_PERCENTAGES = {"9", "10"}
"""The built-in formats "0%" and "0.00%"."""
_DATES = {str(number) for first, last in ((14, 22), (27, 36), (45, 47), (50, 58)) for number in range(first, last + 1)}
"""The built-in formats of dates and times, with those of East Asia."""
_QUOTED = re.compile(r'"[^"]*+"?+|[\\_].?+|\[[^\]]*+\]?+')
_DATE_SIGN = re.compile("[dmyhs]", re.IGNORECASE)


@dataclass(frozen=True)
class ListedSheet:
    """A sheet in the workbook's list; `relation` is the id under which its part is found."""

    name: str
    relation: str
    is_visible: bool


class WorkbookPart(Reader):
    """The list of sheets, and how the file asks for all formulas to be computed again."""

    def __init__(self, source: XmlSource) -> None:
        self.sheets: list[ListedSheet] = []
        self._source = source
        self._calculation: Tag | None = None
        self._prefix = ""
        self._end = 0
        source.read(self)

    @override
    def opened(self, path: list[str], tag: Tag) -> None:
        if not path:
            self._prefix = tag.prefix
        elif path == ["sheets", "sheet"]:
            relation = next((tag.attributes[key] for key in tag.attributes if key.rpartition(":")[2] == "id"), "")
            is_visible = tag.attributes.get("state", "visible") == "visible"
            self.sheets.append(ListedSheet(tag.attributes.get("name", ""), relation, is_visible))
        elif path == ["calcPr"]:
            self._calculation = tag

    @override
    def closed(self, path: list[str], tag: Tag, start: int, end: int) -> None:
        if len(path) == 1 and tag.name in _BEFORE_CALCULATION:
            self._end = end

    def computed_when_opened(self) -> bytes:
        """Return the part in which the program that opens the file is told to compute its formulas."""
        if self._calculation is not None:
            tag = self._calculation
            written = self._source.data[tag.start : tag.end].decode()
            return self._source.edited([Span(tag.start, tag.end, with_attributes(written, {"fullCalcOnLoad": "1"}))])
        calculation = f'<{self._prefix}calcPr fullCalcOnLoad="1"/>'
        return self._source.edited([Span(self._end, self._end, calculation)])


class SharedStrings(Reader):
    """The texts that cells refer to by their place."""

    def __init__(self, source: XmlSource) -> None:
        self.texts: list[str] = []
        self._pieces: list[str] = []
        source.read(self)

    @override
    def closed(self, path: list[str], tag: Tag, start: int, end: int) -> None:
        if path == ["si"]:
            self.texts.append(escaped_text("".join(self._pieces)))
            self._pieces = []

    @override
    def text(self, path: list[str], text: str) -> None:
        # "rPh" is how the text is pronounced.
        if path[:1] == ["si"] and path[-1] == "t" and "rPh" not in path:
            self._pieces.append(text)


class Styles(Reader):
    """Which styles of cells show a percentage or a date, by their numbers, as cells name them."""

    def __init__(self, source: XmlSource) -> None:
        self.percentages: set[str] = set()
        self.dates: set[str] = set()
        self._formats = dict.fromkeys(_PERCENTAGES, self.percentages) | dict.fromkeys(_DATES, self.dates)
        self._count = 0
        source.read(self)

    @override
    def opened(self, path: list[str], tag: Tag) -> None:
        if path == ["numFmts", "numFmt"]:
            code, number = _QUOTED.sub("", tag.attributes.get("formatCode", "")), tag.attributes.get("numFmtId", "")
            if "%" in code:
                self._formats[number] = self.percentages
            elif _DATE_SIGN.search(code):
                self._formats[number] = self.dates
        elif path == ["cellXfs", "xf"]:
            if (styles := self._formats.get(tag.attributes.get("numFmtId", "0"))) is not None:
                styles.add(str(self._count))
            self._count += 1
