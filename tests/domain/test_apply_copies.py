"""Feedback, names, closing and taking back: what comes of each, and what is refused in French and English."""

from decimal import Decimal

import pytest

from bareme.domain.apply import apply_command
from bareme.domain.copies import CopyFlag, Student
from bareme.domain.decisions import (
    CompletionDecision,
    Decision,
    MarkDecision,
    SchemeDecision,
    current_decisions,
    history_of,
)
from bareme.domain.review import ReviewCommand
from bareme.domain.session import GradedSession
from bareme.domain.session_result import session_result
from tests.domain.sessions import AT, attempt, mark, session
from tests.domain.test_apply import Action, after, apply, only, set_mark

ZOE, OTHER_ZOE = Student(name="ABADIE Zoé", student_id="00101"), Student(name="ABADIE Zoé", student_id="00102")


@pytest.fixture
def graded() -> GradedSession:
    words = [mark("1", "3", feedback="said by A"), mark("1", "3", feedback="said by B")]
    attempts = [attempt("c01", label, {"1": word}) for label, word in zip("AB", words, strict=True)]
    attempts += [attempt("c02", "A", {"1": "1"}), attempt("c02", "B", {"1": "2"})]
    return session("1: 4", attempts).model_copy(update={"roster": (ZOE, Student(name="BÉNARD Loïc"))})


def done(session_: GradedSession, *actions: Action) -> GradedSession:
    changes = apply(session_, *actions)
    assert [outcome.status.value for outcome in changes.outcomes] == ["applied"] * len(changes.outcomes)
    return after(session_, changes)


def undo(number: int) -> Action:
    return {"type": "undo", "decision": f"{number:05}"}


def feedback(text: str, question_id: str | None = "1") -> Action:
    return {"type": "set_feedback", "copy_ids": "c01", "question_id": question_id, "text": text}


def student(name: object, copy_id: str = "c01") -> Action:
    return {"type": "set_student", "copy_ids": copy_id, "student": name}


CLOSE: Action = {"type": "mark_complete", "copy_ids": "c01"}
REOPEN: Action = {"type": "reopen", "copy_ids": "c01"}


def told(session_: GradedSession) -> str:
    return session_result(session_).copies[0].questions["1"].feedback


def test_two_marks_are_taken_back_one_after_the_other(graded: GradedSession) -> None:
    twice = done(graded, set_mark("c01", "1", 1), set_mark("c01", "1", 2))
    once = done(twice, undo(2))
    never = done(once, undo(1))
    points = [session_result(state).copies[0].questions["1"].points for state in (twice, once, never)]
    assert points == [Decimal(2), Decimal(1), Decimal(3)]
    assert current_decisions(never.decisions).marks == {}
    assert len(never.decisions) == 4


def test_taking_back_can_itself_be_taken_back(graded: GradedSession) -> None:
    again = done(graded, set_mark("c01", "1", 1), undo(1), undo(2))
    assert session_result(again).copies[0].questions["1"].points == Decimal(1)
    back = done(again, undo(3))
    assert session_result(back).copies[0].questions["1"].author == ""


@pytest.mark.parametrize(("language", "words"), [("en", "undo '00002' first"), ("fr", "annulez d’abord '00002'")])
def test_only_the_latest_decision_is_taken_back(graded: GradedSession, language: str, words: str) -> None:
    policy = graded.policy.model_copy(update={"language": language})
    twice = done(graded.model_copy(update={"policy": policy}), set_mark("c01", "1", 1), set_mark("c01", "1", 2))
    assert words in only(apply(twice, undo(1))).reason


@pytest.mark.parametrize("number", ["00009", "0", "-1", "abc", ""])
def test_a_decision_that_is_not_there_is_refused(graded: GradedSession, number: str) -> None:
    assert only(apply(graded, {"type": "undo", "decision": number})).status == "refused"


