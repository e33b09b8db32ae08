"""References to cells: "B7" and "A1:B7", as row and column numbers from 1."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from bareme.errors import InvalidInput
from bareme.school_files.workbook.xml_source import damaged

_MOST_CELLS = 500_000
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, both corners in it."""

    top: int
    left: int
    bottom: int
    right: int


def cells_in(areas: Iterable[Area], last_row: int, last_column: int) -> dict[tuple[int, int], Area]:
    """Return the area of each cell that is in one, up to a row and a column.

    Raises:
        InvalidInput: they have far more cells than a list needs.
    """
    found: dict[tuple[int, int], Area] = {}
    count = 0
    for area in areas:
        rows = range(area.top, min(area.bottom, last_row) + 1)
        columns = range(area.left, min(area.right, last_column) + 1)
        count += len(rows) * len(columns) + 1
        if count > _MOST_CELLS:
            raise InvalidInput("the spreadsheet is too large for a list: save the list alone")
        found.update(dict.fromkeys(product(rows, columns), area))
    return found


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
