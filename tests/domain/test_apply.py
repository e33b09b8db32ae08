from decimal import Decimal

import pytest
from pydantic import ValidationError

from bareme.domain.apply import CommandEffects, RegradeOrder, apply_command
from bareme.domain.attempts import Flag, MarkStatus
from bareme.domain.copies import CopyStatus
from bareme.domain.decider import Decider
from bareme.domain.decisions import MarkDecision, MarkSource
from bareme.domain.outcomes import ActionOutcome
from bareme.domain.review import RegradeScope, ReviewCommand
from bareme.domain.session import CopyProgress, GradedSession
from bareme.domain.session_result import session_result
from tests.domain.sessions import AT, attempt, mark, session

type Action = dict[str, object]


@pytest.fixture
def graded() -> GradedSession:
    """Two copies, two graders: of c01 question 2 is open, of c02 question 2 has but one mark and 3.b none."""
    return session(
        "1: 4, 2: 6, 3.a: 2, 3.b: 2.3",
        [
            attempt("c01", "A", {"1": "3", "2": "4", "3.a": "1", "3.b": "2.3"}),
            attempt("c01", "B", {"1": "3", "2": "5", "3.a": "1", "3.b": "2.3"}),
            attempt("c02", "A", {"1": "2", "2": "4", "3.a": "1", "3.b": MarkStatus.FAILED}),
            attempt("c02", "B", {"1": "2", "2": MarkStatus.INVALID_OUTPUT, "3.a": "1", "3.b": MarkStatus.FAILED}),
        ],
    )


def set_mark(copy_ids: str | list[str], question_id: str, points: object, **fields: object) -> Action:
    return {"type": "set_mark", "copy_ids": copy_ids, "question_id": question_id, "points": points, **fields}


def choose(copy_ids: str | list[str], label: str, question_id: str | None = None, **fields: object) -> Action:
    return {"type": "choose_attempt", "copy_ids": copy_ids, "label": label, "question_id": question_id, **fields}


def apply(session_: GradedSession, *actions: Action, author: str = "Mme Roy") -> CommandEffects:
    return apply_command(session_, ReviewCommand.model_validate({"actions": actions, "author": author}), at=AT)


def after(session_: GradedSession, changes: CommandEffects) -> GradedSession:
    """The session as the graph keeps it after a command."""
    return session_.model_copy(
        update={
            "decisions": (*session_.decisions, *changes.decisions),
            "progress": {**session_.progress, **changes.progress},
        }
    )


def mark_decisions(changes: CommandEffects) -> list[MarkDecision]:
    return [decision for decision in changes.decisions if isinstance(decision, MarkDecision)]


def decided(changes: CommandEffects) -> list[tuple[str, str, Decimal | None]]:
    return [(decision.copy_id, decision.question_id, decision.points) for decision in mark_decisions(changes)]


def outcomes(changes: CommandEffects) -> list[tuple[int, str, str | None]]:
    return [(outcome.action, outcome.status.value, outcome.copy_id) for outcome in changes.outcomes]


def only(changes: CommandEffects) -> ActionOutcome:
    (outcome,) = changes.outcomes
    return outcome


def test_b6_who_decided_is_an_identity_whatever_author_is_written(graded: GradedSession) -> None:
    command = ReviewCommand.model_validate({"actions": [set_mark("c01", "2", 4)], "author": "the headmaster"})
    (decision,) = apply_command(graded, command, at=AT, by=Decider("anne")).decisions
    assert (decision.author, decision.identity) == ("the headmaster", "anne")


