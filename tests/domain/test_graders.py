import pytest

from bareme.domain.attempts import MarkStatus
from bareme.domain.graders import GraderFigures, Rater, agreement_of
from tests.domain.rating import NO_MARKS, is_figure
from tests.domain.sessions import attempt, mark, session

SCHEME = "1: 4, 2: 6"

# On c02 the labels are dealt out the other way round.
KEY = {"c01": {"A": 0, "B": 1}, "c02": {"A": 1, "B": 0}}
MADE = [
    attempt("c01", "A", {"1": "3", "2": "5"}),
    attempt("c01", "B", {"1": "2.75", "2": "5"}),
    attempt("c02", "A", {"1": "1", "2": "2"}),
    attempt("c02", "B", {"1": "2", "2": "2"}),
]


def test_graders_are_followed_through_their_labels() -> None:
    (pair,) = agreement_of(session(SCHEME, MADE), KEY).pairs
    assert (pair.first, pair.second) == (Rater(grader=0), Rater(grader=1))
    assert (pair.marks.pairs, pair.marks.left_out) == (4, 0)
    is_figure(pair.marks.exact, 0.5)
    is_figure(pair.marks.within_step, 0.75)
    is_figure(pair.questions["1"].bias.mean, 0.625)
    is_figure(pair.questions["2"].exact, 1)
    is_figure(pair.totals.bias.mean, 0.625)
    assert pair.totals.pairs == 2


def test_only_the_key_matters_not_the_shuffle() -> None:
    swap = {"A": "B", "B": "A"}
    relabelled = [one.model_copy(update={"label": swap[one.label]}) for one in MADE]
    key = {copy_id: {swap[label]: index for label, index in labels.items()} for copy_id, labels in KEY.items()}
    assert agreement_of(session(SCHEME, relabelled), key) == agreement_of(session(SCHEME, MADE), KEY)


def test_names_serve_as_well_as_indexes() -> None:
    names = {copy_id: {label: f"model-{i}" for label, i in labels.items()} for copy_id, labels in KEY.items()}
    (pair,) = agreement_of(session(SCHEME, MADE), names).pairs
    assert (pair.first.grader, pair.second.grader) == ("model-0", "model-1")


def test_a_question_without_points_leaves_out_the_total_too() -> None:
    failed = attempt("c02", "A", {"1": "1", "2": MarkStatus.FAILED})
    (pair,) = agreement_of(session(SCHEME, [*MADE[:2], failed, MADE[3]]), KEY).pairs
    assert (pair.marks.pairs, pair.marks.left_out) == (3, 1)
    assert (pair.totals.pairs, pair.totals.left_out) == (1, 1)


def test_each_try_is_a_rater() -> None:
    again = attempt("c01", "A", {"1": "2", "2": "5"}, try_index=2)
    pairs = agreement_of(session(SCHEME, [*MADE, again], graders=3), KEY).pairs
    first, second, other = Rater(grader=0), Rater(grader=0, try_index=2), Rater(grader=1)
    assert [(pair.first, pair.second) for pair in pairs] == [(first, second), (first, other), (second, other)]
    # The second try never saw c02.
    assert (pairs[0].marks.pairs, pairs[0].marks.left_out) == (2, 2)


@pytest.mark.parametrize("key", [{}, {"c01": {"A": 0}, "c02": {"B": 0}}, {"c01": {"A": 0, "B": 0}}])
def test_graders_that_nothing_tells_apart_are_not_compared(key: dict[str, dict[str, int]]) -> None:
    assert agreement_of(session(SCHEME, MADE), key) == GraderFigures()


def test_confidence_is_held_against_the_other_marks() -> None:
    made = [
        attempt("c01", "A", {"1": mark("1", "3", confidence=0.9), "2": mark("2", "5", confidence=0.5)}),
        attempt("c01", "B", {"1": mark("1", "3", confidence=0.7), "2": mark("2", "4", confidence=0.7)}),
    ]
    first, second = agreement_of(session(SCHEME, made), KEY).confidence
    assert (first.figures.agreed, first.figures.differed) == (1, 1)
    is_figure(first.figures.confidence_agreed, 0.9)
    is_figure(first.figures.confidence_differed, 0.5)
    is_figure(second.figures.confidence_agreed, 0.7)
    alone = [made[0], attempt("c01", "B", {"1": MarkStatus.FAILED, "2": MarkStatus.FAILED})]
    silent = agreement_of(session(SCHEME, alone), KEY).confidence
    assert {one.figures.confidence_agreed for one in silent} == {NO_MARKS}


def test_figures_travel() -> None:
    figures = agreement_of(session(SCHEME, MADE), KEY)
    assert GraderFigures.model_validate_json(figures.model_dump_json()) == figures