def test_own_words_taken_back_leave_the_graders(graded: GradedSession) -> None:
    marked = done(graded, feedback("own words"), set_mark("c01", "1", 1))
    assert told(marked) == "own words"
    assert told(done(marked, undo(1))) == "said by A"


def test_a_decision_keeps_the_words_of_its_moment(graded: GradedSession) -> None:
    marked = done(graded, set_mark("c01", "1", 1))
    regraded = attempt("c01", "A", {"1": mark("1", "0", feedback="said later")}, round=1)
    later = marked.model_copy(update={"attempts": (*marked.attempts, regraded)})
    assert told(later) == "said by A"
    assert told(done(later, undo(1))) == "A: said later\nB: said by B"


def test_empty_words_are_words_too(graded: GradedSession) -> None:
    assert told(done(graded, feedback(""))) == ""
    assert "'9'" in only(apply(graded, feedback("x", "9"))).reason
    copy = session_result(done(graded, feedback("In all well done.", None))).copies[0]
    assert copy.general_comment == "In all well done."


@pytest.mark.parametrize("name", ["00101", "abadie zoe", " ABADIE  Zoé "])
def test_a_student_is_found_by_number_or_name(graded: GradedSession, name: str) -> None:
    assert session_result(done(graded, student(name))).copies[0].student == ZOE


@pytest.mark.parametrize(("name", "found"), [("Nobody Known", Student(name="Nobody Known")), (" ", None), (None, None)])
def test_another_name_is_taken_as_it_is(graded: GradedSession, name: object, found: Student | None) -> None:
    assert session_result(done(graded, student(name))).copies[0].student == found


def test_a_name_of_punctuation_is_not_somebody_without_a_number(graded: GradedSession) -> None:
    assert session_result(done(graded, student("?"))).copies[0].student == Student(name="?")


@pytest.mark.parametrize(("language", "words"), [("en", "several students"), ("fr", "plusieurs élèves")])
def test_a_name_that_two_have_is_refused(graded: GradedSession, language: str, words: str) -> None:
    policy = graded.policy.model_copy(update={"language": language})
    two = graded.model_copy(update={"roster": (ZOE, OTHER_ZOE), "policy": policy})
    assert words in only(apply(two, student("Abadie Zoé"))).reason
    assert session_result(done(two, student("00102"))).copies[0].student == OTHER_ZOE


def test_a_student_of_two_copies_is_flagged_on_both_until_one_is_changed(graded: GradedSession) -> None:
    twice = done(graded, student("00101"), student("abadie zoé", "c02"))
    assert all(CopyFlag.DUPLICATE_STUDENT in copy.flags for copy in session_result(twice).copies)
    free = done(graded, student("00101"), student({"name": "Abadie Zoé"}, "c02"))
    assert all(CopyFlag.DUPLICATE_STUDENT in copy.flags for copy in session_result(free).copies)
    once = done(twice, undo(2))
    assert not any(copy.flags for copy in session_result(once).copies)


def test_an_uncertain_name_is_uncertain_again_when_the_decision_is_taken_back(graded: GradedSession) -> None:
    flagged = graded.copies[0].model_copy(update={"flags": (CopyFlag.NAME_UNCERTAIN,), "student": ZOE})
    unsure = graded.model_copy(update={"copies": (flagged, graded.copies[1])})
    named = done(unsure, student("BÉNARD Loïc"))
    assert session_result(named).copies[0].flags == ()
    back = session_result(done(named, undo(1))).copies[0]
    assert (back.student, back.flags) == (ZOE, (CopyFlag.NAME_UNCERTAIN,))


