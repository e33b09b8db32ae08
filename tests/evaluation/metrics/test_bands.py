import statistics
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.figures import UndefinedReason
from bareme.evaluation.metrics import MarkTable, score
from bareme.evaluation.metrics.bands import CREDITS, RANGES, band_mismatches, credit, mark_range
from bareme.evaluation.metrics.bootstrap import Bootstrap
from bareme.evaluation.metrics.lost_marks import lost_marks
from bareme.evaluation.metrics.spread import spread, spread_by_question
from bareme.evaluation.metrics.totals import total_scores
from tests.evaluation.metrics.columns import Column, columns_of_marks, is_figure, is_undefined, marks


@pytest.mark.parametrize(
    ("mark", "band", "span"),
    [
        ("0", "zero", "0-25"),
        ("0.75", "partial", "0-25"),
        ("1", "partial", "25-75"),
        ("2.99", "partial", "25-75"),
        ("3", "partial", "75-100"),
        ("4", "full", "75-100"),
    ],
)
def test_where_a_mark_out_of_four_lies(mark: str, band: str, span: str) -> None:
    assert credit(Decimal(mark), Decimal(4)) == band
    assert mark_range(Decimal(mark), Decimal(4)) == span


def test_a_scale_that_begins_above_zero_begins_there() -> None:
    """On a scale from 1 to 6 the lowest mark is what earned nothing."""
    table = MarkTable(
        humans={"h": marks(1, 1, 2, 6)}, predicted=marks(2, 1, 3, 6), maxima=marks(*[6] * 4), minima=marks(*[1] * 4)
    )
    report = score(table, resamples=0)
    assert report.credits.predicted.table == ((1, 1, 0), (0, 1, 0), (0, 0, 1))
    assert report.ranges.predicted.table == ((2, 1, 0), (0, 0, 0), (0, 0, 1))
    # Where marks may be below zero, nothing is still nothing.
    penalties = MarkTable(
        humans={"h": marks(-1, 0, 1)}, predicted=marks(0, -2, 2), maxima=marks(*[2] * 3), minima=marks(*[-2] * 3)
    )
    assert score(penalties, resamples=0).credits.predicted.table == ((2, 0, 0), (0, 0, 1), (0, 0, 0))


def test_mismatches_of_credit_and_of_range() -> None:
    one, two = marks(0, 1, 4, 2, None, 4, 2, 2), marks(1, 1, 4, 4, 1, 3, 4, 2)
    maxima = marks(4, 4, 4, 4, 4, None, 4, 4)
    bootstrap = Bootstrap.over(range(8), resamples=100)
    bands = band_mismatches(one, two, maxima=maxima, band=credit, bands=CREDITS, bootstrap=bootstrap)
    assert (bands.pairs, bands.left_out, bands.mismatches) == (6, 2, 3)
    assert bands.table == ((0, 1, 0), (0, 2, 2), (0, 0, 1))
    is_figure(bands.share.value, 0.5)
    assert bands.share.low.value is not None
    assert bands.share.high.value is not None
    assert 0 <= bands.share.low.value < 0.5 < bands.share.high.value <= 1
    ranges = band_mismatches(one, two, maxima=maxima, band=mark_range, bands=RANGES, bootstrap=bootstrap)
    assert ranges.table == ((0, 1, 0), (0, 2, 2), (0, 0, 1))


def test_without_a_maximum_there_is_no_band() -> None:
    bootstrap = Bootstrap.over(range(2), resamples=10)
    found = band_mismatches(marks(0, 1), marks(1, 1), maxima=None, band=credit, bands=CREDITS, bootstrap=bootstrap)
    assert (found.pairs, found.left_out) == (0, 2)
    is_undefined(found.share.value, UndefinedReason.NO_MARKS)


def test_which_questions_cost_points_with_one_rater_only() -> None:
    found = lost_marks(
        marks(2, 1, 2, 1, None),
        marks(2, 2, 1, 0, 1),
        maxima=marks(2, 2, 2, 2, 2),
        questions=["Q1", "Q1", "Q2", "Q2", "Q2"],
        students=["a", "b", "a", "b", "c"],
        bootstrap=Bootstrap.over(["a", "b", "a", "b", "c"], resamples=50),
    )
    counts = {q.question: (q.both, q.first_only, q.second_only, q.neither) for q in found.questions}
    assert counts == {"Q1": (0, 1, 0, 1), "Q2": (1, 0, 1, 0)}
    is_figure(found.share.value, 0.5)
    is_figure(found.a_student, 1)
    assert found.left_out == 1


