"""Criteria decided one by one: what stays open, what the sum is, and the words on each."""

from decimal import Decimal

import pytest

from bareme.domain.attempts import CriterionMark
from bareme.domain.criteria import Criterion
from bareme.domain.decisions import MarkSource
from bareme.domain.policy import Reveal
from bareme.domain.question_result import QuestionResult
from bareme.domain.results import CopyResult
from bareme.domain.scheme import GradingScheme, Question
from bareme.domain.session import GradedSession
from bareme.domain.session_result import session_result
from tests.domain.sessions import attempt, mark, session
from tests.domain.test_apply import Action, after, apply, only, set_mark
from tests.domain.test_apply_copies import done, undo

CRITERIA = (
    Criterion(id="method", name="Method", points=Decimal(4)),
    Criterion(id="result", name="Result", points=Decimal(2)),
    Criterion(id="unit", name="Unit missing", points=Decimal("-0.5")),
    Criterion(id="elegance", name="Elegance", points=Decimal(1), bonus=True),
)
SCHEME = GradingScheme(
    questions=(
        Question(id="1", max_points=Decimal(4)),
        Question(id="2", max_points=Decimal(6), criteria=CRITERIA),
    )
)


def given(method: str, result: str, unit: str = "0", elegance: str = "0") -> tuple[CriterionMark, ...]:
    values = {"method": method, "result": result, "unit": unit, "elegance": elegance}
    return tuple(
        CriterionMark(criterion_id=i, points=Decimal(p), evidence=f"quote for {i}", feedback=f"grader on {i}: {p}")
        for i, p in values.items()
    )


@pytest.fixture
def graded() -> GradedSession:
    """One copy, whose graders agree on everything."""
    two = mark("2", "5", criteria=given("3", "2"), feedback="as graders say")
    return session(SCHEME, [attempt("c01", label, {"1": "3", "2": two}) for label in "AB"])


def criteria(**points: object) -> Action:
    return {"type": "set_mark", "copy_ids": "c01", "question_id": "2", "criteria": points}


def words(text: str, criterion_id: str, **fields: object) -> Action:
    action = {"type": "set_feedback", "copy_ids": "c01", "question_id": "2", "text": text}
    return {**action, "criterion_id": criterion_id, **fields}


def copy(session_: GradedSession) -> CopyResult:
    return session_result(session_).copies[0]


def second(session_: GradedSession) -> QuestionResult:
    return copy(session_).questions["2"]


def by_id(question: QuestionResult) -> dict[str, Decimal | None]:
    return {criterion.criterion_id: criterion.points for criterion in question.criteria}


def feedback(question: QuestionResult) -> dict[str, str]:
    return {criterion.criterion_id: criterion.feedback for criterion in question.criteria}


def test_criteria_decided_one_by_one_are_summed_when_none_is_missing(graded: GradedSession) -> None:
    begun = done(graded, criteria(method="3.37"))
    question = second(begun)
    assert (question.is_open, question.value, question.source) == (True, None, MarkSource.NONE_YET)
    assert question.missing_criteria == ("result", "unit", "elegance")
    assert by_id(question) == {"method": Decimal("3.37"), "result": None, "unit": None, "elegance": None}
    assert copy(begun).total is None
    nearly = done(begun, criteria(result=1), criteria(unit="-0.5"))
    assert second(nearly).missing_criteria == ("elegance",)
    whole = done(nearly, criteria(elegance=0))
    question = second(whole)
    assert (question.points, question.author, question.missing_criteria) == (Decimal("3.87"), "Mme Roy", ())
    assert copy(whole).total == Decimal("6.87")


def test_the_outcome_says_what_is_missing(graded: GradedSession) -> None:
    outcome = only(apply(graded, criteria(method=3)))
    assert (outcome.status, outcome.questions) == ("applied", 0)
    assert outcome.missing_criteria == ("result", "unit", "elegance")
    whole = only(apply(graded, criteria(method=3, result=1, unit=0, elegance=0)))
    assert (whole.questions, whole.missing_criteria) == (1, ())


def test_one_criterion_of_a_decided_mark_is_changed_alone(graded: GradedSession) -> None:
    decided = done(graded, criteria(method=3, result=1, unit=0, elegance=0), criteria(result=2))
    assert (second(decided).points, second(decided).missing_criteria) == (5, ())
    chosen: Action = {"type": "choose_attempt", "copy_ids": "c01", "question_id": "2", "label": "A"}
    assert second(done(graded, chosen, criteria(unit="-0.5"))).points == Decimal("4.5")


