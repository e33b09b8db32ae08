"""The cells of an edited file that are about something of the session."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bareme.domain.points import round_half_up, to_points
from bareme.domain.quantities import read_decimal
from bareme.edited_files.columns import Column, ColumnTitles
from bareme.edited_files.tables import EditedTable
from bareme.errors import InvalidPoints
from bareme.exports.stamps import Content, Part, Stamp, Subject
from bareme.tables import Record

_NOISE = Decimal("1e-9")
"""What a sum in binary numbers may be off: 0.30000000000000004."""


@dataclass(frozen=True)
class FoundCell:
    """A cell, where it stands, and what its row's stamp knows of it."""

    table: EditedTable
    row: int
    title: str
    subject: Subject
    typed: str
    stamp: Stamp

    @property
    def content(self) -> Content:
        """What the cell says: points if it is about points and holds a number, else its text."""
        return number_in(self.typed) if self.subject.part in {Part.MARK, Part.COMPUTED} else self.typed

    @property
    def is_as_exported(self) -> bool:
        """Whether it holds what was exported."""
        return self.stamp.knows(self.subject, self.content)


@dataclass(frozen=True)
class StampedRow:
    """The cells of a row with a stamp."""

    stamp: Stamp
    cells: tuple[FoundCell, ...]
    owners: tuple[str, ...] = ()
    """The student's number and the copy's id, as far as the row has them."""


@dataclass(frozen=True)
class StampedTable:
    """The rows with a stamp of a table, and what else may be meant as marks."""

    rows: tuple[StampedRow, ...]
    loose: tuple[FoundCell, ...]
    """Marks in rows without a stamp; only of a CSV, as the rows of averages in a workbook have none either."""
    unknown_titles: tuple[str, ...]
    """Titles of columns of marks that are of no question of the session."""


def number_in(text: str) -> Content:
    """Return the points in a cell, None if it is empty, or its text if it holds no points."""
    if not text.strip():
        return None
    try:
        number = read_decimal(text.strip())
        if number is not None and abs(number - round_half_up(number)) < _NOISE:
            return round_half_up(number)
        return to_points(text)
    except (InvalidPoints, ArithmeticError):
        return text


def stamped_table(table: EditedTable, titles: ColumnTitles) -> StampedTable | None:
    """Return the rows that carry a stamp; None if no row does."""
    stamped = [(record, stamp) for record in table.records if (stamp := _stamp_in(record))]
    if not stamped:
        return None
    header = _header(table.records, titles, stamped[0][1])
    owners = titles.owners(header.cells)
    rows = tuple(
        replace(
            _row(table, record, stamp, titles.columns(header.cells, stamp)),
            owners=tuple(_cell_at(record, position) for position in owners),
        )
        for record, stamp in stamped
    )
    of_copies = not any(stamp.question_id for _, stamp in stamped)
    loose = _loose(table, header, titles) if of_copies and not table.sheet else ()
    unknown = tuple(titles.unknown_questions(header.cells)) if of_copies else ()
    return StampedTable(rows, tuple(loose), unknown)


def _stamp_in(record: Record) -> Stamp | None:
    return next((stamp for cell in reversed(record.cells) if (stamp := Stamp.read(cell))), None)


def _header(records: Sequence[Record], titles: ColumnTitles, stamp: Stamp) -> Record:
    """Return the line of titles. Lines may stand above it, and sorting may have moved it."""
    candidates = [record for record in records if _stamp_in(record) is None]
    empty = Record(0, ())
    return max(candidates, key=lambda record: len(titles.columns(record.cells, stamp)), default=empty)


def _row(table: EditedTable, record: Record, stamp: Stamp, columns: Sequence[Column]) -> StampedRow:
    cells = [
        FoundCell(table, record.line, column.title, column.subject(stamp), _cell_at(record, column.position), stamp)
        for column in columns
    ]
    return StampedRow(stamp, tuple(_without_empty_doubles(cells)))


def _without_empty_doubles(cells: Sequence[FoundCell]) -> Iterator[FoundCell]:
    """Yield the cells without the empty ones beside others on the same: two versions of a question have two columns."""
    filled = {cell.subject for cell in cells if cell.typed.strip()}
    yielded: set[Subject] = set()
    for cell in cells:
        if cell.typed.strip() or (cell.subject not in filled and cell.subject not in yielded):
            yielded.add(cell.subject)
            yield cell


def _loose(table: EditedTable, header: Record, titles: ColumnTitles) -> Iterator[FoundCell]:
    nobody = Stamp("", 0, "")
    columns = [column for column in titles.columns(header.cells, nobody) if column.part is Part.MARK]
    for record in table.records:
        if record is header or _stamp_in(record):
            continue
        for cell in _row(table, record, nobody, columns).cells:
            if isinstance(cell.content, Decimal):
                yield cell


def _cell_at(record: Record, position: int) -> str:
    return record.cells[position] if position < len(record.cells) else ""
