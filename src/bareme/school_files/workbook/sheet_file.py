"""A sheet of a workbook as a school's file: cells change in the sheet's XML, and nothing else does."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bareme.domain.quantities import read_decimal
from bareme.errors import InvalidInput
from bareme.exports.cells import printable, shorten
from bareme.school_files.school_file import Cell, Cells
from bareme.school_files.workbook.cell_text import number_text, text_source
from bareme.school_files.workbook.package import Package, only
from bareme.school_files.workbook.references import reference_of
from bareme.school_files.workbook.shared_parts import SharedStrings, Styles, WorkbookPart
from bareme.school_files.workbook.worksheet import MOST_ROWS, SheetCell, SheetRow, Worksheet
from bareme.school_files.workbook.xml_source import Span, with_attributes
from bareme.tables import Record

# A cell's metadata say something about its former value.
_OF_THE_VALUE = ("t", "cm", "vm")


def read_sheets(data: bytes, decimal_sign: str) -> list["SheetFile"]:
    """Return the visible sheets of an .xlsx workbook. Numbers are shown with `decimal_sign`.

    Raises:
        InvalidInput: it is another kind of spreadsheet, damaged, encrypted or too large.
    """
    package = Package(data)
    workbook = WorkbookPart(package.xml(package.workbook_part))
    relations = package.relations(package.workbook_part)
    strings = [text for part in only(relations, "sharedStrings") for text in SharedStrings(package.xml(part)).texts]
    styles = [Styles(package.xml(part)) for part in only(relations, "styles")]
    computed = {package.workbook_part: workbook.computed_when_opened()}
    found = []
    for sheet in workbook.sheets:
        relation = relations.get(sheet.relation)
        if sheet.is_visible and relation and relation.kind == "worksheet":
            worksheet = Worksheet(package.xml(relation.part), strings, decimal_sign)
            found.append(SheetFile(_Archive(package, relation.part, computed), sheet.name, worksheet, styles))
    return found


@dataclass(frozen=True)
class _Archive:
    """The workbook of a sheet."""

    package: Package
    part: str
    """That of the sheet."""
    other_parts: Mapping[str, bytes]
    """Those that change whatever is written."""

    def with_sheet(self, data: bytes) -> bytes:
        return self.package.with_parts({**self.other_parts, self.part: data})


class SheetFile:
    """A `SchoolFile` that is a sheet of a workbook."""

    delimiter = ""

    def __init__(self, archive: _Archive, name: str, worksheet: Worksheet, styles: Sequence[Styles]) -> None:
        self._archive = archive
        self._name = name
        self._worksheet = worksheet
        self._percentages = {style for one in styles for style in one.percentages}
        self._dates = {style for one in styles for style in one.dates}

    @property
    def sheet(self) -> str:
        """The name of the sheet."""
        return self._name

    @property
    def is_signed(self) -> bool:
        """Whether the workbook has a digital signature. One of its macros alone would still hold."""
        return bool(only(self._archive.package.relations(""), "origin"))

    @cached_property
    def records(self) -> Sequence[Record]:
        """The rows that are not empty. A cell that is merged downwards stands in each of its rows."""
        above: dict[int, dict[int, str]] = {}
        for (row_number, column), area in self._worksheet.merged.items():
            if column == area.left and (text := self._text(area.top, area.left)):
                above.setdefault(row_number, {})[column] = text
        records = []
        for row in self._worksheet.rows.values():
            texts = {column: text for column, cell in row.cells.items() if (text := self._shown(cell))}
            texts.update(above.get(row.number, {}))
            record = Record(row.number, tuple(texts.get(column, "") for column in range(1, max(texts, default=0) + 1)))
            if not record.is_empty:
                records.append(record)
            if len(records) > MOST_ROWS:
                raise InvalidInput("the spreadsheet is too large for a list: save the list alone")
        return records

    def is_formula(self, place: int, column: int, /) -> bool:
        """Whether a cell is computed, also by a formula that fills an area."""
        row = self.records[place].line
        cell = self._cell(row, column + 1)
        return (cell is not None and cell.is_formula) or (row, column + 1) in self._worksheet.computed

    def is_percentage(self, place: int, column: int, /) -> bool:
        """Whether a cell's format multiplies by a hundred and adds a percent sign."""
        return self._style_at(place, column) in self._percentages

    def is_date(self, place: int, column: int, /) -> bool:
        """Whether a cell's format shows its number as a date or a time."""
        return self._style_at(place, column) in self._dates

    def is_text(self, place: int, column: int, /) -> bool:
        """Whether a cell holds a text, which may look like a number."""
        cell = self._cell(self.records[place].line, column + 1)
        return cell is not None and cell.is_text

    def check_cell(self, place: int, column: int, /) -> None:
        """Refuse a cell that is merged into another one: nobody would see what is in it."""
        row = self.records[place].line
        area = self._worksheet.merged.get((row, column + 1))
        if area and (row, column + 1) != (area.top, area.left):
            raise InvalidInput(
                "line {line}: the cell {cell} is merged into {other}: separate them",
                line=row,
                cell=reference_of(row, column + 1),
                other=reference_of(area.top, area.left),
            )

    def text_cell(self, text: str) -> Cell:
        """Return a cell of text, which no program takes for a formula, cut if it is too long."""
        whole = printable(text)
        shown = shorten(whole)
        return Cell(shown, is_shortened=shown != whole)

    def edited(self, cells: Cells) -> bytes:
        """Return the workbook with these cells changed. Its formulas are computed when it is opened."""
        spans = [
            span
            for place, changed in sorted(cells.items())
            for span in self._row_spans(self._worksheet.rows[self.records[place].line], changed)
        ]
        return self._archive.with_sheet(self._worksheet.source.edited(spans))

    def _row_spans(self, row: SheetRow, changed: Mapping[int, Cell]) -> Iterator[Span]:
        sources = {column + 1: self._source(row, column + 1, cell) for column, cell in sorted(changed.items())}
        new = {column: source for column, source in sources.items() if column not in row.cells}
        if row.tag.is_empty:
            written = self._written(row.tag.start, row.tag.end).removesuffix("/>")
            cells = "".join(new.values())
            yield Span(row.tag.start, row.tag.end, f"{written}>{cells}</{row.tag.written}>")
            return
        for column, cell in row.cells.items():
            before = "".join(new.pop(other) for other in list(new) if other < column)
            if before:
                yield Span(cell.tag.start, cell.tag.start, before)
            if column in sources:
                yield Span(cell.tag.start, cell.end, sources[column])
        yield Span(row.end, row.end, "".join(new.values()))

    def _source(self, row: SheetRow, column: int, content: Cell) -> str:
        """Return the XML of a cell with its style, and with what stands in it beside a value."""
        cell = row.cells.get(column)
        prefix = row.tag.prefix
        if cell is None:
            style = self._style(row, column)
            tag, kept = with_attributes(f"<{prefix}c>", {"r": reference_of(row.number, column), "s": style or None}), ""
        else:
            tag = with_attributes(self._written(cell.tag.start, cell.tag.end), dict.fromkeys(_OF_THE_VALUE))
            kept = "".join(self._written(start, end) for start, end in cell.kept)
            tag = tag.removesuffix("/>") + ">" if cell.tag.is_empty else tag
        if content.number is not None:
            value = f"<{prefix}v>{content.number.normalize():f}</{prefix}v>"
        else:
            tag = with_attributes(tag, {"t": "inlineStr"})
            text = f'<{prefix}t xml:space="preserve">{text_source(content.text)}</{prefix}t>'
            value = f"<{prefix}is>{text}</{prefix}is>"
        name = cell.tag.written if cell else f"{prefix}c"
        return f"{tag}{value}{kept}</{name}>"

    def _style_at(self, place: int, column: int) -> str:
        return self._style(self._worksheet.rows[self.records[place].line], column + 1)

    def _style(self, row: SheetRow, column: int) -> str:
        """Return the style of a cell; of one that is not there yet, as Excel has it, that of its row or its column."""
        if column in row.cells:
            return row.cells[column].tag.attributes.get("s", "")
        if row.tag.attributes.get("customFormat") in {"1", "true"}:
            return row.tag.attributes.get("s", "")
        styles = (style for first, last, style in self._worksheet.column_styles if first <= column <= last)
        return next(styles, "")

    def _cell(self, row: int, column: int) -> SheetCell | None:
        found = self._worksheet.rows.get(row)
        return found.cells.get(column) if found else None

    def _shown(self, cell: SheetCell) -> str:
        """Return what stands in a cell, as its format shows it if that is a percentage."""
        is_percentage = not cell.is_text and cell.tag.attributes.get("s", "") in self._percentages
        value = read_decimal(cell.text) if is_percentage else None
        return cell.text if value is None else f"{number_text(str(100 * value), self._worksheet.decimal_sign)} %"

    def _text(self, row: int, column: int) -> str:
        cell = self._cell(row, column)
        return cell.text if cell else ""

    def _written(self, start: int, end: int) -> str:
        return self._worksheet.source.data[start:end].decode()
