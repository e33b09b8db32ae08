"""What a command takes grows with what it changes, not with the square of it; beyond a size it is refused."""

from collections.abc import Callable

import pytest

from bareme.domain.apply import apply_command
from bareme.domain.limits import MOST_CHANGES
from bareme.domain.review import ReviewCommand
from bareme.domain.session import GradedSession
from tests.domain.sessions import AT, attempt, session
from tests.work import calls_of

type Json = dict[str, object]

QUESTIONS = [f"Q{number}" for number in range(4)]


def graded(copies: int) -> GradedSession:
    marks = {"A": dict.fromkeys(QUESTIONS, "1"), "B": {**dict.fromkeys(QUESTIONS, "1"), "Q0": "2"}}
    attempts = [attempt(f"c{number}", label, marks[label]) for number in range(copies) for label in "AB"]
    return session(", ".join(f"{question}: 2" for question in QUESTIONS), attempts)


def work(actions: list[Json], copies: int) -> int:
    return calls_of(apply_command, graded(copies), ReviewCommand.model_validate({"actions": actions}), at=AT)


def of_each_copy(copies: int, **action: object) -> list[Json]:
    return [{"copy_ids": f"c{number}", **action} for number in range(copies)]


def undone(decisions: int) -> list[Json]:
    return [{"type": "undo", "decision": f"{number + 1:05}"} for number in range(decisions)]


SET = {"type": "set_mark", "question_id": "Q0", "points": 1}
COMMANDS: dict[str, Callable[[int], list[Json]]] = {
    "set a mark in each": lambda n: of_each_copy(n, **SET),
    "choose a grader": lambda n: of_each_copy(n, type="choose_attempt", label="A"),
    "accept all": lambda _: [{"type": "accept"}],
    "write feedback": lambda n: of_each_copy(n, type="set_feedback", text="bien"),
    "adjust": lambda n: of_each_copy(n, type="set_adjustment", category="late", points=-1),
    "excuse": lambda n: of_each_copy(n, type="excuse", question_id="Q0"),
    "set and undo": lambda n: [
        *of_each_copy(n, **SET),
        *undone(n),
    ],
    "change the scheme": lambda _: [{"type": "amend_scheme", "scheme": "Q0: 3", "regrade": "all"}],
    "finish": lambda _: [{"type": "finish"}],
}


@pytest.mark.parametrize("kind", COMMANDS)
def test_a4_a_command_on_a_large_class_takes_time_in_proportion(kind: str) -> None:
    small, large = (work(COMMANDS[kind](copies), copies) for copies in (25, 100))
    assert large < 4.4 * small


def test_a4_a_command_that_is_too_large_is_refused_action_by_action() -> None:
    whole, one = graded(50), {"type": "accept", "question_ids": QUESTIONS}
    fitting = MOST_CHANGES // (50 * len(QUESTIONS))
    changes = apply_command(whole, ReviewCommand.model_validate({"actions": [one] * (fitting + 2)}), at=AT)
    late = [outcome for outcome in changes.outcomes if outcome.action >= fitting]
    assert [outcome.status.value for outcome in late] == ["refused", "refused"]
    assert all(str(MOST_CHANGES) in outcome.reason for outcome in late)
    assert changes.decisions
