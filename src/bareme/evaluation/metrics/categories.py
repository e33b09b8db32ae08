"""Metrics that treat marks or labels as categories, and the rank correlation."""

from collections import Counter
from collections.abc import Hashable, Sequence
from decimal import Decimal
from fractions import Fraction

from bareme.domain.correlation import pearson
from bareme.domain.figures import Figure, UndefinedReason


def cohen_kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> Figure:
    """Return Cohen's unweighted kappa, the agreement beyond chance: (p_o − p_e) / (1 − p_e).

    Cohen 1960, Educational and Psychological Measurement 20. Undefined if there are no pairs or only one category.
    """
    n = len(pairs)
    if not n:
        return Figure.none(UndefinedReason.NO_MARKS)
    first, second = Counter(x for x, _ in pairs), Counter(y for _, y in pairs)
    equal = sum(x == y for x, y in pairs)
    expected = sum(count * second[name] for name, count in first.items())
    if expected == n * n:
        return Figure.none(UndefinedReason.CONSTANT)
    return Figure.of(float(Fraction(n * equal - expected, n * n - expected)))


def spearman(pairs: Sequence[tuple[Decimal, Decimal]]) -> Figure:
    """Return Spearman's rank correlation: Pearson's correlation of the ranks, with mean ranks for ties.

    Spearman 1904, American Journal of Psychology 15; ties as in Kendall 1948, Rank Correlation Methods, chapter 3.
    Undefined if there are fewer than two pairs or either column is constant.
    """
    if not pairs:
        return Figure.none(UndefinedReason.TOO_FEW_MARKS)
    first, second = zip(*pairs, strict=True)
    return pearson(list(zip(_ranks(first), _ranks(second), strict=True)))


def macro_f1(pairs: Sequence[tuple[Hashable, Hashable]]) -> Figure:
    """Return the mean of F1 = 2 tp / (2 tp + fp + fn) over the categories that either rater used.

    Van Rijsbergen 1979, Information Retrieval, chapter 7; averaged over categories as in Sokolova & Lapalme 2009,
    Information Processing & Management 45. A category that only one rater used counts as 0. Undefined if there are no
    pairs.
    """
    if not pairs:
        return Figure.none(UndefinedReason.NO_MARKS)
    first, second = Counter(x for x, _ in pairs), Counter(y for _, y in pairs)
    hits = Counter(x for x, y in pairs if x == y)
    used = set(first) | set(second)
    return Figure.of(float(sum(Fraction(2 * hits[name], first[name] + second[name]) for name in used) / len(used)))


def _ranks(values: Sequence[Decimal]) -> list[Decimal]:
    counts = Counter(values)
    below, rank = 0, {}
    for value in sorted(counts):
        rank[value] = Decimal(2 * below + counts[value] + 1) / 2
        below += counts[value]
    return [rank[value] for value in values]