@pytest.mark.parametrize(
    ("action", "allowed"),
    [
        (set_mark("c01", "2", 4), True),
        (choose("c01", "A"), True),
        ({"type": "accept"}, True),
        ({"type": "set_feedback", "copy_ids": "c01", "text": "Bien."}, True),
        ({"type": "mark_complete", "copy_ids": "c01"}, True),
        ({"type": "excuse", "copy_ids": "c01"}, True),
        ({"type": "regrade", "copy_ids": "c01"}, False),
        ({"type": "amend_scheme", "scheme": "1: 5, 2: 6, 3.a: 2, 3.b: 2.3", "regrade": "all"}, False),
        ({"type": "finish"}, False),
        ({"type": "reopen_session"}, False),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)
def test_a_reviewer_decides_and_begins_or_ends_nothing(graded: GradedSession, action: Action, allowed: bool) -> None:
    command = ReviewCommand.model_validate({"actions": [action]})
    changes = apply_command(graded, command, at=AT, by=Decider("bruno", is_reviewer=True))
    refused = [outcome.reason for outcome in changes.outcomes if "owner" in outcome.reason]
    assert bool(refused) is not allowed
    if not allowed:
        assert (changes.decisions, changes.regrades, changes.scheme, changes.finished) == ([], {}, None, False)


def test_confidence_does_not_accept_what_may_have_been_told_to_be_sure() -> None:
    told = mark("1", "4", confidence=1, flags=(Flag.INJECTION_SUSPECTED,))
    graded = session("1: 4, 2: 6", [attempt("c01", label, {"1": told, "2": "5"}) for label in "AB"])
    by_confidence: Action = {"type": "accept", "min_confidence": 0.8}
    assert decided(apply(graded, by_confidence)) == [("c01", "2", 5)]
    # Whoever accepts without a threshold has looked, or has been warned.
    assert decided(apply(graded, {"type": "accept"})) == [("c01", "1", 4), ("c01", "2", 5)]


def test_a_typed_mark_is_a_decision_with_its_history(graded: GradedSession) -> None:
    changes = apply(graded, set_mark("c01", "2", 4.75, reason="method right"), author="M. Blanc")
    assert changes.decisions == [
        MarkDecision(
            copy_id="c01",
            question_id="2",
            source=MarkSource.TEACHER,
            points=Decimal("4.75"),
            previous=Decimal("4.5"),
            author="M. Blanc",
            identity="local",
            at=AT,
            scheme_version=1,
            evaluation_version=2,
            reason="method right",
            feedback="",
        )
    ]
    assert outcomes(changes) == [(0, "applied", "c01")]
    assert only(changes).current_version == 2
    copy = session_result(after(graded, changes)).copies[0]
    assert (copy.total, copy.evaluation_version, copy.provisional) == (Decimal("11.05"), 2, False)
    assert (copy.questions["2"].source, copy.questions["2"].author) == (MarkSource.TEACHER, "M. Blanc")


@pytest.mark.parametrize("points", [0, 4, "3,75", 3.1, 0.01, 2.37])
def test_a_teacher_is_not_bound_to_the_step(graded: GradedSession, points: object) -> None:
    assert only(apply(graded, set_mark("c01", "1", points))).status == "applied"


def test_a_maximum_off_the_step_is_taken(graded: GradedSession) -> None:
    assert decided(apply(graded, set_mark("c01", "3.b", 2.3))) == [("c01", "3.b", Decimal("2.3"))]


@pytest.mark.parametrize(
    ("points", "named"), [(4.25, "4.25"), (4.01, "4.01"), (-0.25, "-0.25"), (1000, "between 0 and 4")]
)
def test_a_mark_above_the_maximum_or_below_zero_is_refused(graded: GradedSession, points: float, named: str) -> None:
    changes = apply(graded, set_mark("c01", "1", points))
    outcome = only(changes)
    assert (outcome.status, outcome.copy_id, outcome.question_id) == ("refused", "c01", "1")
    assert named in outcome.reason
    assert (changes.decisions, changes.progress) == ([], {})


def test_a_refusal_speaks_the_language_of_the_session(graded: GradedSession) -> None:
    french = graded.model_copy(update={"policy": graded.policy.model_copy(update={"language": "fr"})})
    reason = only(apply(french, set_mark("c01", "1", 4.1))).reason
    assert reason == "4,1 n’est pas une note possible\u00a0: entre 0 et 4"


@pytest.mark.parametrize(
    ("action", "named"),
    [
        (set_mark("c09", "1", 1), "'c09'"),
        (set_mark("c01", "9", 1), "'9'"),
        (set_mark("c01", "3", 1), "'3'"),  # a group carries no mark
        (choose("c01", "A", "9"), "'9'"),
        (choose("c01", "C", "1"), "'C'"),
        (choose("c01", "A", "1", try_index=2), "try 2"),
        (choose("c02", "B", "2"), "'B'"),  # it failed there
        ({"type": "regrade", "copy_ids": "c09"}, "'c09'"),
        ({"type": "regrade", "question_ids": "3"}, "'3'"),
    ],
)
def test_what_does_not_exist_is_refused_by_name(graded: GradedSession, action: Action, named: str) -> None:
    changes = apply(graded, action)
    assert only(changes).status == "refused"
    assert named in only(changes).reason
    assert (changes.decisions, changes.regrades) == ([], {})


def test_one_action_may_take_several_copies_each_on_its_own(graded: GradedSession) -> None:
    changes = apply(graded, set_mark(["c01", "c09", "c02"], "2", 6))
    assert outcomes(changes) == [(0, "applied", "c01"), (0, "refused", "c09"), (0, "applied", "c02")]
    assert decided(changes) == [("c01", "2", 6), ("c02", "2", 6)]


def test_a_refused_action_does_not_stop_the_next(graded: GradedSession) -> None:
    changes = apply(graded, set_mark("c01", "1", 99), set_mark("c01", "1", 4))
    assert outcomes(changes) == [(0, "refused", "c01"), (1, "applied", "c01")]
    assert decided(changes) == [("c01", "1", 4)]


def test_an_outdated_version_is_a_conflict_that_shows_the_current_value(graded: GradedSession) -> None:
    changes = apply(graded, set_mark("c01", "1", 4, expected_version=0), set_mark("c02", "1", 4, expected_version=1))
    assert outcomes(changes) == [(0, "conflict", "c01"), (1, "applied", "c02")]
    conflict = changes.outcomes[0]
    assert (conflict.question_id, conflict.current_version, conflict.current_points) == ("1", 1, Decimal(3))
    assert decided(changes) == [("c02", "1", 4)]
    assert set(changes.progress) == {"c02"}


def test_a_version_from_the_future_is_a_conflict_too(graded: GradedSession) -> None:
    assert outcomes(apply(graded, choose("c01", "A", expected_version=2))) == [(0, "conflict", "c01")]


def test_a_command_does_not_conflict_with_itself(graded: GradedSession) -> None:
    edits = [set_mark("c01", "1", 4, expected_version=1), set_mark("c01", "2", 6, expected_version=1)]
    changes = apply(graded, *edits)
    assert outcomes(changes) == [(0, "applied", "c01"), (1, "applied", "c01")]
    assert changes.progress["c01"].evaluation_version == 3
    assert outcomes(apply(after(graded, changes), *edits)) == [(0, "conflict", "c01"), (1, "conflict", "c01")]


def test_an_action_sees_what_those_before_it_decided(graded: GradedSession) -> None:
    changes = apply(graded, set_mark("c01", "1", 4), set_mark("c01", "1", 2))
    assert [(d.previous, d.evaluation_version) for d in mark_decisions(changes)] == [(Decimal(3), 2), (Decimal(4), 3)]


def test_a_chosen_attempt_gives_its_mark(graded: GradedSession) -> None:
    (decision,) = mark_decisions(apply(graded, choose("c01", "B", "2", reason="stricter")))
    assert (decision.source, decision.label, decision.try_index) == (MarkSource.MODEL, "B", 1)
    assert (decision.points, decision.previous, decision.reason) == (Decimal(5), Decimal("4.5"), "stricter")


def test_a_chosen_attempt_is_named_by_its_try() -> None:
    tries = session(
        "1: 4", [attempt("c01", "A", {"1": str(number)}, try_index=number) for number in (1, 2, 3)], graders=3
    )
    assert decided(apply(tries, choose("c01", "A", "1", try_index=3))) == [("c01", "1", 3)]


def test_a_chosen_attempt_gives_the_mark_of_its_latest_round(graded: GradedSession) -> None:
    regraded = attempt("c01", "B", {"2": "6"}, round=1)
    again = graded.model_copy(update={"attempts": (*graded.attempts, regraded)})
    assert decided(apply(again, choose("c01", "B", "2"))) == [("c01", "2", 6)]


def test_choosing_a_grader_for_all_open_questions_leaves_the_decided_ones(graded: GradedSession) -> None:
    changes = apply(graded, set_mark("c01", "1", 4), choose("c01", "A"))
    assert decided(changes) == [("c01", "1", 4), ("c01", "2", 4)]
    assert outcomes(changes) == [(0, "applied", "c01"), (1, "applied", "c01")]


def test_open_questions_that_the_grader_did_not_mark_are_refused_one_by_one(graded: GradedSession) -> None:
    changes = apply(graded, choose("c02", "A"))
    assert decided(changes) == [("c02", "2", 4)]
    assert [(o.status.value, o.question_id) for o in changes.outcomes] == [("refused", "3.b"), ("applied", None)]


def test_where_nothing_is_open_there_is_nothing_to_choose(graded: GradedSession) -> None:
    decided_ = after(graded, apply(graded, choose("c01", "A")))
    outcome = only(apply(decided_, choose("c01", "B")))
    assert (outcome.status, outcome.copy_id) == ("refused", "c01")


def test_a_regrade_is_handed_on_and_decides_nothing(graded: GradedSession) -> None:
    changes = apply(graded, {"type": "regrade", "copy_ids": "c01", "question_ids": ["2", "3.a"], "scope": "missing"})
    assert changes.regrades == {"c01": RegradeOrder(RegradeScope.MISSING, ("2", "3.a"))}
    assert (changes.decisions, changes.progress, outcomes(changes)) == ([], {}, [(0, "applied", None)])


def test_a_regrade_leaves_decisions_alone(graded: GradedSession) -> None:
    settled = after(graded, apply(graded, set_mark("c01", "2", 6)))
    regraded = [attempt("c01", label, {"2": "0"}, round=1) for label in "AB"]
    again = settled.model_copy(update={"attempts": (*settled.attempts, *regraded)})
    assert session_result(again).copies[0].questions["2"].points == Decimal(6)


def test_finish_is_refused_while_questions_are_open(graded: GradedSession) -> None:
    changes = apply(graded, {"type": "finish"})
    assert changes.finished is False
    assert only(changes).status == "refused"
    assert only(changes).reason.startswith("3 questions")


def test_finish_may_be_forced(graded: GradedSession) -> None:
    changes = apply(graded, {"type": "finish", "force": True})
    assert (changes.finished, only(changes).status) == (True, "applied")


def test_finish_sees_what_the_same_command_decided(graded: GradedSession) -> None:
    closing: list[Action] = [choose("c01", "A"), choose("c02", "A"), set_mark("c02", "3.b", 0), {"type": "finish"}]
    assert apply(graded, *closing).finished is True
    assert apply(graded, *closing[1:]).finished is False


@pytest.mark.parametrize(
    "command",
    [
        {},
        {"actions": [{"type": "set_mark", "copy_ids": [], "question_id": "1", "points": 1}]},
        {"actions": [{"type": "set_mark", "copy_ids": "c01", "question_id": "1", "points": "beaucoup"}]},
        {"actions": [{"type": "set_mark", "copy_ids": "c01", "question_id": "1", "points": True}]},
        {"actions": [{"type": "shred"}]},
        {"actions": [{"type": "finish", "when": "now"}]},
        {"actions": [{"type": "finish"}], "author": ""},
    ],
)
def test_a_command_that_says_nothing_usable_is_invalid(command: Action) -> None:
    with pytest.raises(ValidationError):
        ReviewCommand.model_validate(command)


def test_a_copy_without_progress_is_at_version_zero() -> None:
    fresh = session("1: 4", [attempt("c01", "A", {"1": "1"})], graders=1).model_copy(update={"progress": {}})
    changes = apply(fresh, set_mark("c01", "1", 2, expected_version=0))
    assert changes.progress == {"c01": CopyProgress(status=CopyStatus.WAITING, evaluation_version=1)}
