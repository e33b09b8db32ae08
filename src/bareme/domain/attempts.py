"""Attempts: the result of one grader's independent pass over one copy. Immutable."""

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from bareme.domain.copies import Box
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.money import Usage
from bareme.domain.papers import Paper
from bareme.domain.points import NonNegativePoints, Points

type Slot = tuple[str, int]
"""Identifies a grader's pass over a copy: its blind label on that copy and the try."""


def slot_name(slot: Slot) -> str:
    """Return "A" for a grader's first try, "A/2" for its second."""
    label, try_index = slot
    return label if try_index == 1 else f"{label}/{try_index}"


class MarkStatus(StrEnum):
    """The outcome of one question of a copy. Only some carry points: a failure is not a zero."""

    GRADED = "graded"
    UNREADABLE = "unreadable"  # the answer is illegible: 0 points, flagged, with a note
    MISSING = "missing"  # the answer is blank: 0 points
    NOT_TREATED = "not_treated"  # the student omitted the question: 0 points
    NOT_JUDGED = "not_judged"  # the grader says that it cannot judge this answer: no points
    INVALID_OUTPUT = "invalid_output"  # the model returned an invalid mark twice: no points
    FAILED = "failed"  # the call failed: no points
    WAITING = "waiting"  # not attempted yet: no points
    EXCUSED = "excused"  # the student need not answer it, as a person decided: no points, and not in the maximum

    @property
    def has_points(self) -> bool:
        """Whether a mark with this status carries points."""
        return self in _WITH_POINTS


_WITH_POINTS = frozenset({MarkStatus.GRADED, MarkStatus.UNREADABLE, MarkStatus.MISSING, MarkStatus.NOT_TREATED})


class Flag(StrEnum):
    """A reason to check a question of a copy."""

    DISAGREEMENT = "disagreement"
    READING_DIFFERS = "reading_differs"
    LOW_CONFIDENCE = "low_confidence"
    UNREADABLE = "unreadable"
    MISSING_ANSWER = "missing_answer"
    NOT_TREATED = "not_treated"
    NOT_JUDGED = "not_judged"
    INVALID_OUTPUT = "invalid_output"
    INJECTION_SUSPECTED = "injection_suspected"
    SAME_ANSWER_OTHER_MARK = "same_answer_other_mark"  # the same answer has a different mark on another copy
    FAILED = "failed"
    WAITING = "waiting"


class CriterionMark(FrozenModel):
    """Points for one criterion, negative if it deducts points, with the student's words that support them."""

    criterion_id: str
    points: Points
    evidence: str = ""
    feedback: str = Field("", description="For the student, on this criterion.")


def _is_unknown(value: object) -> bool:
    """Most marks have no place, and a state holds thousands of marks."""
    return value is None


class Mark(FrozenModel):
    """One question in one attempt."""

    question_id: str
    status: MarkStatus
    points: NonNegativePoints | None = Field(None, description="None if and only if the status carries no points.")
    transcription: str = Field("", description="The student's answer as the grader read it; LaTeX in $…$.")
    evidence: tuple[str, ...] = Field((), description="The student's words that support the points.")
    feedback: str = Field("", description="For the student.")
    rationale: str = Field("", description="For the teacher, not for the student.")
    confidence: float = Field(0.0, ge=0, le=1)
    criteria: tuple[CriterionMark, ...] = ()
    flags: tuple[Flag, ...] = ()
    note: str = Field("", description="What went wrong, if anything.")
    page: int | None = Field(
        None,
        ge=1,
        exclude_if=_is_unknown,
        description="Number of the copy's page where the answer begins, if it was said.",
    )
    box: Box | None = Field(
        None,
        exclude_if=_is_unknown,
        description="Where the answer stands on that page as it was shown, if it was said.",
    )

    @model_validator(mode="after")
    def _points_follow_status(self) -> Self:
        if (self.points is not None) != self.status.has_points:
            raise ValueError(f"a mark with status {self.status.value!r} cannot have points={self.points!r}")
        return self