def test_criteria_after_a_mark_typed_as_a_whole_open_it_and_undo_brings_it_back(graded: GradedSession) -> None:
    begun = done(graded, set_mark("c01", "2", 4), criteria(method=3))
    assert (second(begun).value, second(begun).missing_criteria) == (None, ("result", "unit", "elegance"))
    assert second(done(begun, undo(2))).points == 4


def test_each_step_is_undone_by_itself(graded: GradedSession) -> None:
    whole = done(graded, criteria(method=3), criteria(result=1, unit=0, elegance=0))
    begun = done(whole, undo(2))
    assert second(begun).missing_criteria == ("result", "unit", "elegance")
    assert second(done(begun, undo(3))).points == 4
    never = done(begun, undo(1))
    assert (second(never).points, second(never).missing_criteria) == (5, ())  # the graders' again


def test_a_criterion_that_no_longer_allows_its_points_is_asked_for_again(graded: GradedSession) -> None:
    decided = done(graded, criteria(method=4, result=1, unit=0, elegance=0))
    worth = {"method": 3, "result": 3}
    others = [c.model_copy(update={"points": Decimal(worth.get(c.id, c.points))}) for c in CRITERIA]
    question = SCHEME.questions[1].model_copy(update={"criteria": tuple(others)})
    amended = SCHEME.model_copy(update={"questions": (SCHEME.questions[0], question)})
    effects = apply(decided, {"type": "amend_scheme", "scheme": amended.model_dump(mode="json"), "regrade": "all"})
    moved = after(decided, effects).model_copy(update={"scheme": effects.scheme, "earlier_schemes": (decided.scheme,)})
    assert second(moved).points == 5
    changed = done(moved, criteria(result=3))
    assert (second(changed).points, second(changed).missing_criteria) == (None, ("method",))
    assert second(done(changed, criteria(method=2))).points == 5


@pytest.mark.parametrize(
    ("points", "named"),
    [
        ({"style": 1}, "'style'"),
        ({"method": 4.5}, "4.5"),
        ({"unit": 0.5}, "'unit'"),
        ({"method": 3, "result": -1}, "'result'"),
    ],
)
def test_what_a_criterion_does_not_allow_is_refused_by_name(
    graded: GradedSession, points: dict[str, object], named: str
) -> None:
    outcome = only(apply(graded, criteria(**points)))
    assert outcome.status == "refused"
    assert named in outcome.reason


def test_an_open_question_keeps_the_copy_and_the_session_open(graded: GradedSession) -> None:
    begun = done(graded, criteria(method=3))
    actions: list[Action] = [{"type": "mark_complete", "copy_ids": "c01"}, {"type": "finish"}]
    for action in actions:
        assert only(apply(begun, action)).still_open == ("c01/2",)


def test_what_was_begun_is_not_taken_over_in_bulk(graded: GradedSession) -> None:
    begun = done(graded, criteria(method=3))
    actions: list[Action] = [
        {"type": "accept", "provisional": True},
        {"type": "choose_attempt", "copy_ids": "c01", "label": "A"},
        {**set_mark("c01", "2", 1), "only_undecided": True},
    ]
    for action in actions:
        changes = apply(begun, action)
        assert "2" not in [getattr(decision, "question_id", None) for decision in changes.decisions]
    assert second(done(begun, {**actions[1], "question_id": "2"})).points == 5


def test_another_person_is_told_of_a_conflict(graded: GradedSession) -> None:
    begun = done(graded, {**criteria(method=3), "expected_version": 1})
    outcome = only(apply(begun, {**criteria(result=1), "expected_version": 1}, author="M. Blanc"))
    assert (outcome.status, outcome.current_version) == ("conflict", 2)
    assert second(done(begun, {**criteria(result=1), "expected_version": 2})).missing_criteria == ("unit", "elegance")


def test_a_regrade_leaves_what_was_begun(graded: GradedSession) -> None:
    begun = done(graded, criteria(method=3))
    regraded = attempt("c01", "A", {"2": mark("2", "6", criteria=given("4", "2"))}, round=1)
    later = begun.model_copy(update={"attempts": (*begun.attempts, regraded)})
    assert (second(later).criteria, second(later).missing_criteria) == (
        second(begun).criteria,
        second(begun).missing_criteria,
    )
    assert (second(later).value, second(later).is_open) == (None, True)


