from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import accuracy_score, cohen_kappa_score, mean_absolute_error, root_mean_squared_error

from bareme.domain.agreement import agreement, bias, quadratic_weighted_kappa
from tests.domain.rating import (
    CONSTANT,
    NO_MARKS,
    TOO_FEW_MARKS,
    Pairs,
    column,
    floats,
    is_figure,
    on_grid,
    paired,
    two_people,
    varies,
)
from tests.domain.strategies import STEPS

QUARTER = Decimal("0.25")
GRADED = STEPS.flatmap(
    lambda step: st.tuples(st.just(step), st.lists(st.tuples(on_grid(step), on_grid(step)), min_size=2, max_size=40))
)


def sklearn_kappa(pairs: Pairs, step: Decimal, *, steps: int) -> float:
    """Kappa over every mark of the scale, given or not."""
    first, second = ([int(x / step) for x in marks] for marks in zip(*pairs, strict=True))
    return float(cohen_kappa_score(first, second, labels=range(steps + 1), weights="quadratic"))


@given(GRADED)
def test_every_figure_is_that_of_scikit_learn_and_scipy(graded: tuple[Decimal, Pairs]) -> None:
    step, pairs = graded
    first, second = zip(*pairs, strict=True)
    x, y = np.array(floats(first)), np.array(floats(second))
    figures = agreement(pairs, step=step)

    assert (figures.pairs, figures.left_out) == (len(pairs), 0)
    is_figure(figures.exact, accuracy_score([str(a) for a in first], [str(b) for b in second]))
    is_figure(figures.within_step, np.mean(np.abs(x - y) <= float(step) + 1e-9))
    is_figure(figures.mean_absolute_difference, mean_absolute_error(x, y))
    is_figure(figures.rmse, root_mean_squared_error(x, y))
    is_figure(figures.bias.mean, np.mean(x - y))
    if varies([a - b for a, b in pairs]):
        low, high = stats.t.interval(0.95, len(x) - 1, loc=np.mean(x - y), scale=stats.sem(x - y))
        is_figure(figures.bias.low, low)
        is_figure(figures.bias.high, high)
    else:
        assert (figures.bias.low, figures.bias.high) == (CONSTANT, CONSTANT)
    if varies([*first, *second]):
        is_figure(figures.kappa, sklearn_kappa(pairs, step, steps=8))
    else:
        assert figures.kappa == CONSTANT


@given(GRADED, st.lists(st.sampled_from([(None, Decimal(1)), (Decimal(1), None), (None, None)])))
def test_missing_marks_are_left_out_and_counted(
    graded: tuple[Decimal, Pairs], missing: list[tuple[Decimal | None, Decimal | None]]
) -> None:
    step, pairs = graded
    alone = agreement(pairs, step=step)
    assert agreement([*missing, *pairs], step=step) == alone.model_copy(update={"left_out": len(missing)})


def test_raters_without_a_common_mark() -> None:
    figures = agreement([(None, Decimal(1))], step=QUARTER)
    assert (figures.pairs, figures.left_out) == (0, 1)
    assert (figures.exact, figures.within_step, figures.mean_absolute_difference, figures.rmse) == (NO_MARKS,) * 4
    assert (figures.bias.mean, figures.bias.low, figures.kappa) == (NO_MARKS,) * 3
    assert (figures.pearson, figures.intraclass) == (TOO_FEW_MARKS,) * 2


def test_one_common_mark_has_no_interval() -> None:
    figures = bias(column("0.5"))
    assert (figures.mean.value, figures.low, figures.high) == (0.5, TOO_FEW_MARKS, TOO_FEW_MARKS)


def test_kappa_of_raters_who_do_not_vary() -> None:
    # A constant rater agrees as chance would have it; two of them with one category leave nothing to expect.
    assert quadratic_weighted_kappa(paired([2, 2, 2], [1, 2, 3])).value == 0
    assert quadratic_weighted_kappa(paired([2, 2, 2], [1, 1, 1])).value == 0
    assert quadratic_weighted_kappa(paired([2, 2], [2, 2])) == CONSTANT


@given(GRADED)
def test_the_width_of_a_step_changes_no_kappa(graded: tuple[Decimal, Pairs]) -> None:
    _, pairs = graded
    wider = [(3 * x, 3 * y) for x, y in pairs]
    kappa, scaled = quadratic_weighted_kappa(pairs), quadratic_weighted_kappa(wider)
    assert kappa.undefined == scaled.undefined
    assert kappa.value is None or kappa.value == pytest.approx(scaled.value, abs=1e-12)


def test_a_perfect_agreement() -> None:
    figures = agreement(paired([0, "1.25", 2], [0, "1.25", 2]), step=QUARTER)
    for perfect in (figures.exact, figures.within_step, figures.kappa, figures.pearson, figures.intraclass):
        assert perfect.value == 1
    assert (figures.mean_absolute_difference.value, figures.rmse.value, figures.bias.mean.value) == (0, 0, 0)


def test_within_one_step_takes_the_step_itself() -> None:
    figures = agreement(paired(["0.1", "0.3", "1"], ["0.35", "0.56", "1"]), step=QUARTER)
    is_figure(figures.within_step, 2 / 3)


def test_bias_of_the_published_example() -> None:
    # Peak flow by the Wright meter and the mini meter: Bland & Altman 1986, table 1 and page 309.
    wright = column(494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427)
    mini = column(512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451)
    figures = bias([x - y for x, y in zip(wright, mini, strict=True)])
    printed = [
        round(figure.value, 1) for figure in (figures.mean, figures.low, figures.high) if figure.value is not None
    ]
    # They round the standard error to 9.4 and t to 2.12 first, and print -22.0 and 17.8.
    assert printed == pytest.approx([-2.1, -22.0, 17.8], abs=0.11)


def test_two_people_as_scikit_learn_and_scipy_see_them() -> None:
    marks, half = two_people(1000), Decimal("0.5")
    found = agreement(marks, step=Decimal(1))
    first, second = (np.array(floats(column)) for column in zip(*marks, strict=True))

    assert found.pairs == 1000
    is_figure(found.pearson, stats.pearsonr(first, second).statistic)
    is_figure(found.rmse, root_mean_squared_error(first, second))
    is_figure(found.mean_absolute_difference, mean_absolute_error(first, second))
    is_figure(found.exact, accuracy_score(first.astype(str), second.astype(str)))
    is_figure(found.within_step, np.mean(np.abs(first - second) <= 1))
    is_figure(found.kappa, sklearn_kappa(marks, half, steps=10))
    low, high = stats.t.interval(0.95, len(first) - 1, loc=np.mean(first - second), scale=stats.sem(first - second))
    is_figure(found.bias.low, low)
    is_figure(found.bias.high, high)
