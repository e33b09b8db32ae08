"""Vectorised metrics of two raters for many weightings of the rows at once, as the bootstrap needs them.

Equal rows form one cell. An array of weights has the shape (weightings × cells); a result has one value per weighting,
NaN if the metric is undefined. The formulas and their sources are those of `bareme.domain.agreement`,
`bareme.domain.correlation` and `bareme.evaluation.metrics.categories`; tests compare the values.
"""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from bareme.evaluation.metrics.bootstrap import Array, Codes, histogram

# Relative to the sum of squares: the rounding error of a variance that is zero.
_ROUNDING = 1e-12


def ratio(part: Array, whole: Array, *, least: Array | float = 0.0) -> Array:
    """Return part / whole, or NaN where `whole` is not above `least`."""
    result = np.full(np.broadcast(part, whole).shape, np.nan)
    np.divide(part, whole, out=result, where=whole > least)
    return result


def share_of_ones(weights: Array) -> Array:
    """Return the share of cell 1 if the cells are 0 and 1; column 1 is missing if cell 1 is empty."""
    n = weights.sum(axis=1)
    return ratio(n - weights[:, 0], n)


class WeightedPair:
    """Two complete columns of marks, the second compared with the first."""

    def __init__(
        self,
        first: Sequence[Decimal],
        second: Sequence[Decimal],
        *,
        step: Decimal,
        maxima: Sequence[Decimal] | None = None,
    ) -> None:
        cells: dict[tuple[Decimal, Decimal, Decimal | None], int] = {}
        most: Sequence[Decimal | None] = maxima if maxima is not None else [None] * len(first)
        numbers = [cells.setdefault(row, len(cells)) for row in zip(first, second, most, strict=True)]
        self.cells: Codes = np.array(numbers, dtype=np.int64)
        x, y = np.array([one for one, _, _ in cells], dtype=float), np.array([two for _, two, _ in cells], dtype=float)
        # Differences are computed as exact Decimals, so that a difference of one step is recognised.
        gaps = [two - one for one, two, _ in cells]
        d, size = np.array(gaps, dtype=float), np.abs(np.array(gaps, dtype=float))
        near = np.array([abs(gap) <= step for gap in gaps], dtype=float)
        share = size / np.array([np.nan if maximum is None else maximum for _, _, maximum in cells], dtype=float)
        # Centred, so that sums of squares do not lose precision to a common offset.
        centre = float((x.mean() + y.mean()) / 2) if cells else 0.0
        x, y = x - centre, y - centre
        columns = [np.ones(len(x)), x, y, x * x, y * y, x * y, size, d * d, d, size == 0, near, share]
        self._features = np.column_stack(columns).astype(float)
        # Codes of each rater's distinct marks: few of a system's marks with decimals also occur as human marks.
        values = sorted(set(first)), sorted(set(second))
        places = [{value: code for code, value in enumerate(own)} for own in values]
        self._x = np.array([places[0][one] for one, _, _ in cells], dtype=np.int64)
        self._y = np.array([places[1][two] for _, two, _ in cells], dtype=np.int64)
        self._counts = len(values[0]), len(values[1])
        shared = [value for value in values[0] if value in places[1]]
        self._shared_x = np.array([places[0][value] for value in shared], dtype=np.int64)
        self._shared_y = np.array([places[1][value] for value in shared], dtype=np.int64)
        number = {value: code for code, value in enumerate(shared)}
        self._equal = np.array([cell for cell, (one, two, _) in enumerate(cells) if one == two], dtype=np.int64)
        self._hits = np.array([number[one] for one, two, _ in cells if one == two], dtype=np.int64)

    def statistics(self, weights: Array) -> dict[str, Array]:
        """Return every metric by its name in `PairScores`."""
        n, sx, sy, sxx, syy, sxy, size, square, d, equal, near, share = (weights @ self._features).T
        least_x, least_y = _ROUNDING * n * sxx, _ROUNDING * n * syy
        var_x, var_y = n * sxx - sx**2, n * syy - sy**2
        both = np.where((var_x > least_x) & (var_y > least_y), np.sqrt(np.abs(var_x * var_y)), 0.0)
        chance = n * (sxx + syy) - 2 * sx * sy
        least = _ROUNDING * n * (sxx + syy)
        return {
            "exact": ratio(equal, n),
            "within_step": ratio(near, n),
            "mean_absolute_error": ratio(size, n),
            "share_of_maximum": ratio(share, n),
            "rmse": np.sqrt(ratio(square, n)),
            "bias": ratio(d, n),
            "quadratic_kappa": ratio(chance - n * square, chance, least=least),
            "pearson": np.clip(ratio(n * sxy - sx * sy, both), -1, 1),
            "intraclass": _intraclass(n, (sx, sy), (sxx, syy), sxy),
            **self._of_categories(weights, n, equal),
        }

    def _of_categories(self, weights: Array, n: Array, equal: Array) -> dict[str, Array]:
        in_x, in_y = histogram(weights, self._x, self._counts[0]), histogram(weights, self._y, self._counts[1])
        both_x, both_y = in_x[:, self._shared_x], in_y[:, self._shared_y]
        hits = histogram(weights[:, self._equal], self._hits, len(self._shared_x))
        expected = (both_x * both_y).sum(axis=1)
        used = (in_x > 0).sum(axis=1) + (in_y > 0).sum(axis=1) - ((both_x > 0) & (both_y > 0)).sum(axis=1)
        return {
            "kappa": ratio(n * equal - expected, n * n - expected, least=_ROUNDING * n * n),
            "macro_f1": macro_f1(hits, both_x, both_y, used=used.astype(float)),
            "spearman": self._spearman(weights, n, in_x, in_y),
        }

    def _spearman(self, weights: Array, n: Array, in_x: Array, in_y: Array) -> Array:
        """Return the correlation of mid-ranks."""
        centre = n[:, None] / 2
        rank_x = np.cumsum(in_x, axis=1) - in_x / 2 - centre
        rank_y = np.cumsum(in_y, axis=1) - in_y / 2 - centre
        together = np.einsum("ij,ij,ij->i", weights, rank_x[:, self._x], rank_y[:, self._y])
        var_x, var_y = (in_x * rank_x**2).sum(axis=1), (in_y * rank_y**2).sum(axis=1)
        return ratio(together, np.sqrt(var_x * var_y), least=_ROUNDING * n**3)


def macro_f1(hits: Array, in_first: Array, in_second: Array, *, used: Array) -> Array:
    """Return the mean of 2 tp / (2 tp + fp + fn) over `used` categories; categories not given here count as 0."""
    sums = in_first + in_second
    scores = np.divide(2 * hits, sums, out=np.zeros_like(sums), where=sums > 0)
    return ratio(scores.sum(axis=1), used)


def _intraclass(n: Array, sums: tuple[Array, Array], squares: tuple[Array, Array], sxy: Array) -> Array:
    """Return ICC(2,1) for two raters, with the sums of squares of `bareme.domain.correlation.intraclass`."""
    (sx, sy), (sxx, syy) = sums, squares
    correction = (sx + sy) ** 2
    copies = n * (sxx + syy + 2 * sxy) - correction
    raters = 2 * (sx**2 + sy**2) - correction
    everything = 2 * n * (sxx + syy) - correction
    bms, jms, ems = copies, (n - 1) * raters, everything - copies - raters
    whole = n * (bms + ems) + 2 * (jms - ems)
    least = np.where(n > 1, _ROUNDING * n**2 * (sxx + syy), np.inf)
    return ratio(n * (bms - ems), whole, least=least)
