"""Where something is written on a page: a grid of cells, kept so that the page is not drawn again to tell."""

import base64
import math
import zlib

from bareme.domain.copies import Box

CELL = 8
"""Points of a cell's side."""


def pack_grid(bits: bytes) -> str:
    """Return a grid to keep with its page.

    `bits` are its cells, a bit each, row by row from the top. Each row begins with the highest bit of a byte.
    """
    return base64.b64encode(zlib.compress(bits, 9)).decode()


def cells_in(length: float) -> int:
    """Return how many cells there are on a side of a page, given in points."""
    return max(1, math.ceil(length / CELL))


def is_inked(packed: str, width: float, height: float, box: Box) -> bool:
    """Return whether something is written in a box of a page of this size in points, as its grid says."""
    row_bytes = -(-cells_in(width) // 8)
    # No more than the page has: a session's archive may come from anywhere, and a few bytes can expand to gigabytes.
    bits = zlib.decompressobj().decompress(base64.b64decode(packed), row_bytes * cells_in(height))
    left, right = _cells(box.x0, box.x1, width)
    top, bottom = _cells(box.y0, box.y1, height)
    wanted = ((1 << right - left) - 1) << (8 * row_bytes - right)
    rows = (bits[row * row_bytes : (row + 1) * row_bytes] for row in range(top, bottom))
    return any(int.from_bytes(row) & wanted for row in rows)


def _cells(first: float, last: float, length: float) -> tuple[int, int]:
    """Return the range of cells whose centres lie between two shares of a side; one cell at least."""
    start = min(round(first * length / CELL), cells_in(length) - 1)
    return start, max(start + 1, min(round(last * length / CELL), cells_in(length)))
