"""References to cells: "B7" and "A1:B7", as row and column numbers from 1."""

import re
from dataclasses import dataclass

from bareme.school_files.workbook.xml_source import damaged

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, both corners in it."""

    top: int
    left: int
    bottom: int
    right: int

    def covers(self, row: int, column: int) -> bool:
        """Whether a cell is in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


def cell_at(reference: str) -> tuple[int, int]:
    """Return row and column of "B7".

    Raises:
        InvalidInput: it is no reference.
    """
    found = _CELL.fullmatch(reference)
    if found is None:
        raise damaged()
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - ord("A") + 1
    return int(found[2]), column


def area_of(reference: str) -> Area:
    """Return the area of "A1:B7", or of a single cell.

    Raises:
        InvalidInput: it is no reference.
    """
    first, _, last = reference.partition(":")
    top, left = cell_at(first)
    bottom, right = cell_at(last or first)
    return Area(top, left, bottom, right)


def reference_of(row: int, column: int) -> str:
    """Return "B7" for a row and a column."""
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return f"{letters}{row}"
