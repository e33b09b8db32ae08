"""Read the records of a CSV text: delimiters, quoted cells, and the line on which each record starts."""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

from bareme.errors import InvalidInput
from bareme.translation import Message

DELIMITERS = ";,\t|"
# The csv module's default of 128 kB is too small for some essays.
_FIELD_LIMIT = 16_000_000
SEPARATOR_LINE = re.compile(r'"?sep=(?P<delimiter>[^\r\n])"?[^\S\n]*(?:\r\n|\n|\r)', re.IGNORECASE)


@dataclass(frozen=True)
class Record:
    """The cells of one record and the line on which it starts."""

    line: int
    cells: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether no cell holds anything but space."""
        return not any(cell.strip() for cell in self.cells)


def read_records(text: str, *, delimiter: str | None = None, first_line: int = 1) -> list[Record]:
    """Return the records that are not empty. A first line "sep=;" names the delimiter and is no record.

    Without a name and without `delimiter`, the one that gives most records the same number of cells is taken.

    Raises:
        InvalidInput: a quotation mark is not closed, or text follows the closed one; the message names the line.
    """
    named = SEPARATOR_LINE.match(text)
    if named:
        text, first_line = text[named.end() :], first_line + 1
        delimiter = named["delimiter"]
    return _split(text, delimiter or find_delimiter(text), first_line)


def find_delimiter(text: str) -> str:
    """Return the delimiter under which most lines have the same number of cells, the widest of equals."""
    lines = [line for line in text.splitlines()[:200] if line.strip()]

    def regularity(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(next(csv.reader([line], delimiter=delimiter))) for line in lines)
        width, count = max(
            ((width, count) for width, count in widths.items() if width > 1),
            key=lambda pair: (pair[1], pair[0]),
            default=(0, 0),
        )
        return count, width

    csv.field_size_limit(_FIELD_LIMIT)
    return max(DELIMITERS, key=regularity)


def _split(text: str, delimiter: str, first_line: int) -> list[Record]:
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[Record] = []
    line = first_line
    try:
        for cells in reader:
            record = Record(line, tuple(cells))
            if not record.is_empty:
                records.append(record)
            line = first_line + reader.line_num
    except csv.Error:
        if len(text) > _FIELD_LIMIT:
            problem = Message("a cell is longer than {limit} characters", limit=_FIELD_LIMIT)
        else:
            problem = Message("a quotation mark is not closed, or text follows the closed one")
        raise InvalidInput("line {line}: {problem}", line=line, problem=problem) from None
    return records
