"""A sheet's rows and cells, and where each stands in the XML."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import override

from bareme.school_files.workbook.cell_text import escaped_text, number_text
from bareme.school_files.workbook.references import Area, area_of, cell_at, cells_in
from bareme.school_files.workbook.xml_source import Reader, Tag, XmlSource, damaged

MOST_ROWS = 20_000
_MOST_COLUMNS = 16_384


@dataclass(slots=True)
class SheetCell:
    """A cell that the XML has; `end` is where its element ends."""

    tag: Tag
    end: int = 0
    text: str = ""
    is_formula: bool = False
    is_text: bool = False
    kept: list[tuple[int, int]] = field(default_factory=list)
    """Where the children stand that are neither its value nor its formula."""


@dataclass(slots=True)
class SheetRow:
    """A row that the XML has; `end` is where its cells end."""

    number: int
    tag: Tag
    end: int = 0
    cells: dict[int, SheetCell] = field(default_factory=dict)
    """By column, in order."""


class Worksheet(Reader):
    """What a sheet's XML says.

    Raises:
        InvalidInput: it is damaged, or has far more rows than a list.
    """

    def __init__(self, source: XmlSource, strings: Sequence[str], decimal_sign: str) -> None:
        self.source = source
        self.rows: dict[int, SheetRow] = {}
        """By number, in order."""
        self.column_styles: list[tuple[int, int, str]] = []
        """First and last column, and the style of cells that are not there yet."""
        self._merged: list[Area] = []
        self._computed: list[Area] = []
        self._last_column = 0
        self._strings = strings
        self.decimal_sign = decimal_sign
        self._row: SheetRow | None = None
        self._cell: SheetCell | None = None
        self._value: list[str] = []
        self._inline: list[str] = []
        source.read(self)
        last_row = next(reversed(self.rows), 0)
        self.merged = cells_in(self._merged, last_row, self._last_column)
        """The area of each cell that is merged with others."""
        self.computed = cells_in(self._computed, last_row, self._last_column)
        """The area of each cell that is filled by one formula for several."""

    @override
    def opened(self, path: list[str], tag: Tag) -> None:
        match path:
            case ["sheetData", "row"]:
                self._begin_row(tag)
            case ["sheetData", "row", "c"]:
                self._begin_cell(tag)
            case ["sheetData", "row", "c", "f"]:
                self._formula(tag)
            case ["mergeCells", "mergeCell"]:
                self._merged.append(area_of(tag.attributes.get("ref", "")))
            case ["cols", "col"]:
                first, last = (_whole(tag.attributes.get(name)) for name in ("min", "max"))
                self.column_styles.append((first, last, tag.attributes.get("style", "")))
            case _:
                pass

    @override
    def closed(self, path: list[str], tag: Tag, start: int, end: int) -> None:
        match path:
            case ["sheetData", "row"] if self._row is not None:
                self._row.end = start
            case ["sheetData", "row", "c"] if self._cell is not None:
                self._end_cell(self._cell, end)
            case ["sheetData", "row", "c", child] if self._cell is not None and child not in {"v", "is", "f"}:
                self._cell.kept.append((tag.start, end))
            case _:
                pass

    @override
    def text(self, path: list[str], text: str) -> None:
        match path:
            case ["sheetData", "row", "c", "v"]:
                self._value.append(text)
            case ["sheetData", "row", "c", "is", *within] if within[-1:] == ["t"] and "rPh" not in within:
                self._inline.append(text)
            case _:
                pass

    def _begin_row(self, tag: Tag) -> None:
        before = next(reversed(self.rows), 0)
        number = _whole(tag.attributes["r"]) if "r" in tag.attributes else before + 1
        if number <= before:
            raise damaged()
        self._row = self.rows[number] = SheetRow(number, tag)

    def _begin_cell(self, tag: Tag) -> None:
        assert self._row is not None  # noqa: S101 - a cell stands in a row
        before = next(reversed(self._row.cells), 0)
        row, column = self._row.number, before + 1
        if "r" in tag.attributes:
            row, column = cell_at(tag.attributes["r"])
        if row != self._row.number or not before < column <= _MOST_COLUMNS:
            raise damaged()
        self._last_column = max(self._last_column, column)
        self._cell = self._row.cells[column] = SheetCell(tag)
        self._value, self._inline = [], []

    def _formula(self, tag: Tag) -> None:
        assert self._cell is not None  # noqa: S101 - a formula stands in a cell
        self._cell.is_formula = True
        if tag.attributes.get("t") in {"array", "dataTable"} and "ref" in tag.attributes:
            self._computed.append(area_of(tag.attributes["ref"]))

    def _end_cell(self, cell: SheetCell, end: int) -> None:
        cell.end = end
        value = "".join(self._value)
        match cell.tag.attributes.get("t", "n"):
            case "s":
                place = _whole(value) if value else -1
                if place >= len(self._strings):
                    raise damaged()
                cell.text = self._strings[place] if value else ""
                cell.is_text = True
            case "inlineStr":
                cell.text, cell.is_text = escaped_text("".join(self._inline)), True
            case "n":
                cell.text = number_text(value, self.decimal_sign)
            case "b":
                cell.text = {"1": "true", "0": "false"}.get(value, value)
            case _:
                cell.text, cell.is_text = escaped_text(value), True


def _whole(text: str | None) -> int:
    if text is None or not text.strip().isdecimal() or len(text) > 9:
        raise damaged()
    return int(text)
