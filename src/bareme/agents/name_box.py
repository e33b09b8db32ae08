"""The box of a name as a model gives it. What cannot be the place of a name is no box: it would cover an answer."""

import math

_NAMES = ("x0", "y0", "x1", "y1")
_WIDEST, _HIGHEST = 0.95, 0.2
"""Shares of a page: a name and what is beside it take less."""


def read_box(value: object) -> object:
    """Return left, top, right and bottom by name, or None.

    Numbers above 1 may be pixels or thousandths, in one order or another: they are not guessed at.
    """
    numbers = [value.get(name) for name in _NAMES] if isinstance(value, dict) else value
    if not isinstance(numbers, list | tuple) or len(numbers) != len(_NAMES):
        return None
    shares = [float(n) for n in numbers if isinstance(n, int | float) and not isinstance(n, bool) and math.isfinite(n)]
    if len(shares) != len(_NAMES) or not all(0 <= share <= 1 for share in shares):
        return None
    left, top, right, bottom = (round(share, 4) for share in shares)
    if not (0 < right - left <= _WIDEST and 0 < bottom - top <= _HIGHEST):
        return None
    return dict(zip(_NAMES, (left, top, right, bottom), strict=True))
