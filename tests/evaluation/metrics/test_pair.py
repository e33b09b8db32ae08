import warnings
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn import metrics as sk

from bareme.domain.figures import UndefinedReason
from bareme.evaluation.metrics.bootstrap import Bootstrap
from bareme.evaluation.metrics.pair import pair_scores
from tests.domain.rating import two_people
from tests.evaluation.metrics.columns import (
    NAMES,
    Column,
    columns_of_marks,
    floats,
    is_figure,
    is_undefined,
    marks,
    rsmtool,
    scores,
)


def test_the_published_figures_of_two_humans_and_a_system(shared_data: Path) -> None:
    # RSMTool's own evaluation of its example; quadratic kappa, kappa and exact agreement as printed there.
    one, two, system = rsmtool(shared_data)
    humans, machine = scores(one, two), scores(one, system)
    printed = [
        round(figure.value.value or 0, 6)
        for pair in (humans, machine)
        for figure in (pair.quadratic_kappa, pair.kappa, pair.exact)
    ]
    assert printed == [0.833333, 0.591458, 0.725, 0.782123, 0.469418, 0.64]
    is_figure(machine.within_step.value, 0.99)


def as_the_libraries_see_them(first: Column, second: Column, *, step: str) -> None:
    pair = scores(first, second, step=step, maximum="20")
    x, y = np.array(floats(first)), np.array(floats(second))
    # Whole numbers of the smallest unit, so that scikit-learn takes them for categories of a complete grid.
    unit = 4
    one, two = (np.rint(column * unit).astype(int) for column in (x, y))
    grid = list(range(min(one.min(), two.min()), max(one.max(), two.max()) + 1))
    is_figure(pair.exact.value, sk.accuracy_score(one, two))
    is_figure(pair.within_step.value, np.mean(np.abs(one - two) <= float(step) * unit))
    is_figure(pair.mean_absolute_error.value, sk.mean_absolute_error(x, y))
    is_figure(pair.share_of_maximum.value, sk.mean_absolute_error(x, y) / 20)
    is_figure(pair.rmse.value, sk.root_mean_squared_error(x, y))
    is_figure(pair.bias.value, np.mean(y - x))
    is_figure(pair.quadratic_kappa.value, sk.cohen_kappa_score(one, two, weights="quadratic", labels=grid))
    is_figure(pair.kappa.value, sk.cohen_kappa_score(one, two))
    is_figure(pair.macro_f1.value, sk.f1_score(one, two, average="macro", zero_division=0))
    is_figure(pair.pearson.value, stats.pearsonr(x, y).statistic)
    is_figure(pair.spearman.value, stats.spearmanr(x, y).statistic)


def test_as_scikit_learn_and_scipy_see_humans_and_system(shared_data: Path) -> None:
    one, two, system = rsmtool(shared_data)
    as_the_libraries_see_them(one, two, step="1")
    as_the_libraries_see_them(one, system, step="1")


def test_as_scikit_learn_and_scipy_see_two_people() -> None:
    one, two = zip(*two_people(1000), strict=True)
    as_the_libraries_see_them(list(one), list(two), step="1")


def test_an_intraclass_correlation_that_is_printed() -> None:
    # Shrout & Fleiss 1979, table 2, judges 1 and 2: ICC(2,1) from their mean squares, computed by hand.
    one, two = marks(9, 6, 8, 7, 10, 6), marks(2, 1, 4, 1, 5, 2)
    rows = np.array([floats(one), floats(two)]).T
    n, k = rows.shape
    between = k * rows.mean(axis=1).var(ddof=1)
    judges = n * rows.mean(axis=0).var(ddof=1)
    residual = rows - rows.mean(axis=1, keepdims=True) - rows.mean(axis=0) + rows.mean()
    error = (residual**2).sum() / ((n - 1) * (k - 1))
    expected = (between - error) / (between + (k - 1) * error + k * (judges - error) / n)
    is_figure(scores(one, two).intraclass.value, expected)


def test_missing_marks_are_counted_and_left_out() -> None:
    pair = scores(marks(1, None, 3, 4, None), marks(1, 2, None, 3, None), resamples=50)
    assert (pair.pairs, pair.left_out, pair.clusters) == (2, 3, 2)
    is_figure(pair.exact.value, 0.5)
    is_figure(pair.mean_absolute_error.value, 0.5)


def test_without_a_pair_everything_is_undefined() -> None:
    pair = scores(marks(1, None), marks(None, 2), resamples=20)
    assert pair.pairs == 0
    for name in NAMES:
        estimate = getattr(pair, name)
        assert estimate.value.undefined is not None, name
        assert (estimate.low, estimate.high) == (estimate.value, estimate.value)