@given(columns_of_marks())
def test_the_share_of_lost_marks_is_that_of_full_marks_turned_round(columns: tuple[Column, Column]) -> None:
    three = marks(*[3] * len(columns[0]))
    bootstrap = Bootstrap.over(range(len(three)), resamples=0)
    found = lost_marks(*columns, maxima=three, questions=None, students=None, bootstrap=bootstrap)
    (question,) = found.questions
    full = sum((one == 3) != (two == 3) for one, two in zip(*columns, strict=True))
    assert question.first_only + question.second_only == full
    is_undefined(found.a_student, UndefinedReason.NO_MARKS)


def test_totals_by_model_and_try_leave_out_who_lacks_a_mark() -> None:
    rows = [
        ("a", "m", 1, 2, 2),
        ("a", "m", 3, 2, 4),
        ("b", "m", 1, 1, 2),
        ("b", "m", 2, None, 4),
        ("a", "n", 1, 1, 2),
        ("a", "n", 3, 3, 4),
    ]
    students, models, one, two, most = zip(*rows, strict=True)
    passes = total_scores(
        marks(*one),
        marks(*two),
        students=students,
        models=models,
        tries=None,
        maxima=marks(*most),
        step=Decimal(1),
        resamples=0,
    )
    first, second = passes
    assert (first.model, first.students, first.incomplete) == ("m", 1, 1)
    assert (second.model, second.students, second.incomplete) == ("n", 1, 0)
    is_figure(first.second_mean, 4)
    is_figure(first.scores.exact.value, 1)
    is_figure(first.scores.share_of_maximum.value, 0)
    is_undefined(first.scores.intraclass.value, UndefinedReason.TOO_FEW_MARKS)


def test_spread_of_a_balanced_table_is_that_of_the_analysis_of_variance() -> None:
    # Two answers, two models, two tries: sums of squares by hand.
    tries = marks(1, 2, 3, 4, 2, 2, 5, 3)
    found = spread(tries, answers=["x"] * 4 + ["y"] * 4, models=["m", "m", "n", "n"] * 2)
    within = (0.5 + 0.5 + 0 + 2) / 4
    between = (4 * 1**2 + 4 * 1**2) / 2
    is_figure(found.within, within**0.5)
    is_figure(found.between, ((between - within) / 2) ** 0.5)
    is_figure(found.models[0].deviation, (0.5 / 2) ** 0.5)


def test_models_that_differ_no_more_than_their_tries() -> None:
    found = spread(marks(1, 3, 1, 3), answers=["x"] * 4, models=["m", "m", "n", "n"])
    is_figure(found.between, 0)
    is_figure(found.within, 2**0.5)


def test_one_try_has_no_spread_within() -> None:
    found = spread(marks(1, 2, None), answers=["x", "x", "y"], models=["m", "n", "m"])
    is_undefined(found.within, UndefinedReason.TOO_FEW_MARKS)
    is_undefined(found.between, UndefinedReason.TOO_FEW_MARKS)


def test_spread_of_each_question() -> None:
    found = spread_by_question(
        marks(1, 2, 4, 4), answers=["x", "x", "y", "y"], models=["m"] * 4, questions=["Q1", "Q1", "Q2", "Q2"]
    )
    assert [one.question for one in found] == ["Q1", "Q2"]
    is_figure(found[0].spread.within, 0.5**0.5)
    is_figure(found[1].spread.within, 0)


@given(st.lists(st.integers(0, 5), min_size=2, max_size=8), st.integers(-3, 3))
def test_spread_within_is_the_standard_deviation_of_the_tries(points: list[int], shift: int) -> None:
    found = spread(marks(*(value + shift for value in points)), answers=["x"] * len(points), models=["m"] * len(points))
    is_figure(found.within, statistics.stdev(points))
