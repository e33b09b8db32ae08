"""Read CSV tables delimited by commas, semicolons or tabs, with or without a byte order mark."""

import re
from dataclasses import dataclass
from pathlib import Path

from bareme.errors import InvalidInput
from bareme.evaluation.refusals import Refusals, refuse
from bareme.tables import read_records
from bareme.translation import Message

_ABOUT = re.compile(r"#\s*(\w+)\s*:(.*)")


@dataclass(frozen=True)
class TableRow:
    """A row and the line on which it starts."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """A table with the values of its leading `# name: value` lines."""

    path: Path
    about: dict[str, str]
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]

    def require(self, *names: str) -> None:
        """Check that the columns exist.

        Raises:
            InvalidInput: a column is missing; the message names it.
        """
        for name in names:
            if name not in self.columns:
                raise refuse(self.path, Message("no column {name!r}", name=name))


def read_text(path: Path) -> str:
    """Return a file's text with lines terminated by line feeds.

    Raises:
        InvalidInput: the file is not encoded in UTF-8.
        OSError: the file cannot be read.
    """
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refuse(path, Message("is in UTF-16, not UTF-8"))
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refuse(path, Message("line {line}: not UTF-8 (byte {start})", line=line, start=error.start)) from None


def read_table(path: Path) -> Table:
    """Return the table in a file.

    Raises:
        InvalidInput: there is no header, a column name is repeated, or rows do not have as many cells as the header;
            the message names file and line.
    """
    text = read_text(path)
    about, skipped = _about(text)
    body = "".join(text.splitlines(keepends=True)[skipped:])
    first = next((line for line in body.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    try:
        records = read_records(body, delimiter=delimiter, first_line=skipped + 1)
    except InvalidInput as error:
        raise refuse(path, error.message) from None
    if not records:
        raise refuse(path, Message("is empty"))
    header = [name.strip() for name in records[0].cells]
    repeated = [name for name in dict.fromkeys(header) if name and header.count(name) > 1]
    if repeated:
        raise refuse(path, Message("the column {repeated!r} appears twice", repeated=repeated[0]))
    refusals = Refusals(path)
    for record in records[1:]:
        if len(record.cells) != len(header):
            refusals.add(
                record.line,
                Message("{count} cells, but the header has {count2}", count=len(record.cells), count2=len(header)),
            )
    refusals.raise_any()
    rows = tuple(TableRow(record.line, dict(zip(header, record.cells, strict=True))) for record in records[1:])
    return Table(path, about, tuple(header), rows)


def header_of(path: Path) -> frozenset[str]:
    """Return a file's column names without reading the rest, or an empty set if it is not a table."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for text in file:
            if text.strip() and not _ABOUT.match(text):
                delimiter = max(",;\t", key=text.count)
                return frozenset(name.strip().strip('"') for name in text.split(delimiter))
    return frozenset()


def _about(text: str) -> tuple[dict[str, str], int]:
    about: dict[str, str] = {}
    skipped = 0
    for number, line in enumerate(text.splitlines(), start=1):
        match = _ABOUT.match(line)
        if match:
            about[match[1].casefold()] = match[2].strip()
            skipped = number
        elif line.strip():
            break
    return about, skipped
