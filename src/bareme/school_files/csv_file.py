"""A CSV text as a school's file: cells are quoted as they were, or where they have to be."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from bareme.domain.quantities import read_decimal
from bareme.exports.cells import inert, is_formula_like, shorten
from bareme.school_files.school_file import Cell, Cells
from bareme.school_files.text_file import Edit, TextFile
from bareme.tables import LocatedRecord, Record, locate_cells


class CsvFile:
    """A `SchoolFile` whose cells are separated by a delimiter."""

    sheet = ""
    is_signed = False

    def __init__(self, data: bytes, encoding: str | None = None) -> None:
        self._file = TextFile.read(data, encoding)
        self._table = locate_cells(self._file.text)

    @property
    def delimiter(self) -> str:
        """What separates the cells."""
        return self._table.delimiter

    @cached_property
    def records(self) -> Sequence[Record]:
        """The lines that are not empty."""
        return [row.record for row in self._table.records]

    def is_formula(self, place: int, column: int, /) -> bool:
        """Whether a spreadsheet program would take a cell for a formula."""
        cells = self.records[place].cells
        text = cells[column].strip() if column < len(cells) else ""
        # A mere "-" is how Moodle writes that there is no grade.
        return is_formula_like(text) and bool(text.strip("- ")) and read_decimal(text.lstrip("+-")) is None

    def is_text(self, _place: int, _column: int, /) -> bool:
        """Return True: all that a CSV has is text."""
        return True

    def is_percentage(self, _place: int, _column: int, /) -> bool:
        """Return False: a text is shown as it stands."""
        return False

    def is_date(self, _place: int, _column: int, /) -> bool:
        """Return False: a text is shown as it stands."""
        return False

    def check_cell(self, _place: int, _column: int, /) -> None:
        """Every cell of a text can be written."""

    def text_cell(self, text: str) -> Cell | None:
        """Return a cell of text that is no formula, cut if too long; None if the encoding lacks a character."""
        whole = inert(text)
        safe = shorten(whole)
        return Cell(safe, is_shortened=safe != whole) if self._file.can_hold(safe) else None

    def edited(self, cells: Cells) -> bytes:
        """Return the file with these cells changed."""
        edits = [
            edit
            for place, row in enumerate(self._table.records)
            if place in cells
            for edit in self._row_edits(row, cells[place])
        ]
        return self._file.edited(edits)

    def _row_edits(self, row: LocatedRecord, cells: Mapping[int, Cell]) -> Iterator[Edit]:
        """Yield the edits that put `cells` into a row. A row that is too short grows at its end."""
        width = len(row.places)
        for column, place in enumerate(row.places):
            if column in cells:
                is_quoted = self._file.text.startswith('"', place.start)
                yield Edit(place.start, place.end, self._source(cells[column].text, is_quoted=is_quoted))
        beyond = [column for column in cells if column >= width]
        if beyond:
            new = range(width, max(beyond) + 1)
            grown = [self._source(cells[column].text if column in cells else "") for column in new]
            end = row.places[-1].end
            yield Edit(end, end, "".join(self.delimiter + source for source in grown))

    def _source(self, content: str, *, is_quoted: bool = False) -> str:
        needs_quotes = content != content.strip() or any(char in content for char in (self.delimiter, '"', "\r", "\n"))
        doubled = content.replace('"', '""')
        return f'"{doubled}"' if is_quoted or needs_quotes else content