def test_a_complete_copy_takes_nothing_but_reopening(graded: GradedSession) -> None:
    closed = done(graded, set_mark("c01", "1", 1), CLOSE)
    actions = [set_mark("c01", "1", 2), feedback("x"), student("00101"), CLOSE, undo(1)]
    actions += [{"type": "accept", "copy_ids": "c01"}, {"type": "regrade", "copy_ids": "c01"}]
    changes = apply(closed, *actions)
    assert [outcome.status.value for outcome in changes.outcomes] == ["refused"] * len(actions)
    assert all("is complete" in outcome.reason for outcome in changes.outcomes)
    assert (changes.decisions, changes.progress, changes.regrades) == ([], {}, {})
    assert session_result(done(closed, REOPEN, set_mark("c01", "1", 2))).copies[0].total == Decimal(2)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "without a decision or consensus: 1"), ("fr", "sans note arrêtée\u00a0: 1")]
)
def test_a_copy_with_an_open_question_is_not_closed(graded: GradedSession, language: str, words: str) -> None:
    policy = graded.policy.model_copy(update={"language": language})
    outcome = only(apply(graded.model_copy(update={"policy": policy}), {"type": "mark_complete", "copy_ids": "c02"}))
    assert words in outcome.reason
    assert outcome.still_open == ("c02/1",)


def test_closing_is_not_brought_back_over_an_open_question(graded: GradedSession) -> None:
    reopened = done(
        graded, set_mark("c02", "1", 1), {**CLOSE, "copy_ids": "c02"}, {**REOPEN, "copy_ids": "c02"}, undo(1)
    )
    outcome = only(apply(reopened, undo(3)))
    assert (outcome.status, outcome.still_open) == ("refused", ("c02/1",))


def test_undoing_sees_a_version_from_before(graded: GradedSession) -> None:
    closed = done(graded, CLOSE)
    stale = only(apply(closed, {**undo(1), "expected_version": 1}))
    assert (stale.status, stale.current_version) == ("conflict", 2)


@pytest.mark.parametrize("number", ["0", "2", "-1", "1.0", "²", "", "9" * 200])
def test_what_is_no_number_of_a_decision_is_refused(graded: GradedSession, number: str) -> None:
    outcome = only(apply(done(graded, CLOSE), {"type": "undo", "decision": number}))
    assert (outcome.status, "there is no decision" in outcome.reason) == ("refused", True)


def test_nothing_is_done_after_finish(graded: GradedSession) -> None:
    changes = apply(graded, {"type": "finish", "force": True}, set_mark("c01", "1", 1), {"type": "regrade"})
    assert [outcome.status.value for outcome in changes.outcomes] == ["applied", "refused", "refused"]
    assert [decision.kind for decision in changes.decisions] == ["session"]
    assert (changes.finished, changes.regrades) == (True, {})


def test_a_version_holds_for_accepting_everything(graded: GradedSession) -> None:
    moved = done(graded, set_mark("c02", "1", 1))
    changes = apply(moved, {"type": "accept", "expected_version": 1})
    assert [(o.copy_id, o.status.value) for o in changes.outcomes] == [("c01", "applied"), ("c02", "conflict")]


def test_copies_named_twice_are_taken_once(graded: GradedSession) -> None:
    assert len(apply(graded, set_mark(["c01", "c01"], "1", 1)).decisions) == 1


def test_a_mark_for_what_graders_took_for_blank() -> None:
    blank = session("1: 4", [attempt("c01", "A", {"1": mark("1", "0", status="missing")})], graders=1)
    statuses = [apply(blank, set_mark("c01", "1", points)).decisions[0] for points in (0, 2)]
    assert [d.status.value for d in statuses if isinstance(d, MarkDecision)] == ["missing", "graded"]


def test_a_decision_of_an_earlier_release_has_no_kind() -> None:
    old = {
        "copy_id": "c01",
        "question_id": "1",
        "source": "teacher",
        "points": 2,
        "author": "Mme Roy",
        "at": "2026-02-27T09:30:00Z",
        "scheme_version": 1,
        "evaluation_version": 2,
    }
    read = GradedSession.model_validate({**session("1: 4", [], copies=["c01"]).model_dump(), "decisions": [old]})
    (decision,) = read.decisions
    assert isinstance(decision, MarkDecision)
    assert current_decisions(read.decisions).marks["c01", "1"].points == Decimal(2)


