import json
from collections.abc import Iterable

import pytest

from bareme.domain.attempts import Attempt, MarkStatus
from bareme.domain.copies import Copy, PageRef, Student
from bareme.domain.policy import Grader, Policy
from bareme.domain.session import CopyProgress
from bareme.graphs.dispatch import AttemptSlot, GradeTask, slots_of, slots_to_finish
from tests.domain.sessions import AT, attempt

POLICY = Policy(graders=(Grader(model="openai:one", tries=2), Grader(model="openai:two")))
LABELS = {"B": 0, "A": 1}
BOTH = {"1": "2", "2": "1"}
FIRST = [attempt("c01", "A", BOTH), attempt("c01", "B", BOTH), attempt("c01", "B", BOTH, try_index=2)]

type Place = tuple[str, int, int, int]


def places(slots: Iterable[AttemptSlot]) -> list[Place]:
    return [(slot.label, slot.grader, slot.try_index, slot.round) for slot in slots]


def repeated(attempts: list[Attempt], *question_ids: str) -> list[Place]:
    slots = slots_of(POLICY, LABELS, round_number=1)
    return places(slots_to_finish(slots, attempts, question_ids or ("1", "2")))


def test_every_grader_makes_every_try_by_label() -> None:
    assert places(slots_of(POLICY, LABELS, round_number=0)) == [("A", 1, 1, 0), ("B", 0, 1, 0), ("B", 0, 2, 0)]


def test_only_the_questions_without_points_are_asked_again() -> None:
    attempts = [*FIRST[:2], attempt("c01", "B", {"1": "2", "2": MarkStatus.FAILED}, try_index=2)]
    (slot,) = slots_to_finish(slots_of(POLICY, LABELS, round_number=1), attempts, ("1", "2"))
    assert slot.question_ids == ("2",)


def test_where_nothing_is_missing_nothing_is_repeated() -> None:
    assert repeated(FIRST) == []


def test_a_copy_that_was_never_graded_is_graded_from_the_start() -> None:
    assert repeated([]) == places(slots_of(POLICY, LABELS, round_number=1))


@pytest.mark.parametrize("status", [MarkStatus.FAILED, MarkStatus.INVALID_OUTPUT, MarkStatus.WAITING])
def test_the_tries_that_left_a_question_without_points_are_repeated(status: MarkStatus) -> None:
    attempts = [*FIRST[:2], attempt("c01", "B", {"1": "2", "2": status}, try_index=2)]
    assert repeated(attempts) == [("B", 0, 2, 1)]
    assert repeated(attempts, "1") == []
    assert repeated(attempts, "2") == [("B", 0, 2, 1)]


def test_a_try_that_failed_or_was_never_made_is_repeated() -> None:
    assert repeated([FIRST[0], attempt("c01", "B")]) == [("B", 0, 1, 1), ("B", 0, 2, 1)]


def test_points_from_different_rounds_count_together() -> None:
    attempts = [
        *FIRST[:2],
        attempt("c01", "B", {"1": "2", "2": MarkStatus.FAILED}, try_index=2),
        attempt("c01", "B", {"2": "1"}, try_index=2, round=1),
    ]
    assert repeated(attempts) == []


def test_a_blank_answer_is_not_missing() -> None:
    attempts = [*FIRST[:2], attempt("c01", "B", {"1": "2", "2": MarkStatus.NOT_TREATED}, try_index=2)]
    assert repeated(attempts) == []


def test_a_task_is_sent_as_plain_json_and_read_back() -> None:
    task = GradeTask(
        session_id="s",
        brief_id="b",
        copy=Copy(copy_id="c01", student=Student(name="ABADIE Zoé"), pages=(PageRef(document_id="d", index=0),)),
        progress=CopyProgress(evaluation_version=3),
        slots=tuple(slots_of(POLICY, LABELS, round_number=0)),
        graders=LABELS,
        earlier=tuple(FIRST),
        total=30,
        grading_started_at=AT,
    )
    sent = task.send()
    assert sent.node == "grade_copy"
    assert GradeTask.model_validate(json.loads(json.dumps(sent.arg))) == task
