"""One rater held against another: every figure with its interval."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal, localcontext

from pydantic import BaseModel, ConfigDict, Field

from bareme.domain.agreement import Agreement, agreement
from bareme.domain.figures import Figure, UndefinedReason, ratio
from bareme.evaluation.metrics.bootstrap import RESAMPLES, SEED, Clusters, IntervalEstimate, estimates
from bareme.evaluation.metrics.categories import cohen_kappa, macro_f1, spearman
from bareme.evaluation.metrics.table import Marks
from bareme.evaluation.metrics.weighted import WeightedPair

# Marks of systems have up to seventeen digits; squares and sums of them stay exact, so that a constant is seen as one.
_DIGITS = 80


class PairScores(BaseModel):
    """The second rater against the first, over the rows that both marked. Points unless said otherwise."""

    model_config = ConfigDict(frozen=True)

    pairs: int = Field(description="Rows that both marked; the figures are over these alone.")
    left_out: int = Field(description="Rows where one of them, or both, gave none.")
    clusters: int = Field(description="Of the rows that both marked: what the intervals resample; 0 for none.")
    exact: IntervalEstimate = Field(description="Share of equal marks, 0 to 1; of labels, the accuracy.")
    within_step: IntervalEstimate = Field(description="Share of marks at most one step apart, 0 to 1.")
    mean_absolute_error: IntervalEstimate
    share_of_maximum: IntervalEstimate = Field(description="Mean absolute error as a share of each mark's maximum.")
    rmse: IntervalEstimate
    bias: IntervalEstimate = Field(description="Mean of second minus first; above zero the second is the milder.")
    quadratic_kappa: IntervalEstimate
    kappa: IntervalEstimate = Field(description="Cohen's, unweighted.")
    pearson: IntervalEstimate
    spearman: IntervalEstimate
    intraclass: IntervalEstimate = Field(description="ICC(2,1).")
    macro_f1: IntervalEstimate = Field(description="Over the marks that either gave, each a category of its own.")


@contextmanager
def exact_decimals() -> Iterator[None]:
    """Compute with enough digits for any mark inside."""
    with localcontext() as context:
        context.prec = _DIGITS
        yield


def pair_scores(
    first: Marks,
    second: Marks,
    *,
    step: Decimal,
    clusters: Clusters,
    maxima: Marks | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> PairScores:
    """Return the figures of the second column against the first.

    The figures themselves are those of `bareme.domain.agreement`, in exact decimals, and of `metrics.categories`. The
    share of the maximum is undefined where a maximum is not known.
    """
    rows = [row for row, pair in enumerate(zip(first, second, strict=True)) if None not in pair]
    one = [mark for row in rows if (mark := first[row]) is not None]
    two = [mark for row in rows if (mark := second[row]) is not None]
    known = [] if maxima is None else [maximum for row in rows if (maximum := maxima[row])]
    complete = known if rows and len(known) == len(rows) else None
    inside = clusters.of_rows(rows)
    with exact_decimals():
        figures = agreement(zip(two, one, strict=True), step=step)
        points = _points(figures, one, two, complete)
    weighted = WeightedPair(one, two, step=step, maxima=complete)
    intervals = estimates(points, weighted.statistics, inside, weighted.cells, resamples=resamples, seed=seed)
    return PairScores(pairs=len(rows), left_out=len(first) - len(rows), clusters=inside.count, **intervals)


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
