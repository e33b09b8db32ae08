"""Correlation coefficients of columns of points.

Sums are exact Decimals and divisions come last, so that the variance of a constant column is exactly zero and a perfect
correlation is exactly one.
"""

from collections.abc import Sequence
from decimal import Decimal

from bareme.domain.figures import Figure, UndefinedReason, ratio
from bareme.domain.points import add


def scaled_variance(values: Sequence[Decimal]) -> Decimal:
    """Return n² times the population variance, n Σx² − (Σx)², which is exact."""
    return len(values) * add(x * x for x in values) - add(values) ** 2


def pearson(pairs: Sequence[tuple[Decimal, Decimal]]) -> Figure:
    """Return the product-moment correlation of the pairs, −1 to 1.

    r = (n Σxy − Σx Σy) / √[(n Σx² − (Σx)²)(n Σy² − (Σy)²)] (Pearson 1895, in the computing form of Rodgers &
    Nicewander 1988, The American Statistician 42). Undefined if there are fewer than two pairs or either column is
    constant.
    """
    if len(pairs) < 2:
        return Figure.none(UndefinedReason.TOO_FEW_MARKS)
    first, second = zip(*pairs, strict=True)
    covariance = len(pairs) * add(x * y for x, y in pairs) - add(first) * add(second)
    return ratio(
        covariance, (scaled_variance(first) * scaled_variance(second)).sqrt(), otherwise=UndefinedReason.CONSTANT
    )


def intraclass(rows: Sequence[Sequence[Decimal]]) -> Figure:
    """Return ICC(2,1) of `rows`: one row per copy, with the marks of the same k ≥ 2 raters in the same order.

    (BMS − EMS) / (BMS + (k − 1) EMS + k (JMS − EMS) / n), with the mean squares between copies, between raters (judges)
    and of the residual: the absolute agreement of a single rater, raters being a sample (Shrout & Fleiss 1979,
    Psychological Bulletin 86, p. 423, case 2). Undefined if there are fewer than two copies or the marks do not vary.
    """
    n = len(rows)
    if n < 2:
        return Figure.none(UndefinedReason.TOO_FEW_MARKS)
    k = len(rows[0])
    correction = add(x for row in rows for x in row) ** 2
    # Sums of squares times n k, then mean squares times n k (n − 1)(k − 1): the factors cancel, and all stays exact.
    copies = n * add(add(row) ** 2 for row in rows) - correction
    raters = k * add(add(column) ** 2 for column in zip(*rows, strict=True)) - correction
    total = n * k * add(x * x for row in rows for x in row) - correction
    bms, jms, ems = (k - 1) * copies, (n - 1) * raters, total - copies - raters
    return ratio(n * (bms - ems), n * (bms + (k - 1) * ems) + k * (jms - ems), otherwise=UndefinedReason.CONSTANT)
