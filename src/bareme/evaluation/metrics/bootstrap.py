"""Confidence intervals by resampling whole clusters: the marks of one student come and go together."""

from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field
from scipy.special import ndtr, stdtrit
from threadpoolctl import ThreadpoolController

from bareme.domain.figures import Figure, UndefinedReason

type Array = NDArray[np.float64]
type Codes = NDArray[np.int64]

RESAMPLES = 1000
SEED = 20_000
FEWEST_CLUSTERS = 5
"""Below, no interval: of three clusters one at 95 % held the true value in seven samples of ten, of four in eight."""
_NO_WIDTH = 1e-9  # of a figure: what its resamples may differ by in binary fractions where they are all the same
_CELLS = 2_000_000  # numbers held at once, 16 MB


class IntervalEstimate(BaseModel):
    """A figure and its 95 % confidence interval."""

    model_config = ConfigDict(frozen=True)

    value: Figure
    low: Figure
    high: Figure
    resamples: int = Field(description="In which the figure is defined; the interval rests on these.")


@dataclass(frozen=True)
class Clusters:
    """What is resampled: for each row its cluster, in one way or in two crossed ones."""

    codes: tuple[Codes, ...]

    @classmethod
    def of(cls, *keys: Sequence[Hashable]) -> "Clusters":
        """Return the clusters of rows with equal keys."""
        return cls(tuple(encode(column) for column in keys))

    def of_rows(self, rows: Sequence[int]) -> "Clusters":
        """Return those of some rows alone. A way in which all of these are one cluster says nothing and is dropped."""
        chosen = (encode(codes[rows].tolist()) for codes in self.codes)
        return Clusters(tuple(codes for codes in chosen if codes.size and codes.max() > 0))

    @property
    def count(self) -> int:
        """The clusters of the way that has fewest; 0 where there is nothing to resample."""
        return min((int(codes.max()) + 1 for codes in self.codes if codes.size), default=0)


