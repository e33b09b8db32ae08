"""Boxes on a page as a model gives them. What cannot be the place of what was asked for is none."""

import math
from collections.abc import Callable

from pydantic import WithJsonSchema

BOX_SCHEMA = WithJsonSchema(
    {"anyOf": [{"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4}, {"type": "null"}]},
    mode="validation",
)
"""A model is asked for four numbers, which it gives more reliably than an object."""

_NAMES = ("x0", "y0", "x1", "y1")


def box_reader(*, widest: float, highest: float) -> Callable[[object], object]:
    """Return what reads left, top, right and bottom, by name, of a box that is no larger: shares of the page.

    It returns None for anything else. Numbers above 1 may be pixels or thousandths, in one order or another: they are
    not guessed at.
    """

    def read(value: object) -> object:
        numbers = [value.get(name) for name in _NAMES] if isinstance(value, dict) else value
        if not isinstance(numbers, list | tuple) or len(numbers) != len(_NAMES):
            return None
        shares = [float(n) for n in numbers if _is_number(n)]
        if len(shares) != len(_NAMES) or not all(0 <= share <= 1 for share in shares):
            return None
        left, top, right, bottom = (round(share, 4) for share in shares)
        if not (0 < right - left <= widest and 0 < bottom - top <= highest):
            return None
        return dict(zip(_NAMES, (left, top, right, bottom), strict=True))

    return read


def read_page_number(value: object) -> object:
    """Return the number of a page, from 1, or None."""
    number = int(value) if isinstance(value, str) and value.strip().isdecimal() and len(value) < 5 else value
    return number if isinstance(number, int) and not isinstance(number, bool) and number >= 1 else None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
