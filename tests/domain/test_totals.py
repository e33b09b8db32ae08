"""Adjusted totals, excused students and copies that nobody could read."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bareme.domain.adjustments import Adjustment, PercentBase, adjusted_total
from bareme.domain.apply import apply_command
from bareme.domain.attempts import Attempt, MarkStatus
from bareme.domain.copies import CopyStatus
from bareme.domain.decisions import MarkSource
from bareme.domain.figures import UndefinedReason
from bareme.domain.results import CopyResult
from bareme.domain.review import ReviewCommand
from bareme.domain.scheme import GradingScheme, Question
from bareme.domain.session import CopyProgress, GradedSession
from bareme.domain.session_result import session_result
from bareme.domain.shorthand import parse_shorthand
from bareme.exports import ExportFormat, export, read_csv_wide
from tests.domain.sessions import AT, Given, attempt, mark, session

SCHEME = "1: 4, 2: 6, 3.a: 5, 3.b: 5"


type Action = dict[str, object]


def both(copy_id: str, *points: str | MarkStatus) -> list[Attempt]:
    marks: dict[str, Given] = dict(zip(("1", "2", "3.a", "3.b"), points, strict=False))
    return [attempt(copy_id, label, marks) for label in "AB"]


@pytest.fixture
def graded() -> GradedSession:
    return session(SCHEME, [*both("c01", "3", "4", "2", "3"), *both("c02", "4", "6", "5", "5")])


def done(before: GradedSession, *actions: Action, refused: str = "") -> GradedSession:
    """The session after these actions, all of which are applied, or all refused for a reason that says `refused`."""
    command = ReviewCommand.model_validate({"actions": actions, "author": "Mme Roy"})
    changes = apply_command(before, command, at=AT)
    for outcome in changes.outcomes:
        assert outcome.status == ("refused" if refused else "applied"), outcome
        assert refused in outcome.reason
    update = {
        "decisions": (*before.decisions, *changes.decisions),
        "progress": {**before.progress, **changes.progress},
    }
    return before.model_copy(update=update)


def adjust(category: str, copy_ids: object = "c01", **fields: object) -> Action:
    return {"type": "set_adjustment", "category": category, "copy_ids": copy_ids, **fields}


def excuse(copy_ids: object = "c01", question_id: str | None = None, **fields: object) -> Action:
    return {"type": "excuse", "copy_ids": copy_ids, "question_id": question_id, **fields}


def first(graded: GradedSession) -> CopyResult:
    return session_result(graded).copies[0]


@pytest.mark.parametrize(
    ("fields", "total"),
    [
        ({"points": -1}, "11"),
        ({"points": "0,5"}, "12.5"),
        ({"percent": -10}, "10.8"),  # of the 12 points earned
        ({"percent": -10, "percent_of": "maximum"}, "10"),  # of 20
        ({"percent": -33}, "8.04"),
        ({"points": -30}, "0"),
        ({"points": 30}, "20"),
    ],
)
def test_a_total_is_adjusted_within_its_bounds(graded: GradedSession, fields: Action, total: str) -> None:
    copy = first(done(graded, adjust("late", reason="two days late", **fields)))
    assert (copy.total, copy.earned, copy.maximum) == (Decimal(total), 12, 20)
    assert copy.percentage == Decimal(total) * 5
    assert copy.adjustment == Decimal(total) - 12
    (given,) = copy.adjustments
    assert (given.category, given.adjustment.reason, given.author) == ("late", "two days late", "Mme Roy")
    assert copy.earned + (given.change or 0) + copy.adjustment_bound == copy.total


def test_adjustments_of_several_kinds_are_added_and_each_replaces_its_own(graded: GradedSession) -> None:
    adjusted = done(
        graded,
        adjust("class_correction", ["c01", "c02"], points=1),
        adjust("late", percent=-50),
        adjust("late", percent=-25),
    )
    copies = session_result(adjusted).copies
    assert [copy.total for copy in copies] == [Decimal(12) + 1 - 3, 20]
    assert [copy.band for copy in copies] == ["C", "A"]
    assert [copy.rank for copy in copies] == [2, 1]
    assert session_result(adjusted).statistics.mean == 15
    withdrawn = done(adjusted, adjust("late", withdraw=True))
    assert first(withdrawn).total == 13
    undone = done(withdrawn, {"type": "undo", "decision": "00005"})
    assert first(undone).total == 10
    late, _ = first(undone).adjustments  # in the order of the categories
    assert late.adjustment.percent == -25
    done(graded, adjust("late", withdraw=True), refused="no adjustment")


def test_an_adjustment_is_refused_under_the_wrong_version_and_on_a_complete_copy(graded: GradedSession) -> None:
    command = ReviewCommand.model_validate({"actions": [adjust("late", points=-1, expected_version=0)]})
    (outcome,) = apply_command(graded, command, at=AT).outcomes
    assert outcome.status == "conflict"
    closed = done(graded, {"type": "mark_complete", "copy_ids": "c01"})
    for action in (adjust("late", points=-1), excuse(), excuse(question_id="1")):
        assert done(closed, action, refused="complete") == closed


@pytest.mark.parametrize("fields", [{}, {"points": 1, "percent": 1}, {"percent": 101}, {"withdraw": True, "points": 1}])
def test_an_adjustment_has_one_amount(fields: Action) -> None:
    with pytest.raises(ValidationError):
        ReviewCommand.model_validate({"actions": [adjust("late", **fields)]}).actions[0].adjustment  # type: ignore[union-attr]  # noqa: B018


def test_a_copy_without_a_total_keeps_its_adjustment_for_later() -> None:
    graded = session(SCHEME, both("c01", "3", "4", "2", MarkStatus.FAILED))
    adjusted = done(graded, adjust("late", percent=-10))
    copy = first(adjusted)
    assert (copy.total, copy.adjustment, copy.adjustments[0].change) == (None, None, None)
    decided = done(adjusted, {"type": "set_mark", "copy_ids": "c01", "question_id": "3.b", "points": 1})
    assert first(decided).total == 9


def bounded(above: bool, below: bool) -> GradedSession:
    scheme = parse_shorthand(SCHEME).model_copy(update={"allow_above_maximum": above, "allow_below_zero": below})
    return session(scheme, both("c01", "3", "4", "2", "3"))


@pytest.mark.parametrize("above", [False, True])
@pytest.mark.parametrize("below", [False, True])
def test_bounds_are_those_of_the_scheme(above: bool, below: bool) -> None:
    graded = bounded(above, below)
    assert first(done(graded, adjust("other", points=9))).total == (21 if above else 20)
    low = first(done(graded, adjust("other", points=-13)))
    assert (low.total, low.band) == (-1 if below else 0, "No Award")
    assert session_result(done(graded, adjust("other", points=-13))).statistics.histogram[0].count == 1
    for points, allowed in [("4.5", above), ("-1", below)]:
        action: Action = {"type": "set_mark", "copy_ids": "c01", "question_id": "1", "points": points}
        marked = done(graded, action, refused="" if allowed else "not a possible mark")
        assert first(marked).questions["1"].points == (Decimal(points) if allowed else 3)


@given(
    earned=st.integers(-200, 3000),
    changes=st.lists(st.integers(-3000, 3000), max_size=4),
    lowest=st.booleans(),
    highest=st.booleans(),
)
def test_an_adjusted_total_lies_within_its_bounds(earned: int, changes: list[int], lowest: bool, highest: bool) -> None:
    start, deltas = Decimal(earned) / 100, [Decimal(change) / 100 for change in changes]
    top = Decimal(20) if highest else None
    total = adjusted_total(start, deltas, lowest=Decimal(0) if lowest else None, highest=top)
    assert total >= min(Decimal(0), start) or not lowest
    assert top is None or total <= max(top, start)
    if not (lowest or highest):
        assert total == start + sum(deltas)


@given(percent=st.integers(-10000, 10000), earned=st.integers(0, 10000))
def test_a_percentage_is_rounded_once_to_a_hundredth(percent: int, earned: int) -> None:
    share, points = Decimal(percent) / 100, Decimal(earned) / 100
    change = Adjustment(percent=share, percent_of=PercentBase.EARNED).change(earned=points, maximum=Decimal(20))
    assert abs(change - share * points / 100) <= Decimal("0.005")
    assert change == change.quantize(Decimal("0.01"))


def test_an_excused_question_is_in_neither_total_nor_maximum(graded: GradedSession) -> None:
    excused = done(graded, excuse(question_id="2", reason="absent from that lesson"))
    copy = first(excused)
    assert (copy.total, copy.maximum, copy.percentage, copy.band) == (8, 14, Decimal("57.14"), "C")
    assert (copy.questions["2"].status, copy.questions["2"].value, copy.questions["2"].is_open) == (
        "excused",
        None,
        False,
    )
    result = session_result(excused)
    assert [copy.rank for copy in result.copies] == [None, 1]
    figures = result.statistics
    assert (figures.copies, figures.graded, figures.left_out, figures.mean) == (2, 1, 1, 20)
    # Of the questions that are marked, the copy is in the figures.
    assert [question.graded for question in figures.questions] == [2, 1, 2, 2]
    undone = done(excused, {"type": "undo", "decision": "00001"})
    assert session_result(undone).copies[0].questions == first(graded).questions
    assert first(undone).total == 12


def test_a_group_is_excused_with_its_parts(graded: GradedSession) -> None:
    excused = done(graded, excuse(question_id="3"))
    assert (first(excused).excused_ids(), first(excused).maximum) == (["3.a", "3.b"], 10)
    done(excused, excuse(question_id="3.a"), refused="already excused")
    part = done(excused, excuse(question_id="3.a", excused=False))
    assert first(part).maximum == 15
    done(graded, excuse(question_id="1", excused=False), refused="not excused")
    done(graded, excuse(question_id="9"), refused="'9'")


def test_of_a_choice_the_parts_that_are_left_count() -> None:
    parts = tuple(Question(id=f"1.{i}", max_points=Decimal(5)) for i in "abc")
    scheme = GradingScheme(questions=(Question(id="1", best_of=2, parts=parts),))
    made = [attempt("c01", label, {"1.a": "5", "1.b": "1", "1.c": "3"}) for label in "AB"]
    graded = session(scheme, made)
    assert (first(graded).total, first(graded).maximum) == (8, 10)
    one = done(graded, excuse(question_id="1.a"))
    assert (first(one).total, first(one).maximum) == (4, 10)
    two = done(one, excuse(question_id="1.c"))
    assert (first(two).total, first(two).maximum) == (1, 5)


def test_a_copy_that_is_excused_has_no_total_and_is_in_no_figure(graded: GradedSession) -> None:
    excused = done(graded, excuse(reason="ill"))
    copy = first(excused)
    assert (copy.is_excused, copy.total, copy.band, copy.rank, copy.maximum) == (True, None, None, None, 20)
    figures = session_result(excused).statistics
    assert (figures.graded, figures.left_out, figures.mean) == (1, 1, 20)
    assert [question.graded for question in figures.questions] == [1] * 4
    done(excused, {"type": "mark_complete", "copy_ids": "c01"})
    done(excused, {"type": "finish"})


def test_an_excused_question_is_not_open_and_takes_no_mark() -> None:
    graded = session(SCHEME, both("c01", "3", "4", "2", MarkStatus.FAILED))
    done(graded, {"type": "finish"}, refused="no decision")
    excused = done(graded, excuse(question_id="3.b"))
    assert first(excused).total == 9
    done(excused, {"type": "finish"})
    done(excused, {"type": "set_mark", "copy_ids": "c01", "question_id": "3.b", "points": 1}, refused="excused")
    choose: Action = {"type": "choose_attempt", "copy_ids": "c01", "question_id": "3.b", "label": "A"}
    done(excused, choose, refused="excused")


def test_a_copy_that_a_person_marked_is_complete_whatever_became_of_the_attempts() -> None:
    failed = CopyProgress(status=CopyStatus.FAILED, error="HTTP 500")
    made = [attempt("c01", label) for label in "AB"]
    graded = session("1: 4, 2: 6", made, copies=["c01", "c02", "c03"], progress=dict.fromkeys(["c01", "c02"], failed))
    waiting = graded.model_copy(update={"progress": {**graded.progress, "c03": CopyProgress()}})

    def statuses(of: GradedSession) -> list[tuple[str, str]]:
        return [(copy.status.value, copy.grading_status.value) for copy in session_result(of).copies]

    assert statuses(waiting) == [("failed", "failed"), ("failed", "failed"), ("waiting", "waiting")]
    marks: list[Action] = [
        {"type": "set_mark", "copy_ids": ["c01", "c03"], "question_id": question_id, "points": 2}
        for question_id in "12"
    ]
    marked = done(waiting, *marks, excuse("c02"), {"type": "mark_complete", "copy_ids": ["c01", "c03"]})
    assert statuses(marked) == [("complete", "failed"), ("complete", "failed"), ("complete", "waiting")]
    figures = session_result(marked).statistics
    assert (figures.graded, figures.mean) == (2, 4)
    rows = read_csv_wide(export(marked, ExportFormat.CSV, generated_at=AT)).rows
    assert [row.state for row in rows] == ["final", "excused", "final"]
    undone = done(marked, {"type": "reopen", "copy_ids": "c01"}, {"type": "undo", "decision": "00001"})
    assert statuses(undone)[0] == ("failed", "failed")


UNREADABLE, MISSING, NOT_TREATED = MarkStatus.UNREADABLE, MarkStatus.MISSING, MarkStatus.NOT_TREATED


@pytest.mark.parametrize(
    "statuses",
    [
        [UNREADABLE] * 4,
        [UNREADABLE, MISSING, UNREADABLE, NOT_TREATED],
        [MISSING, MISSING, MISSING, UNREADABLE],
        [UNREADABLE, UNREADABLE, MarkStatus.FAILED, UNREADABLE],
    ],
)
def test_a_copy_of_which_no_answer_was_read_has_no_total(statuses: list[MarkStatus]) -> None:
    result = session_result(session(SCHEME, [*both("c01", *statuses), *both("c02", "4", "6", "5", "5")]))
    copy = result.copies[0]
    assert (copy.is_unread, copy.total, copy.band, copy.percentage, copy.rank) == (True, None, None, None, None)
    assert {question.value for question in copy.questions.values()} == {None}
    assert all(question.is_open for question in copy.questions.values())
    assert (result.statistics.graded, result.statistics.mean) == (1, 20)
    assert [question.graded for question in result.statistics.questions] == [1] * 4
    assert result.statistics.questions[0].mean == 4


@pytest.mark.parametrize(
    "statuses", [[UNREADABLE, "2", "1", "1"], [UNREADABLE, UNREADABLE, UNREADABLE, "0"], [MISSING] * 4]
)
def test_a_single_illegible_answer_is_0_and_a_blank_copy_too(statuses: list[str | MarkStatus]) -> None:
    copy = first(session(SCHEME, both("c01", *statuses)))
    assert copy.total == sum(Decimal(points) for points in statuses if not isinstance(points, MarkStatus))
    assert not copy.is_unread


def test_one_grader_that_reads_is_enough() -> None:
    made = [
        attempt("c01", "A", dict.fromkeys(("1", "2"), UNREADABLE)),
        attempt("c01", "B", {"1": "2", "2": "3"}),
    ]
    assert first(session("1: 4, 2: 6", made)).is_unread is False


def test_what_nobody_could_read_is_marked_by_a_person() -> None:
    graded = session("1: 4, 2: 6", [attempt("c01", label, dict.fromkeys("12", UNREADABLE)) for label in "AB"])
    done(graded, {"type": "accept", "provisional": True}, refused="nothing to accept")
    done(graded, {"type": "finish"}, refused="no decision")
    half = done(graded, {"type": "set_mark", "copy_ids": "c01", "question_id": "1", "points": 2})
    assert first(half).total is None
    whole = done(half, {"type": "set_mark", "copy_ids": "c01", "question_id": "2", "points": 0})
    assert (first(whole).total, first(whole).questions["2"].source) == (2, MarkSource.TEACHER)
    assert done(graded, excuse()) != graded


def test_while_a_question_is_undecided_no_comment_contradicts_its_mark() -> None:
    given = {"A": mark("1", "2", feedback="C'est juste."), "B": mark("1", "0", feedback="L'unité manque.")}
    graded = session("1: 2", [attempt("c01", label, {"1": one}) for label, one in given.items()])
    question = first(graded).questions["1"]
    assert (question.provisional, question.feedback) == (1, "A: C'est juste.\nB: L'unité manque.")
    for points, told in [("2", "C'est juste."), ("0", "L'unité manque."), ("1", "")]:
        decided = done(graded, {"type": "set_mark", "copy_ids": "c01", "question_id": "1", "points": points})
        assert first(decided).questions["1"].feedback == told


def test_alpha_needs_three_questions() -> None:
    made = [
        attempt(f"c{i}", label, {"1": str(i % 4), "2": str(i % 3), "3": str(i % 2)}) for i in range(6) for label in "AB"
    ]
    two = session_result(session("1: 4, 2: 6", made)).statistics.reliability
    assert two.alpha.undefined is UndefinedReason.TOO_FEW_QUESTIONS
    three = session_result(session("1: 4, 2: 6, 3: 5", made)).statistics.reliability
    assert three.alpha.value is not None
