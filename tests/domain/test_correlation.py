from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bareme.domain.correlation import intraclass, pearson, scaled_variance
from tests.domain.rating import CONSTANT, TOO_FEW_MARKS, Pairs, column, floats, is_figure, paired, varies
from tests.domain.strategies import points

PAIRS = st.lists(st.tuples(points("20"), points("20")), min_size=2, max_size=40)
RATINGS = st.integers(2, 4).flatmap(
    lambda raters: st.lists(st.lists(points("20"), min_size=raters, max_size=raters), min_size=2, max_size=20)
)

# Six targets rated by four judges: Shrout & Fleiss 1979, table 2.
SHROUT_FLEISS = [
    column(9, 2, 5, 8),
    column(6, 1, 3, 2),
    column(8, 4, 6, 8),
    column(7, 1, 2, 6),
    column(10, 5, 6, 9),
    column(6, 2, 4, 7),
]


@given(PAIRS)
def test_pearson_is_that_of_scipy(pairs: Pairs) -> None:
    first, second = zip(*pairs, strict=True)
    if varies(first) and varies(second):
        is_figure(pearson(pairs), stats.pearsonr(floats(first), floats(second)).statistic)
    else:
        assert pearson(pairs) == CONSTANT


def test_a_perfect_correlation_is_exactly_one() -> None:
    thirds = [(Decimal(i) / 3, Decimal(7 * i) / 3) for i in range(1, 8)]
    assert pearson(paired(["0.1", "0.2", "0.7"], ["0.3", "0.4", "0.9"])).value == 1
    assert pearson([(x, -y) for x, y in thirds]).value == -1


@pytest.mark.parametrize("pairs", [[], paired([1], [2])])
def test_one_pair_correlates_with_nothing(pairs: Pairs) -> None:
    assert pearson(pairs) == TOO_FEW_MARKS
    assert intraclass(pairs) == TOO_FEW_MARKS


@given(st.lists(points("20"), min_size=1, max_size=40))
def test_the_scaled_variance_is_exact(values: list[Decimal]) -> None:
    is_figure_of = float(scaled_variance(values)) / len(values) ** 2
    assert is_figure_of == pytest.approx(np.var(floats(values)), abs=1e-9)
    assert (scaled_variance(values) == 0) is not varies(values)


def test_intraclass_of_the_published_example() -> None:
    # The authors print .29; the digits are those of the analysis of variance in their table 3.
    figure = intraclass(SHROUT_FLEISS)
    assert figure.value == pytest.approx(0.29, abs=0.005)
    expected = _anova(SHROUT_FLEISS)
    assert expected is not None
    is_figure(figure, expected)


@given(RATINGS)
def test_intraclass_is_that_of_the_mean_squares(rows: list[list[Decimal]]) -> None:
    if varies([x for row in rows for x in row]):
        expected = _anova(rows)
        if expected is None:
            assert intraclass(rows) == CONSTANT
        else:
            is_figure(intraclass(rows), expected)
    else:
        assert intraclass(rows) == CONSTANT


def test_intraclass_sees_the_bias_that_pearson_does_not() -> None:
    shifted = paired([1, 2, 3, 4], [3, 4, 5, 6])
    assert pearson(shifted).value == 1
    is_figure(intraclass(shifted), 5 / 11)  # BMS 10/3, JMS 8, EMS 0
    assert intraclass(paired([1, 2, 3], [1, 2, 3])).value == 1
    assert intraclass(paired([5, 5], [5, 5])) == CONSTANT


def _anova(rows: list[list[Decimal]]) -> float | None:
    """The mean squares as numpy has them, from deviations and not from the computing formula."""
    x = np.array([floats(row) for row in rows])
    n, k = x.shape
    by_row, by_column = x.mean(axis=1, keepdims=True), x.mean(axis=0, keepdims=True)
    bms = k * ((by_row - x.mean()) ** 2).sum() / (n - 1)
    jms = n * ((by_column - x.mean()) ** 2).sum() / (k - 1)
    ems = ((x - by_row - by_column + x.mean()) ** 2).sum() / ((n - 1) * (k - 1))
    whole = bms + (k - 1) * ems + k * (jms - ems) / n
    return None if whole < 1e-9 else (bms - ems) / whole