@pytest.mark.parametrize("constant", ["2", "0.3333333333333333"])
def test_a_constant_rater(constant: str) -> None:
    pair = scores(marks(1, 2, 3), marks(constant, constant, constant), resamples=50)
    for figure in (pair.pearson, pair.spearman):
        is_undefined(figure.value, UndefinedReason.CONSTANT)
    # Here kappa and ICC are defined: scikit-learn gives 0 for such a rater.
    is_figure(pair.kappa.value, 0)
    assert pair.intraclass.value.value is not None


def test_one_category() -> None:
    pair = scores(marks(2, 2, 2, 2, 2), marks(2, 2, 2, 2, 2), resamples=50)
    for name in ("quadratic_kappa", "kappa", "pearson", "spearman", "intraclass"):
        is_undefined(getattr(pair, name).value, UndefinedReason.CONSTANT)
    for name in ("exact", "within_step", "macro_f1"):
        estimate = getattr(pair, name)
        assert estimate.value.value == 1
        assert (estimate.low.undefined, estimate.high.undefined) == (UndefinedReason.CONSTANT,) * 2


def test_the_share_of_the_maximum_takes_each_rows_own() -> None:
    bootstrap = Bootstrap.over(range(2), resamples=0)
    pair = pair_scores(marks(1, 2), marks(2, 4), step=Decimal(1), maxima=marks(2, 8), bootstrap=bootstrap)
    is_figure(pair.share_of_maximum.value, (1 / 2 + 2 / 8) / 2)
    unknown = pair_scores(marks(1, 2), marks(2, 4), step=Decimal(1), maxima=marks(2, None), bootstrap=bootstrap)
    is_undefined(unknown.share_of_maximum.value, UndefinedReason.NO_MARKS)


@given(columns_of_marks())
def test_swapping_the_raters_turns_the_bias_and_nothing_else(columns: tuple[Column, Column]) -> None:
    there, back = scores(*columns), scores(columns[1], columns[0])
    for name in NAMES:
        one, two = getattr(there, name).value, getattr(back, name).value
        assert one.undefined == two.undefined
        if one.value is not None:
            is_figure(one, -two.value if name == "bias" else two.value)


@given(columns_of_marks(), st.sampled_from(["0.25", "2", "10"]), st.integers(-3, 3))
def test_stretching_and_shifting_the_scale(columns: tuple[Column, Column], factor: str, shift: int) -> None:
    stretched = [[mark * Decimal(factor) + shift for mark in column if mark is not None] for column in columns]
    before, after = scores(*columns), scores(list(stretched[0]), list(stretched[1]), step=factor)
    for name in NAMES:
        one, two = getattr(before, name).value, getattr(after, name).value
        assert one.undefined == two.undefined
        in_points = name in {"mean_absolute_error", "rmse", "bias"}
        if one.value is not None:
            is_figure(two, one.value * float(factor) if in_points else one.value)


@given(columns_of_marks(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_count(columns: tuple[Column, Column], random: object) -> None:
    rows = list(zip(*columns, strict=True))
    random.shuffle(rows)  # type: ignore[attr-defined]
    one, two = zip(*rows, strict=True)
    assert scores(list(one), list(two)) == scores(*columns)


@given(columns_of_marks())
def test_bounds(columns: tuple[Column, Column]) -> None:
    pair = scores(*columns, maximum="3")
    for name in ("exact", "within_step", "macro_f1", "share_of_maximum"):
        assert 0 <= (getattr(pair, name).value.value or 0) <= 1
    for name in ("quadratic_kappa", "kappa", "pearson", "spearman"):
        value = getattr(pair, name).value.value
        assert value is None or -1 - 1e-9 <= value <= 1 + 1e-9
    assert pair.exact.value.value is not None
    assert pair.within_step.value.value is not None
    assert pair.exact.value.value <= pair.within_step.value.value
    mae, rmse, bias = pair.mean_absolute_error.value.value, pair.rmse.value.value, pair.bias.value.value
    assert mae is not None
    assert rmse is not None
    assert bias is not None
    assert abs(bias) <= mae + 1e-12
    assert mae <= rmse + 1e-12


@given(columns_of_marks(least=2))
def test_kappa_as_scikit_learn_sees_any_marks(columns: tuple[Column, Column]) -> None:
    one, two = ([int(2 * mark) for mark in column if mark is not None] for column in columns)
    pair = scores(*columns)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn divides by zero where one category is all there is
        expected = sk.cohen_kappa_score(one, two), sk.cohen_kappa_score(one, two, weights="quadratic", labels=range(7))
    for figure, value in zip((pair.kappa.value, pair.quadratic_kappa.value), expected, strict=True):
        if np.isnan(value) or figure.value is None:
            is_undefined(figure, UndefinedReason.CONSTANT)
        else:
            is_figure(figure, value)
