"""How far two raters agree on the marks that both gave."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import sqrt

from pydantic import BaseModel, ConfigDict, Field

from bareme.domain.correlation import intraclass, pearson, scaled_variance
from bareme.domain.figures import Figure, UndefinedReason, ratio
from bareme.domain.points import add
from bareme.domain.student_t import t_quantile

type Pair = tuple[Decimal, Decimal]
"""The points of the first rater and of the second, for the same answer."""


class Bias(BaseModel):
    """How much more the first rater gives than the second, on average, in points."""

    model_config = ConfigDict(frozen=True)

    mean: Figure = Field(description="Mean of first minus second; above zero the first is the milder.")
    low: Figure = Field(description="Lower end of its 95 % confidence interval.")
    high: Figure = Field(description="Upper end.")


class Agreement(BaseModel):
    """The figures of two raters over the same answers, or over the totals of the same copies."""

    model_config = ConfigDict(frozen=True)

    pairs: int = Field(description="Marks that both gave; the figures below are over these alone.")
    left_out: int = Field(description="Where one of them, or both, gave no points.")
    exact: Figure = Field(description="Share of equal marks, 0 to 1.")
    within_step: Figure = Field(description="Share of marks at most one step apart, 0 to 1.")
    mean_absolute_difference: Figure = Field(description="In points.")
    rmse: Figure = Field(description="Root of the mean squared difference, in points.")
    bias: Bias
    kappa: Figure = Field(description="Quadratic weighted kappa: 1 for equal marks, 0 for no more than chance.")
    pearson: Figure = Field(description="Correlation, −1 to 1; blind to a bias.")
    intraclass: Figure = Field(description="ICC(2,1), absolute agreement of single raters.")


def agreement(marks: Iterable[tuple[Decimal | None, Decimal | None]], *, step: Decimal) -> Agreement:
    """Return the figures of two raters. A pair in which a mark is None is left out and counted.

    Exact agreement, mean absolute difference and root mean squared difference (Willmott & Matsuura 2005, Climate
    Research 30) are undefined without a pair; for the others see their functions.
    """
    everything = list(marks)
    pairs = [(first, second) for first, second in everything if first is not None and second is not None]
    differences = [first - second for first, second in pairs]
    sizes = [abs(difference) for difference in differences]
    count = len(pairs)
    mean_square = ratio(add(size**2 for size in sizes), count)
    return Agreement(
        pairs=count,
        left_out=len(everything) - count,
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

    Bland & Altman 1986, Lancet 327. The interval takes the differences to be independent: over the totals of copies
    they are, while over all questions of the same copies they are less so, and it comes out too narrow. It is undefined
    below two differences and where all are equal, for then nothing shows how much they scatter.
    """
    n = len(differences)
    mean = ratio(add(differences), n)
    if mean.value is None or n < 2:
        unknown = Figure.none(UndefinedReason.TOO_FEW_MARKS if n else UndefinedReason.NO_MARKS)
        return Bias(mean=mean, low=unknown, high=unknown)
    spread = scaled_variance(differences)
    if not spread:
        constant = Figure.none(UndefinedReason.CONSTANT)
        return Bias(mean=mean, low=constant, high=constant)
    # s² / n, as s² has the divisor n − 1.
    reach = t_quantile(n - 1) * sqrt(spread / (n * n * (n - 1)))
    return Bias(mean=mean, low=Figure.of(mean.value - reach), high=Figure.of(mean.value + reach))


def quadratic_weighted_kappa(pairs: Sequence[Pair]) -> Figure:
    """Return kappa with quadratic weights on the grid of marks: 1 − Σ wᵢⱼ oᵢⱼ / Σ wᵢⱼ eᵢⱼ, wᵢⱼ = (i − j)².

    Cohen 1968, Psychological Bulletin 70. With these weights the sums over categories are sums over marks, Σ (x − y)²
    and Σx² + Σy² − 2 Σx Σy / n (Fleiss & Cohen 1973, Educational and Psychological Measurement 33). The width of a step
    and the marks of the scale that nobody gave cancel, so neither is asked for; a maximum off the step counts by its
    distance. Over questions of different maxima kappa rises with the difference between the maxima, so compare it by
    question. Undefined without a pair and where both gave one and the same mark to all.
    """
    if not pairs:
        return Figure.none(UndefinedReason.NO_MARKS)
    n = len(pairs)
    observed = n * add((x - y) ** 2 for x, y in pairs)
    expected = n * add(x * x + y * y for x, y in pairs) - 2 * add(x for x, _ in pairs) * add(y for _, y in pairs)
    return ratio(expected - observed, expected, otherwise=UndefinedReason.CONSTANT)
