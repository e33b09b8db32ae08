"""The confusion matrix on the grid of marks."""

from collections import Counter
from decimal import ROUND_FLOOR, Decimal

from bareme.evaluation.report.findings import Confusion, Pairs

_LEVELS_SHOWN = 21
_TENTH = Decimal("0.1")


def confusion(first: str, second: str, pairs: Pairs, *, step: float) -> Confusion:
    """Return the matrix of `pairs`.

    Its levels are the steps from the lowest human mark (or 0) to the highest (or the maximum); tenths of each mark's
    maximum where the maxima differ, or where there would be more than 21 levels.
    """
    maxima = {most for *_, most in pairs}
    one_maximum = next(iter(maxima)) if len(maxima) == 1 else None
    humans = [one for one, _, _ in pairs]
    unit = Decimal(repr(step))
    low = min(*humans, Decimal(0)) if None not in maxima else min(humans)
    high = max(humans) if one_maximum is None else one_maximum
    levels = 1 + int(_nearest((high - low) / unit))
    shares = None not in maxima and (len(maxima) > 1 or levels > _LEVELS_SHOWN)
    if shares:
        marks = [(one / most, two / most) for one, two, most in pairs if most]
        low, unit, levels = Decimal(0), _TENTH, 11
    else:
        marks = [(one, two) for one, two, _ in pairs]
        while levels > _LEVELS_SHOWN:  # no maximum is known: coarser steps
            unit *= 2
            levels = 1 + int(_nearest((high - low) / unit))
    cells: Counter[tuple[int, int]] = Counter()
    moved = beyond = 0
    for pair in marks:
        places = [(mark - low) / unit for mark in pair]
        whole = [_nearest(place) for place in places]
        moved += sum(place != nearest for place, nearest in zip(places, whole, strict=True))
        inside = [min(max(int(nearest), 0), levels - 1) for nearest in whole]
        beyond += inside[1] != whole[1]
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


def _nearest(value: Decimal) -> Decimal:
    return (value + Decimal("0.5")).to_integral_value(rounding=ROUND_FLOOR)