def test_a_new_scheme_in_which_a_decided_criterion_does_not_fit_keeps_the_copy(graded: GradedSession) -> None:
    begun = done(graded, criteria(method=4))
    smaller = CRITERIA[0].model_copy(update={"points": Decimal(3)})
    for changed in ((smaller, *CRITERIA[1:]), CRITERIA[1:], CRITERIA[:1], ()):
        question = SCHEME.questions[1].model_copy(update={"criteria": changed})
        amended = SCHEME.model_copy(update={"questions": (SCHEME.questions[0], question)})
        action: Action = {"type": "amend_scheme", "scheme": amended.model_dump(mode="json"), "regrade": "all"}
        outcome = only(apply(begun, action))
        assert outcome.amendment is not None
        assert list(outcome.amendment.kept) == ["c01"], changed


@pytest.mark.parametrize(
    ("allowed", "points", "expected"),
    [
        ({}, {"method": 4, "result": 2, "unit": 0, "elegance": 1}, "6"),
        ({"allow_above_maximum": True}, {"method": 4, "result": 2, "unit": 0, "elegance": 1}, "7"),
        ({}, {"method": 0, "result": 0, "unit": "-0.5", "elegance": 0}, "0"),
        ({"allow_below_zero": True}, {"method": 0, "result": 0, "unit": "-0.5", "elegance": 0}, "-0.5"),
    ],
)
def test_bonus_and_deduction_pass_the_bounds_where_the_scheme_allows_it(
    graded: GradedSession, allowed: dict[str, bool], points: dict[str, object], expected: str
) -> None:
    free = graded.model_copy(update={"scheme": SCHEME.model_copy(update=allowed)})
    decided = done(free, *(criteria(**{criterion_id: typed}) for criterion_id, typed in points.items()))
    assert second(decided).points == Decimal(expected)
    assert copy(decided).earned == 3 + Decimal(expected)


def test_words_on_a_criterion_are_the_graders_until_a_teacher_writes_her_own(graded: GradedSession) -> None:
    assert feedback(second(graded))["method"] == "grader on method: 3"
    told = done(graded, words("Which law?", "method"))
    assert feedback(second(told)) == {
        **feedback(second(graded)),
        "method": "Which law?",
    }
    assert second(told).feedback == "as graders say"
    assert feedback(second(done(told, undo(1)))) == feedback(second(graded))
    assert feedback(second(done(told, words("", "method"))))["method"] == ""


def test_a_criterion_keeps_a_graders_words_only_with_the_graders_points(graded: GradedSession) -> None:
    decided = done(graded, criteria(method=2, result=2, unit=0, elegance=0))
    assert feedback(second(decided)) == {
        "method": "",
        "result": "grader on result: 2",
        "unit": "grader on unit: 0",
        "elegance": "grader on elegance: 0",
    }
    regraded = attempt("c01", "A", {"2": mark("2", "0", criteria=given("0", "0"))}, round=1)
    later = decided.model_copy(update={"attempts": (*decided.attempts, regraded)})
    assert feedback(second(later)) == feedback(second(decided))


def test_graders_that_differ_are_named_beside_their_words() -> None:
    marks = [mark("2", "5", criteria=given("3", "2")), mark("2", "4", criteria=given("2", "2"))]
    differing = session(
        SCHEME, [attempt("c01", label, {"1": "3", "2": one}) for label, one in zip("AB", marks, strict=True)]
    )
    told = feedback(second(differing))
    assert told["method"] == "A: grader on method: 3\nB: grader on method: 2"
    assert told["result"] == "grader on result: 2"


def test_words_may_come_before_any_points() -> None:
    unmarked = session(SCHEME, [], copies=["c01"])
    told = done(unmarked, words("Show the method.", "method"))
    assert [(c.criterion_id, c.points, c.feedback) for c in second(told).criteria] == [
        ("method", None, "Show the method.")
    ]
    assert second(told).missing_criteria == ()


def test_words_on_a_criterion_that_is_not_there_are_refused(graded: GradedSession) -> None:
    assert "'style'" in only(apply(graded, words("x", "style"))).reason
    assert "'method'" in only(apply(graded, words("x", "method", question_id="1"))).reason
    assert "'method'" in only(apply(graded, words("x", "method", question_id=None))).reason


def test_who_marks_first_sees_nothing_of_the_graders_on_the_way(graded: GradedSession) -> None:
    policy = graded.policy.model_copy(update={"reveal": Reveal.AFTER_DECISION})
    blind = done(graded.model_copy(update={"policy": policy}), criteria(method=3), words("Own.", "result"))
    question = second(blind)
    assert question.hidden
    assert [(c.points, c.evidence, c.feedback) for c in question.criteria] == [
        (Decimal(3), "", ""),
        (None, "", "Own."),
        (None, "", ""),
        (None, "", ""),
    ]
    assert not second(done(blind, criteria(result=2, unit=0, elegance=0))).hidden
