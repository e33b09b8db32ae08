from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.figures import UndefinedReason
from bareme.evaluation.metrics.bootstrap import Bootstrap
from bareme.evaluation.metrics.pair import pair_scores
from bareme.evaluation.metrics.weighted import WeightedPair
from tests.domain.rating import two_people
from tests.evaluation.metrics.columns import NAMES, Column, columns_of_marks, marks, scores


@given(columns_of_marks(), st.data())
def test_a_weight_is_as_many_rows(columns: tuple[Column, Column], data: st.DataObject) -> None:
    """What the bootstrap computes for a weighting is the figure itself of the rows repeated that often."""
    one, two = ([mark for mark in column if mark is not None] for column in columns)
    pair = WeightedPair(one, two, step=Decimal("0.5"), maxima=[Decimal(3)] * len(one))
    counts = data.draw(st.lists(st.integers(0, 3), min_size=len(one), max_size=len(one)))
    cells = np.bincount(pair.cells, weights=counts, minlength=int(pair.cells.max()) + 1)[None, :]
    values = pair.statistics(cells)
    repeated: list[Column] = [[], []]
    for x, y, count in zip(one, two, counts, strict=True):
        repeated[0].extend([x] * count)
        repeated[1].extend([y] * count)
    expected = scores(*repeated, step="0.5", maximum="3")
    for name in (*NAMES, "share_of_maximum"):
        value = getattr(expected, name).value.value
        if value is None:
            assert np.isnan(values[name][0]), name
        else:
            assert values[name][0] == pytest.approx(value, rel=1e-9, abs=1e-9), name


def test_marks_of_one_student_come_and_go_together() -> None:
    students = ["a", "a", "b", "c", "c", "c"]
    bootstrap = Bootstrap.over(students, resamples=200, seed=1)
    rows = np.arange(len(students))
    weights = np.concatenate(list(bootstrap.weights(rows)))
    assert weights.shape == (200, 6)
    assert (weights[:, 0] == weights[:, 1]).all()
    assert (weights[:, 3] == weights[:, 5]).all()
    assert (weights[:, [0, 2, 3]].sum(axis=1) == 3).all()
    assert {0, 1, 2, 3} <= set(weights[:, 2])


def test_of_crossed_ways_each_is_drawn_by_itself() -> None:
    students, questions = ["a", "a", "b", "b"], ["1", "2", "1", "2"]
    both = Bootstrap.over(students, questions, resamples=300, seed=1)
    weights = np.concatenate(list(both.weights(np.arange(4))))
    # The weight of an answer is its student's times its question's: a table of rank one.
    assert (weights[:, 0] * weights[:, 3] == weights[:, 1] * weights[:, 2]).all()
    assert set(weights.sum(axis=1)) == {4}


def test_cells_hold_the_rows_in_them() -> None:
    bootstrap, cells = Bootstrap.over(["a", "a", "b", "c"], resamples=50, seed=7), np.array([0, 1, 1, 0])
    by_row = np.concatenate(list(bootstrap.weights(np.arange(4))))
    by_cell = np.concatenate(list(bootstrap.weights(cells)))
    assert (by_cell == np.column_stack([by_row[:, 0] + by_row[:, 3], by_row[:, 1] + by_row[:, 2]])).all()


def test_intervals_of_repeated_rows_are_wider_than_those_of_rows() -> None:
    one, two = zip(*two_people(40) * 5, strict=True)
    widths = []
    for bootstrap in (Bootstrap.over(range(200)), Bootstrap.over([row % 40 for row in range(200)])):
        kappa = pair_scores(one, two, step=Decimal(1), bootstrap=bootstrap).quadratic_kappa
        assert kappa.low.value is not None
        assert kappa.high.value is not None
        assert kappa.value.value is not None
        assert kappa.low.value < kappa.value.value < kappa.high.value
        widths.append(kappa.high.value - kappa.low.value)
    assert widths[1] > 2 * widths[0]


def test_the_interval_of_a_mean_is_that_of_the_normal_distribution() -> None:
    generator = np.random.default_rng(5)
    one = [Decimal(int(value)) for value in generator.integers(0, 21, 400)]
    two = [Decimal(int(value)) for value in generator.integers(0, 21, 400)]
    bias = pair_scores(one, two, step=Decimal(1), bootstrap=Bootstrap.over(range(400), resamples=4000)).bias
    gaps = np.array([float(y - x) for x, y in zip(one, two, strict=True)])
    reach = 1.96 * gaps.std() / np.sqrt(400)
    assert bias.low.value == pytest.approx(gaps.mean() - reach, abs=0.05 * reach + 0.03)
    assert bias.high.value == pytest.approx(gaps.mean() + reach, abs=0.05 * reach + 0.03)


def test_the_same_seed_gives_the_same_intervals() -> None:
    one, two = marks(1, 2, 3, 4, 5), marks(1, 3, 3, 2, 5)
    assert scores(one, two, resamples=100) == scores(one, two, resamples=100)


def test_one_cluster_leaves_the_interval_undefined() -> None:
    pair = pair_scores(marks(1, 2, 3), marks(1, 3, 2), step=Decimal(1), bootstrap=Bootstrap.over(["a", "a", "a"]))
    assert pair.exact.value.value is not None
    assert (pair.exact.low.undefined, pair.exact.high.undefined) == (UndefinedReason.TOO_FEW_MARKS,) * 2
    assert pair.clusters == 0


def test_a_figure_that_most_resamples_leave_undefined_has_no_interval() -> None:
    # Each column varies by one row alone; two resamples in five draw both of these rows.
    one, two = marks(2, 1, 1, 1, 1, 1), marks(1, 2, 1, 1, 1, 1)
    pair = pair_scores(one, two, step=Decimal(1), bootstrap=Bootstrap.over(range(6), resamples=1000))
    assert pair.pearson.value.value == pytest.approx(-0.2)
    assert 350 < pair.pearson.resamples < 490
    assert (pair.pearson.low.undefined, pair.pearson.high.undefined) == (UndefinedReason.CONSTANT,) * 2
    assert pair.exact.low.value is not None


@given(columns_of_marks(least=3))
def test_an_interval_lies_within_the_bounds_of_its_figure(columns: tuple[Column, Column]) -> None:
    pair = scores(*columns, resamples=40)
    for name in ("exact", "within_step", "macro_f1"):
        estimate = getattr(pair, name)
        if estimate.low.value is not None:
            assert -1e-12 <= estimate.low.value <= estimate.high.value <= 1 + 1e-12
