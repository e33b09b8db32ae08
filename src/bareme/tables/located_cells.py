"""Find where in a CSV text each cell stands, so that one can be changed and all others stay as they are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bareme.errors import InvalidInput
from bareme.tables.records import SEPARATOR_LINE, Record, find_delimiter
from bareme.translation import Message

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Place:
    """Where a cell's source stands in the text, with its quotation marks: `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True)
class LocatedRecord:
    """A record, and the place of each of its cells."""

    record: Record
    places: tuple[Place, ...]


@dataclass(frozen=True)
class LocatedTable:
    """The records of a CSV text that are not empty, and the delimiter of its cells."""

    delimiter: str
    records: tuple[LocatedRecord, ...]


def locate_cells(text: str) -> LocatedTable:
    """Return the records that `read_records` reads, with the places of their cells.

    Raises:
        InvalidInput: a quotation mark is not closed, or text follows the closed one; the message names the line.
    """
    named = SEPARATOR_LINE.match(text)
    start = named.end() if named else 0
    delimiter = named["delimiter"] if named else find_delimiter(text)
    return LocatedTable(delimiter, tuple(_records(text, start, delimiter, first_line=2 if named else 1)))


def _records(text: str, start: int, delimiter: str, *, first_line: int) -> Iterator[LocatedRecord]:
    apart = re.escape(delimiter)
    cell = re.compile(rf'"(?:[^"]++|"")*+"(?={apart}|[\r\n]|\Z)|(?!")[^{apart}\r\n]*+')
    line, position = first_line, start
    while position < len(text):
        begin, places = position, []
        while True:
            found = cell.match(text, position)
            if found is None:
                problem = Message("a quotation mark is not closed, or text follows the closed one")
                raise InvalidInput("line {line}: {problem}", line=line, problem=problem)
            places.append(Place(found.start(), found.end()))
            position = found.end()
            if not text.startswith(delimiter, position):
                break
            position += len(delimiter)
        record = Record(line, tuple(_content(text[place.start : place.end]) for place in places))
        if not record.is_empty:
            yield LocatedRecord(record, tuple(places))
        end = _LINE_END.match(text, position)
        position = end.end() if end else position
        line += len(_LINE_END.findall(text, begin, position))


def _content(source: str) -> str:
    return source[1:-1].replace('""', '"') if source.startswith('"') else source
