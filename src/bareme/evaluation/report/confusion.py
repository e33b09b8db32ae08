"""Compute the confusion matrix on the grid of marks."""

from collections import Counter
from decimal import ROUND_FLOOR, Decimal
from math import lcm

from bareme.evaluation.report.findings import Confusion, Pairs

_LEVELS_SHOWN = 21
_TENTHS = 10
_EXACT = Decimal("0.000001")  # a third of a maximum is not a finite decimal


def confusion(first: str, second: str, pairs: Pairs, *, step: float) -> Confusion:
    """Return the matrix of `pairs`.

    Its levels are the steps from the lowest human mark (or 0) to the highest (or the maximum). If the maxima differ,
    levels are shares of the maximum, as fine as the steps of all maxima allow. If there are more than 21 levels, they
    become tenths of the maximum or, if there is no maximum, several steps are merged into one level.
    """
    unit = Decimal(repr(step))
    maxima = {most for *_, most in pairs if most is not None}
    known = all(most is not None for *_, most in pairs)
    humans = [one for one, _, _ in pairs]
    low = min(*humans, Decimal(0)) if known else min(humans)
    high = max(maxima) if known else max(humans)
    levels = 1 + int(_nearest((high - low) / unit))
    shares = known and (len(maxima) > 1 or levels > _LEVELS_SHOWN)
    marks = [(one / (most or 1), two / (most or 1)) if shares else (one, two) for one, two, most in pairs]
    if shares:
        parts = _parts(maxima, unit)
        unit = 1 / Decimal(parts)
        # Negative marks get levels of their own, down to the lowest mark.
        below = max(0, -int((min(min(one, two) for one, two in marks) / unit).to_integral_value(rounding=ROUND_FLOOR)))
        low, levels = -below * unit, parts + 1 + below
    while levels > _LEVELS_SHOWN:
        unit *= 2
        levels = 1 + int(_nearest((high - low) / unit))
    cells: Counter[tuple[int, int]] = Counter()
    moved = beyond = 0
    for pair in marks:
        places = [((mark - low) / unit).quantize(_EXACT) for mark in pair]
        whole = [_nearest(place) for place in places]
        moved += places != whole
        inside = [min(max(int(nearest), 0), levels - 1) for nearest in whole]
        beyond += inside != whole
        cells[inside[0], inside[1]] += 1
    return Confusion(
        first=first,
        second=second,
        shares=shares,
        levels=tuple(low + unit * place for place in range(levels)),
        counts=tuple(tuple(cells[row, column] for column in range(levels)) for row in range(levels)),
        moved=moved,
        beyond=beyond,
    )


def _parts(maxima: set[Decimal], step: Decimal) -> int:
    """Return the number of equal parts of a maximum such that every step of every maximum is a multiple of a part."""
    if any(most % step for most in maxima):
        return _TENTHS
    parts = lcm(*(int(most / step) for most in maxima))
    return parts if parts < _LEVELS_SHOWN else _TENTHS


def _nearest(value: Decimal) -> Decimal:
    return (value + Decimal("0.5")).to_integral_value(rounding=ROUND_FLOOR)