class AttemptStatus(StrEnum):
    """Whether an attempt produced marks."""

    GRADED = "graded"
    FAILED = "failed"


class CallRecord(FrozenModel):
    """Diagnostics of an attempt's calls. The model's replies are stored separately, under `inputs`."""

    inputs: str = Field(
        "", description="Hash of the request; the key under which the answer store keeps the raw replies."
    )
    finish_reason: str = Field("", description="Why the model stopped: stop, length, content_filter, refusal or other.")
    problems: tuple[str, ...] = Field((), description="What was wrong with each rejected reply, and slips in any.")
    retries: int = Field(0, ge=0, description="How often a failed call was sent again.")


class Attempt(FrozenModel):
    """One independent pass of a grader over a copy or, in a regrade, over some of its questions."""

    copy_id: str
    label: str = Field(description="The grader's blind label on this copy: A, B, C …")
    try_index: int = Field(1, ge=1)
    round: int = Field(0, ge=0, description="0 for the first grading, incremented at each regrade.")
    status: AttemptStatus
    marks: dict[str, Mark] = Field(default_factory=dict, description="By question id.")
    general_comment: str = Field("", description="A general remark on the copy, for the student.")
    error: str = Field("", description="Why it failed, if it did.")
    scheme_version: int = Field(1, ge=1)
    prompt_version: str = ""
    usage: Usage = Usage()
    left_out: tuple[Paper, ...] = Field(
        (), description="What the grader was not shown of the teacher's papers, because its context is too short."
    )
    record: CallRecord = CallRecord()

    @property
    def slot(self) -> Slot:
        """The label and try that identify the pass."""
        return self.label, self.try_index

    @property
    def key(self) -> str:
        """The attempt's key in the state: "c01/A/1/0"."""
        return f"{self.copy_id}/{self.label}/{self.try_index}/{self.round}"


def attempts_by_copy(attempts: Iterable[Attempt]) -> defaultdict[str, list[Attempt]]:
    """Return the attempts by copy id, in their order; a copy without attempts has an empty list."""
    by_copy: defaultdict[str, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        by_copy[attempt.copy_id].append(attempt)
    return by_copy


def current_marks(
    attempts: Iterable[Attempt], question_ids: Iterable[str] = ()
) -> dict[str, list[tuple[Attempt, Mark]]]:
    """Return the current marks of one copy by question id: for each grader and try, the mark of its latest round.

    A mark without points does not replace an earlier mark with points. An attempt that failed without any mark counts
    as failed on each of `question_ids`. Marks are ordered by label and try. All attempts must be of the same copy.
    """
    question_ids = tuple(question_ids)
    current: dict[str, dict[Slot, tuple[Attempt, Mark]]] = {}
    for attempt in sorted(attempts, key=lambda a: (a.label, a.try_index, a.round)):
        for question_id, mark in (attempt.marks or _failed_marks(attempt, question_ids)).items():
            slots = current.setdefault(question_id, {})
            earlier = slots.get(attempt.slot)
            if earlier is None or mark.status.has_points or not earlier[1].status.has_points:
                slots[attempt.slot] = (attempt, mark)
    return {question_id: list(slots.values()) for question_id, slots in current.items()}


def papers_left_out(attempts: Iterable[Attempt]) -> tuple[Paper, ...]:
    """Return what a grader of one copy, whose marks are current, was not shown of the teacher's papers."""
    attempts = tuple(attempts)
    if not any(attempt.left_out for attempt in attempts):
        return ()
    current = (attempt for marks in current_marks(attempts).values() for attempt, _ in marks)
    left_out = {paper for attempt in current for paper in attempt.left_out}
    return tuple(paper for paper in Paper if paper in left_out)


def _failed_marks(attempt: Attempt, question_ids: Iterable[str]) -> dict[str, Mark]:
    return {i: Mark(question_id=i, status=MarkStatus.FAILED, note=attempt.error) for i in question_ids}