def encode(keys: Sequence[Hashable]) -> Codes:
    """Return a whole number from 0 for each key, in the order of first appearance."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)


def resampled_weights(clusters: Clusters, cells: Codes, *, resamples: int, seed: int) -> Iterator[Array]:
    """Yield arrays (some resamples × cells) of how many rows of each cell are drawn; `cells` has the cell of each row.

    Clusters are drawn with replacement, as many as there are (Davison & Hinkley 1997, Bootstrap Methods and their
    Application, §3.8); of two crossed ways each is drawn by itself and the counts are multiplied (Owen 2007, The
    pigeonhole bootstrap, Annals of Applied Statistics 1).
    """
    generator = np.random.default_rng(seed)
    rows, width = len(cells), int(cells.max()) + 1
    counts = [int(codes.max()) + 1 for codes in clusters.codes]
    # Rows of one cell and one cluster are drawn together, so a table of both does for the rows where it is not larger.
    tabled = len(counts) == 1 and counts[0] * width <= _CELLS
    table = _cross_table(clusters.codes[0], cells, counts[0], width) if tabled else None
    chunk = max(1, _CELLS // max(rows, width))
    for start in range(0, resamples, chunk):
        size = min(chunk, resamples - start)
        drawn = [_drawn(generator, size, count) for count in counts]
        if table is not None:
            yield drawn[0] @ table
            continue
        weights = np.ones((size, rows))
        for counted, codes in zip(drawn, clusters.codes, strict=True):
            weights *= counted[:, codes]
        yield histogram(weights, cells, width)


def histogram(weights: Array, codes: Codes, categories: int) -> Array:
    """Return, for each row of weights, the weight of each category; `codes` has the category of each column."""
    cells = (codes + categories * np.arange(len(weights))[:, None]).ravel()
    counts = np.bincount(cells, weights=weights.ravel(), minlength=len(weights) * categories)
    return counts.reshape(len(weights), categories).astype(float, copy=False)


def _cross_table(first: Codes, second: Codes, rows: int, columns: int) -> Array:
    counts = np.bincount(first * columns + second, minlength=rows * columns)
    return counts.reshape(rows, columns).astype(float)


def _drawn(generator: np.random.Generator, size: int, count: int) -> Array:
    """Return how often each of `count` clusters is drawn, for each of `size` resamples."""
    draws = generator.integers(0, count, size=(size, count)) + count * np.arange(size)[:, None]
    return np.bincount(draws.ravel(), minlength=size * count).reshape(size, count).astype(float)


def estimates(
    points: dict[str, Figure],
    statistics: Callable[[Array], dict[str, Array]],
    clusters: Clusters,
    cells: Codes,
    *,
    inflated: Collection[str] = (),
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> dict[str, IntervalEstimate]:
    """Return each figure of `points` with its expanded percentile interval.

    Percentiles of the resamples (Efron & Tibshirani 1993, chapter 13) make too narrow an interval of few clusters, so
    those further out are taken that would make it Student's of a mean: z √((n − 1) / n) = t (Hesterberg 2015, What
    Teachers Should Know About the Bootstrap, The American Statistician 69). Figures that scatter raises above what is
    true, and resampling raises again, are `inflated`: theirs is the basic interval, the percentiles mirrored at the
    figure (Davison & Hinkley 1997, §5.2), none of it below 0.

    `cells` numbers from 0 what is alike in the rows; `statistics` returns the same figures, by name, for each row of an
    array of weights of the cells, with NaN where a resample leaves one undefined. An interval is undefined where the
    figure is, below five clusters, where more than half of the resamples leave the figure undefined, and where all
    resamples are equal, since then nothing shows how much the figure scatters.
    """
    drawn: dict[str, list[Array]] = {name: [] for name in points}
    count = clusters.count
    if count >= FEWEST_CLUSTERS and resamples:
        # The products are small: shared among threads they take longer, and four times the processor.
        with _blas().limit(limits=1, user_api="blas"):
            for weights in resampled_weights(clusters, cells, resamples=resamples, seed=seed):
                for name, values in statistics(weights).items():
                    if name in drawn:
                        drawn[name].append(values)
    return {
        name: _estimate(figure, drawn[name], resamples, tail=_tail(count) if count > 1 else 0.0, basic=name in inflated)
        for name, figure in points.items()
    }


def _tail(clusters: int) -> float:
    """Return the share of the resamples that lies beyond each end: 2.5 % of many clusters, less of few."""
    return float(ndtr(-sqrt(clusters / (clusters - 1)) * stdtrit(clusters - 1, 0.975)))


@cache
def _blas() -> ThreadpoolController:
    return ThreadpoolController()


def _estimate(figure: Figure, drawn: Sequence[Array], resamples: int, *, tail: float, basic: bool) -> IntervalEstimate:
    values = np.concatenate(drawn) if drawn else np.empty(0)
    defined = values[np.isfinite(values)]
    if figure.value is None:
        return IntervalEstimate(value=figure, low=figure, high=figure, resamples=len(defined))
    if 2 * len(defined) < resamples or not len(defined):
        none = Figure.none(UndefinedReason.CONSTANT if len(values) else UndefinedReason.TOO_FEW_MARKS)
        return IntervalEstimate(value=figure, low=none, high=none, resamples=len(defined))
    low, high = np.quantile(defined, [tail, 1 - tail])
    if defined.max() - defined.min() <= _NO_WIDTH * max(1.0, abs(figure.value)):
        none = Figure.none(UndefinedReason.CONSTANT)
        return IntervalEstimate(value=figure, low=none, high=none, resamples=len(defined))
    if basic:
        low, high = max(2 * figure.value - high, 0.0), max(2 * figure.value - low, figure.value)
    return IntervalEstimate(value=figure, low=Figure.of(low), high=Figure.of(high), resamples=len(defined))
