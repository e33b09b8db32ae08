"""The tables of an edited file: a CSV of any encoding and delimiter, or the sheets of a spreadsheet."""

import re
from collections import Counter
from dataclasses import dataclass

from bareme.edited_files.error_cells import may_hide_errors
from bareme.errors import InvalidInput, UncertainEncoding
from bareme.exports.cells import read_csv_text
from bareme.tables import Record, decode, is_workbook, read_records, read_workbook

MOST_BYTES = 20_000_000
"""Of an edited file. The workbook of 500 copies has less than two million."""
_BESIDE_STAMP = re.compile(r'(?P<before>[;,\t|])"?bareme:|^"?bareme:[^\s;,|"]*"?(?P<after>[;,\t|])', re.MULTILINE)


@dataclass(frozen=True)
class EditedTable:
    """A table of the file. `line` of a record is the line of the text, or the row of the sheet."""

    records: tuple[Record, ...]
    sheet: str = ""
    """The sheet's name; empty for a CSV."""
    encoding: str = ""
    """The encoding of a CSV; empty for a sheet."""
    may_hide_errors: bool = False
    """Whether a cell that reads as empty may show an error."""

    @property
    def text(self) -> str:
        """The cells, line by line."""
        return "\n".join(" ".join(record.cells) for record in self.records)


def read_tables(data: bytes, encoding: str | None = None) -> list[EditedTable]:
    """Return the tables of a file; of a CSV whose encoding cannot be told, one for each that is possible.

    Texts of a CSV are without the apostrophe that protects them from being formulas.

    Raises:
        InvalidInput: it is neither a CSV nor a spreadsheet, or too large.
    """
    if len(data) > MOST_BYTES:
        raise InvalidInput("the file is larger than an export of a session: {n} bytes at most", n=MOST_BYTES)
    if is_workbook(data):
        sheets, hidden = read_workbook(data), may_hide_errors(data)
        return [EditedTable(tuple(sheet.records), sheet=sheet.name, may_hide_errors=hidden) for sheet in sheets]
    try:
        decoded = decode(data, encoding)
    except UncertainEncoding as error:
        return [_table(text, possible) for possible, text in error.readings]
    return [_table(decoded.text, decoded.encoding)]


def _table(text: str, encoding: str) -> EditedTable:
    records = read_records(text, delimiter=_delimiter(text))
    plain = (Record(record.line, tuple(map(read_csv_text, record.cells))) for record in records)
    return EditedTable(tuple(plain), encoding=encoding)


def _delimiter(text: str) -> str | None:
    """Return what separates the stamps from other cells, which is surer than how regular the lines are."""
    beside = Counter(found["before"] or found["after"] for found in _BESIDE_STAMP.finditer(text))
    return beside.most_common(1)[0][0] if beside else None
