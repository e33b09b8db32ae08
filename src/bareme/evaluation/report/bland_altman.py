"""Compute Bland–Altman statistics."""

from collections import Counter
from math import sqrt
from statistics import fmean, variance

from bareme.domain.figures import Figure, UndefinedReason
from bareme.evaluation.report.findings import BlandAltman, BlandAltmanPoint, Pairs

_PLACES = 400
_CELLS = 24


def bland_altman(first: str, second: str, pairs: Pairs) -> BlandAltman:
    """Return the differences second − first and their 95 % limits of agreement, bias ± 1.96 SD (Bland & Altman 1986).

    The limits are undefined for fewer than two pairs. More than 400 distinct points are binned on a grid of 24 by 24.
    """
    gaps = [two - one for one, two, _ in pairs]
    places = Counter((float((one + two) / 2), float(two - one)) for one, two, _ in pairs)
    rounded = len(places) > _PLACES
    few = Figure.none(UndefinedReason.TOO_FEW_MARKS)
    bias, deviation = fmean(gaps), sqrt(variance(gaps)) if len(gaps) > 1 else None
    return BlandAltman(
        first=first,
        second=second,
        pairs=len(pairs),
        bias=Figure.of(bias),
        low=few if deviation is None else Figure.of(bias - 1.96 * deviation),
        high=few if deviation is None else Figure.of(bias + 1.96 * deviation),
        places=tuple(
            BlandAltmanPoint(mean=mean, difference=gap, count=count)
            for (mean, gap), count in sorted((_on_grid(places) if rounded else places).items())
        ),
        rounded=rounded,
    )


def _on_grid(places: Counter[tuple[float, float]]) -> Counter[tuple[float, float]]:
    spans = [(min(values), max(values)) for values in zip(*places, strict=True)]
    grid: Counter[tuple[float, float]] = Counter()
    for place, count in places.items():
        middle = tuple(
            low + (min(int((value - low) / (high - low or 1) * _CELLS), _CELLS - 1) + 0.5) * (high - low) / _CELLS
            for value, (low, high) in zip(place, spans, strict=True)
        )
        grid[middle[0], middle[1]] += count
    return grid