def test_the_history_of_a_copy_is_all_that_concerns_it(graded: GradedSession) -> None:
    made = done(graded, set_mark(["c01", "c02"], "1", 1, reason="seen"), CLOSE)
    moved = SchemeDecision(author="x", at=AT, scheme_version=2, previous=1, copy_ids=("c01",))
    decisions: dict[str, Decision] = {f"{i:05}": d for i, d in enumerate([*made.decisions, moved], start=1)}
    history = history_of(decisions, "c01")
    assert list(history) == ["00001", "00003", "00004"]
    assert isinstance(history["00003"], CompletionDecision)
    assert list(history_of(decisions, "c02")) == ["00002"]


class TestMarkFirst:
    """With `reveal` after the decision, nothing tells what graders gave until a person has decided."""

    @pytest.fixture
    def hidden(self) -> GradedSession:
        attempts = [
            attempt("c01", "A", {"1": mark("1", "0", status="missing"), "2": mark("2", "4", feedback="by A")}),
            attempt("c01", "B", {"1": "3", "2": mark("2", "4", feedback="by B")}, general_comment="4 of 6 for 2."),
        ]
        return session("1: 4, 2: 6", attempts, reveal="after_decision")

    def test_before_it(self, hidden: GradedSession) -> None:
        result = session_result(hidden)
        (copy,) = result.copies
        assert (copy.total, copy.earned, copy.general_comment) == (None, 0, "")
        for question in copy.questions.values():
            assert (question.value, question.feedback, question.label, question.criteria) == (None, "", "", ())
            assert (question.status.value, question.flags) == ("graded", ())
        assert [q.disagreements for q in result.statistics.questions] == [0, 0]
        assert result.statistics.mean is None

    @pytest.mark.parametrize(
        "action",
        [
            {"type": "choose_attempt", "copy_ids": "c01", "label": "A", "question_id": "1"},
            {"type": "choose_attempt", "copy_ids": "c01", "label": "A"},
            {"type": "accept"},
            {"type": "accept", "provisional": True},
            {"type": "mark_complete", "copy_ids": "c01"},
        ],
    )
    def test_graders_marks_cannot_be_taken_unseen(self, hidden: GradedSession, action: Action) -> None:
        changes = apply(hidden, action)
        assert {outcome.status.value for outcome in changes.outcomes} == {"refused"}
        assert changes.decisions == []

    def test_after_it(self, hidden: GradedSession) -> None:
        changes = apply(hidden, set_mark("c01", "2", 5))
        (decision,) = changes.decisions
        assert isinstance(decision, MarkDecision)
        assert (decision.previous, decision.feedback) == (None, "by A")
        (copy,) = session_result(after(hidden, changes)).copies
        assert (copy.questions["2"].points, copy.questions["2"].feedback) == (Decimal(5), "by A")
        assert (copy.questions["1"].value, copy.general_comment) == (None, "")
        both = done(after(hidden, changes), set_mark("c01", "1", 1))
        assert session_result(both).copies[0].general_comment == "4 of 6 for 2."

    def test_a_conflict_does_not_tell(self, hidden: GradedSession) -> None:
        outcome = only(apply(hidden, set_mark("c01", "2", 5, expected_version=0)))
        assert (outcome.status, outcome.current_points) == ("conflict", None)

    def test_finish_reveals(self, hidden: GradedSession) -> None:
        refused = only(apply(hidden, {"type": "finish"}))
        assert refused.still_open == ("c01/1", "c01/2")
        command = ReviewCommand.model_validate({"actions": [{"type": "finish", "force": True}]})
        changes = apply_command(hidden, command, at=AT)
        over = hidden.model_copy(update={"finished": changes.finished})
        assert session_result(over).copies[0].questions["2"].points == Decimal(4)
