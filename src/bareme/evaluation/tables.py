"""CSV tables from anywhere: comma, semicolon or tab, with or without a byte order mark."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bareme.evaluation.refusals import refuse

# An essay in a cell is longer than the module's own limit of 128 kB now and then.
_FIELD_LIMIT = 16_000_000
_ABOUT = re.compile(r"#\s*(\w+)\s*:(.*)")


@dataclass(frozen=True)
class Row:
    """A row and the line on which it begins."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """A whole file: what its leading `# name: value` lines say, its columns, its rows."""

    path: Path
    about: dict[str, str]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_text(path: Path) -> str:
    """Return a file's text.

    Raises:
        InvalidInput: it is not UTF-8.
        OSError: it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse(path, f"not UTF-8 at byte {error.start}", f"pas en UTF-8 à l’octet {error.start}") from None


def read_table(path: Path) -> Table:
    """Return the table in a file.

    Raises:
        InvalidInput: there is no header, a column is named twice, or a row has not as many cells as the header; the
            message names file and line.
    """
    text = read_text(path)
    about, skipped = _about(text)
    body = "".join(text.splitlines(keepends=True)[skipped:])
    first = body.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    records = list(_records(path, body, delimiter, skipped))
    if not records:
        raise refuse(path, "no header", "pas d’en-tête")
    header = [name.strip() for name in records[0][1]]
    repeated = [name for name in dict.fromkeys(header) if name and header.count(name) > 1]
    if repeated:
        raise refuse(path, f"the column {repeated[0]!r} appears twice", f"la colonne {repeated[0]!r} est en double")
    for line, cells in records[1:]:
        if len(cells) != len(header):
            counts = f"{len(cells)}, {len(header)}"
            raise refuse(
                path, f"line {line}: cells, columns: {counts}", f"ligne {line} : cellules, colonnes : {counts}"
            )
    rows = tuple(Row(line, dict(zip(header, cells, strict=True))) for line, cells in records[1:])
    return Table(path, about, tuple(header), rows)


def header_of(path: Path) -> frozenset[str]:
    """Return a file's column names without reading the rest; none where it is no table."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for text in file:
            if not _ABOUT.match(text):
                delimiter = max(",;\t", key=text.count)
                return frozenset(name.strip().strip('"') for name in text.split(delimiter))
    return frozenset()


def _about(text: str) -> tuple[dict[str, str], int]:
    about: dict[str, str] = {}
    skipped = 0
    for line in text.splitlines():
        said = _ABOUT.match(line)
        if not said:
            break
        about[said[1].casefold()] = said[2].strip()
        skipped += 1
    return about, skipped


def _records(path: Path, body: str, delimiter: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Yield each record that is not empty with the line on which it begins: a quoted cell may hold line breaks."""
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    line = skipped + 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = skipped + reader.line_num + 1
    except csv.Error as error:
        raise refuse(path, f"line {line}: {error}", f"ligne {line} : {error}") from None
