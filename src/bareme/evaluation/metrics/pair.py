"""Metrics of one rater against another, with confidence intervals."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal, localcontext

from pydantic import Field

from bareme.domain.agreement import Agreement, agreement
from bareme.domain.figures import Figure, UndefinedReason, ratio
from bareme.domain.frozen_model import FrozenModel
from bareme.evaluation.metrics.bootstrap import Bootstrap, IntervalEstimate
from bareme.evaluation.metrics.categories import cohen_kappa, macro_f1, spearman
from bareme.evaluation.metrics.table import Marks
from bareme.evaluation.metrics.weighted import WeightedPair

# Marks of systems have up to 17 digits; their squares and sums must be exact to recognise constant columns.
_DIGITS = 80


class PairScores(FrozenModel):
    """Metrics of the second rater against the first, over the rows that both marked, in points unless stated."""

    pairs: int = Field(description="Number of rows that both marked, the basis of the metrics.")
    left_out: int = Field(description="Number of other rows.")
    clusters: int = Field(description="Number of clusters that the intervals resample.")
    exact: IntervalEstimate = Field(description="Share of equal marks, 0 to 1; for labels, the accuracy.")
    within_step: IntervalEstimate = Field(description="Share of marks at most one step apart, 0 to 1.")
    mean_absolute_error: IntervalEstimate
    share_of_maximum: IntervalEstimate = Field(description="Mean absolute error as a share of each mark's maximum.")
    rmse: IntervalEstimate
    bias: IntervalEstimate = Field(description="Mean of second minus first; positive if the second is more lenient.")
    quadratic_kappa: IntervalEstimate
    kappa: IntervalEstimate = Field(description="Cohen's kappa, unweighted.")
    pearson: IntervalEstimate
    spearman: IntervalEstimate
    intraclass: IntervalEstimate = Field(description="ICC(2,1).")
    macro_f1: IntervalEstimate = Field(description="With every distinct mark as a category.")


@contextmanager
def exact_decimals() -> Iterator[None]:
    """Set a Decimal precision at which sums of squared marks are exact."""
    with localcontext() as context:
        context.prec = _DIGITS
        yield


def pair_scores(
    first: Marks,
    second: Marks,
    *,
    step: Decimal,
    bootstrap: Bootstrap,
    maxima: Marks | None = None,
) -> PairScores:
    """Return the metrics of the second column against the first.

    The values are those of `bareme.domain.agreement`, in exact decimals, and of `metrics.categories`. The share of the
    maximum is undefined if any maximum is unknown.
    """
    rows = [row for row, pair in enumerate(zip(first, second, strict=True)) if None not in pair]
    one = [mark for row in rows if (mark := first[row]) is not None]
    two = [mark for row in rows if (mark := second[row]) is not None]
    known = [] if maxima is None else [maximum for row in rows if (maximum := maxima[row])]
    complete = known if rows and len(known) == len(rows) else None
    resampling = bootstrap.of_rows(rows)
    with exact_decimals():
        figures = agreement(zip(two, one, strict=True), step=step)
        points = _points(figures, one, two, complete)
    weighted = WeightedPair(one, two, step=step, maxima=complete)
    intervals = resampling.estimates(points, weighted.statistics, weighted.cells)
    return PairScores(pairs=len(rows), left_out=len(first) - len(rows), clusters=resampling.clusters, **intervals)


def _points(
    figures: Agreement, one: Sequence[Decimal], two: Sequence[Decimal], maxima: Sequence[Decimal] | None
) -> dict[str, Figure]:
    pairs = list(zip(one, two, strict=True))
    share = Figure.none(UndefinedReason.NO_MARKS)
    if maxima is not None:
        shares = (abs(y - x) / maximum for x, y, maximum in zip(one, two, maxima, strict=True))
        share = ratio(sum(shares, Decimal(0)), len(pairs))
    return {
        "exact": figures.exact,
        "within_step": figures.within_step,
        "mean_absolute_error": figures.mean_absolute_difference,
        "share_of_maximum": share,
        "rmse": figures.rmse,
        "bias": figures.bias.mean,
        "quadratic_kappa": figures.kappa,
        "kappa": cohen_kappa(pairs),
        "pearson": figures.pearson,
        "spearman": spearman(pairs),
        "intraclass": figures.intraclass,
        "macro_f1": macro_f1(pairs),
    }
