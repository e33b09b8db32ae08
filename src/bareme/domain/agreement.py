"""Agreement of two raters on the marks that both gave."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import sqrt

from pydantic import Field

from bareme.domain.correlation import intraclass, pearson, scaled_variance
from bareme.domain.figures import Figure, UndefinedReason, ratio
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.points import add
from bareme.domain.student_t import t_quantile

type Pair = tuple[Decimal, Decimal]
"""The points of two raters for the same answer."""


class Bias(FrozenModel):
    """The mean difference between two raters, in points."""

    mean: Figure = Field(description="Mean of first minus second; positive if the first rater is more lenient.")
    low: Figure = Field(description="Lower bound of its 95 % confidence interval.")
    high: Figure = Field(description="Upper bound of its 95 % confidence interval.")


class Agreement(FrozenModel):
    """Agreement statistics of two raters on the same answers, or on the totals of the same copies."""

    pairs: int = Field(description="Number of marks that both gave; all statistics below are based on these.")
    left_out: int = Field(description="Number of marks that at least one of them did not give.")
    exact: Figure = Field(description="Share of equal marks, 0 to 1.")
    within_step: Figure = Field(description="Share of marks at most one step apart, 0 to 1.")
    mean_absolute_difference: Figure = Field(description="In points.")
    rmse: Figure = Field(description="Root mean squared difference, in points.")
    bias: Bias
    kappa: Figure = Field(description="Quadratic weighted kappa: 1 for equal marks, 0 for agreement by chance.")
    pearson: Figure = Field(description="Pearson correlation, −1 to 1; insensitive to bias.")
    intraclass: Figure = Field(description="ICC(2,1), absolute agreement of single raters.")


def agreement(marks: Iterable[tuple[Decimal | None, Decimal | None]], *, step: Decimal) -> Agreement:
    """Return the agreement of two raters. Pairs with a mark of None are counted as `left_out`.

    Exact agreement, mean absolute difference and root mean squared difference (Willmott & Matsuura 2005, Climate
    Research 30) are undefined if there are no pairs; for the others see their functions.
    """
    all_pairs = list(marks)
    pairs = [(first, second) for first, second in all_pairs if first is not None and second is not None]
    differences = [first - second for first, second in pairs]
    sizes = [abs(difference) for difference in differences]
    count = len(pairs)
    mean_square = ratio(add(size**2 for size in sizes), count)
    return Agreement(
        pairs=count,
        left_out=len(all_pairs) - count,
        exact=ratio(sizes.count(Decimal(0)), count),
        within_step=ratio(sum(size <= step for size in sizes), count),
        mean_absolute_difference=ratio(add(sizes), count),
        rmse=mean_square if mean_square.value is None else Figure.of(sqrt(mean_square.value)),
        bias=bias(differences),
        kappa=quadratic_weighted_kappa(pairs),
        pearson=pearson(pairs),
        intraclass=intraclass(pairs),
    )


def bias(differences: Sequence[Decimal]) -> Bias:
    """Return the mean of the differences and its 95 % interval, d̄ ± t s / √n with n − 1 degrees of freedom.

    Bland & Altman 1986, Lancet 327. The interval assumes independent differences. This holds for the totals of copies;
    for several questions of the same copies the interval is too narrow. It is undefined if there are fewer than two
    differences or all are equal.
    """
    n = len(differences)
    mean = ratio(add(differences), n)
    if mean.value is None or n < 2:
        unknown = Figure.none(UndefinedReason.TOO_FEW_MARKS if n else UndefinedReason.NO_MARKS)
        return Bias(mean=mean, low=unknown, high=unknown)
    variance = scaled_variance(differences)
    if not variance:
        constant = Figure.none(UndefinedReason.CONSTANT)
        return Bias(mean=mean, low=constant, high=constant)
    # The standard error of the mean is √(s² / n); s² has the divisor n − 1.
    margin = t_quantile(n - 1) * sqrt(variance / (n * n * (n - 1)))
    return Bias(mean=mean, low=Figure.of(mean.value - margin), high=Figure.of(mean.value + margin))


def quadratic_weighted_kappa(pairs: Sequence[Pair]) -> Figure:
    """Return kappa with quadratic weights on the grid of marks: 1 − Σ wᵢⱼ oᵢⱼ / Σ wᵢⱼ eᵢⱼ, wᵢⱼ = (i − j)².

    Cohen 1968, Psychological Bulletin 70. With these weights the sums over categories equal sums over marks, Σ (x − y)²
    and Σx² + Σy² − 2 Σx Σy / n (Fleiss & Cohen 1973, Educational and Psychological Measurement 33), so neither the step
    nor unused marks of the scale matter. Over questions with different maxima kappa grows with the difference between
    the maxima, so compare it question by question. Undefined if there are no pairs or all marks are equal.
    """
    if not pairs:
        return Figure.none(UndefinedReason.NO_MARKS)
    n = len(pairs)
    observed = n * add((x - y) ** 2 for x, y in pairs)
    expected = n * add(x * x + y * y for x, y in pairs) - 2 * add(x for x, _ in pairs) * add(y for _, y in pairs)
    return ratio(expected - observed, expected, otherwise=UndefinedReason.CONSTANT)
