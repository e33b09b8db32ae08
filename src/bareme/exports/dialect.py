"""The two CSV dialects: that of French spreadsheets, and plain CSV."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bareme.domain.money import to_dollars
from bareme.domain.points import Language, format_points, to_points
from bareme.domain.quantities import read_decimal
from bareme.errors import InvalidInput
from bareme.exports.cells import csv_text, read_csv_text
from bareme.translation import translator

DialectName = Literal["french", "plain"]
_BOM = "\ufeff"

type Cells = Sequence[str | Decimal | None]
"""A row: texts, numbers, and None for an empty cell."""


@dataclass(frozen=True)
class Dialect:
    """A CSV dialect. `notation` is the language that determines the decimal sign."""

    delimiter: str
    notation: Language
    line_end: str
    prefix: str
    nothing: str = ""
    """What stands for no number."""

    def number(self, value: Decimal | None) -> str:
        """Return the cell of a number: its shortest notation, or `nothing` for None."""
        return self.nothing if value is None else format_points(value, self.notation)

    def dollars(self, value: Decimal | None) -> str:
        """Return the cell of an amount in dollars, six places at most; empty for None."""
        text = "" if value is None else f"{value:.6f}".rstrip("0").rstrip(".")
        return translator(self.notation).decimal(text)

    def write(self, rows: Iterable[Cells]) -> bytes:
        """Return the file. Decimals are written as numbers, None as `nothing`, texts as safe cells."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=self.delimiter, lineterminator=self.line_end)
        for row in rows:
            writer.writerow([csv_text(cell) if isinstance(cell, str) else self.number(cell) for cell in row])
        return (self.prefix + out.getvalue()).encode()


FRENCH_DIALECT = Dialect(delimiter=";", notation="fr", line_end="\r\n", prefix=_BOM)
# Excel with French settings reads neither UTF-8 without the mark nor numbers with a point.
PLAIN_DIALECT = Dialect(delimiter=",", notation="en", line_end="\n", prefix="")


def dialect_for(name: DialectName | None, language: Language) -> Dialect:
    """Return the dialect `name`, or the default of `language` if it is None."""
    if name is None:
        return FRENCH_DIALECT if translator(language).decimal_sign == "," else PLAIN_DIALECT
    return FRENCH_DIALECT if name == "french" else PLAIN_DIALECT


def read_rows(data: bytes) -> list[list[str]]:
    """Return the cells of a CSV written by `Dialect.write`, header first, with the original texts.

    Raises:
        InvalidInput: it is not UTF-8, has no header, or its rows differ in length.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise InvalidInput("the file is not UTF-8") from None
    dialect = FRENCH_DIALECT if text.startswith(_BOM) else PLAIN_DIALECT
    cells = csv.reader(io.StringIO(text.removeprefix(_BOM), newline=""), delimiter=dialect.delimiter)
    rows = [[read_csv_text(cell) for cell in row] for row in cells]
    if not rows:
        raise InvalidInput("the file is empty")
    for number, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            raise InvalidInput(
                "row {row} has {cells} cells, the header {titles}", row=number, cells=len(row), titles=len(rows[0])
            )
    return rows


def read_dollars(cell: str) -> Decimal | None:
    """Return the amount in a cell, in either notation, or None if it is empty.

    Raises:
        InvalidInput: the cell holds something else.
    """
    if not cell:
        return None
    amount = read_decimal(cell)
    if amount is None:
        raise InvalidInput("{cell!r} is not an amount in dollars", cell=cell)
    try:
        return to_dollars(amount)
    except ValueError as error:
        raise InvalidInput(str(error)) from None


def read_number(cell: str) -> Decimal | None:
    """Return the number in a cell, in either notation, or None if it is empty.

    Raises:
        InvalidPoints: the cell holds something else.
    """
    return to_points(cell) if cell else None
