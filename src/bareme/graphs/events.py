"""Progress events of `graph_grading`, sent in stream mode `custom`."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bareme.domain.frozen_model import FrozenModel
from bareme.domain.points import Points

SCHEMA_VERSION = 1
"""Version of every interrupt and event. It rises when a field is removed or changes its meaning."""


class Counts(FrozenModel):
    """How many copies are in which state."""

    total: int = Field(0, description="All copies of the session.")
    completed: int = Field(0, description="Graded by every grader.")
    failed: int = Field(0, description="Not graded, or not by every grader; the reason is with the copy.")
    remaining: int = Field(0, description="Not yet graded.")


class _Event(BaseModel):
    """One event of a session."""

    model_config = ConfigDict(defer_build=True)

    schema_version: int = SCHEMA_VERSION
    session_id: str


class Reading(_Event):
    """Some of the files are read. They are opened first, then a model looks at their pages."""

    type: Literal["reading"] = "reading"
    step: Literal["opening", "analysing"] = Field(description="analysing: looking for the scale and the students.")
    done: int = Field(description="Files that are opened, or pages that were looked at.")
    total: int = Field(description="How many there are.")


class _ProgressEvent(_Event):
    """One event of grading. Counts are absolute, so a lost event does no harm."""

    counts: Counts = Field(description="Copies of the session, at the time of the event.")
    session_seconds: float = Field(description="Since grading began.")


class _CopyEvent(_ProgressEvent):
    copy_id: str
    position: int = Field(description="Which copy of the session, from 1, in the order of the copies.")
    student: str | None = Field(None, description="The student's name, if the context asks for `event_names`.")
    copy_seconds: float = Field(description="Since grading of this copy began, in this run.")


class SessionStart(_ProgressEvent):
    """Grading has begun."""

    type: Literal["session_start"] = "session_start"
    session_name: str


class CopyStart(_CopyEvent):
    """Grading of a copy has begun."""

    type: Literal["copy_start"] = "copy_start"


class AttemptDone(_CopyEvent):
    """One attempt at a copy has ended."""

    type: Literal["attempt_done"] = "attempt_done"
    label: str = Field(description="The grader's blind label on this copy: A, B, C …")
    try_index: int = Field(description="Which of the grader's tries, from 1.")
    status: Literal["graded", "failed", "waiting"] = Field(description="waiting: not made; a regrade makes it.")
    reason: str = Field("", description="Why it failed or waits; empty if the run was stopped.")


class QuestionDone(_CopyEvent):
    """All graders have marked a question of a copy."""

    type: Literal["question_done"] = "question_done"
    question_id: str
    points: Points | None = Field(None, description="The consensus, or the provisional value.")
    max_points: Points
    agreement: bool | None = Field(None, description="Whether the graders gave the same points; null with one grader.")
    provisional: bool = Field(description="Whether `points` is an average that nobody has confirmed yet.")


class CopyDone(_CopyEvent):
    """A copy is graded."""

    type: Literal["copy_done"] = "copy_done"
    total: Points | None = Field(None, description="null while a question has no points.")
    max_points: Points
    provisional: bool = Field(description="Whether the total includes a mark that nobody has confirmed yet.")
    flags: int = Field(description="How many of its questions are flagged.")
    lowest_confidence: float | None = Field(
        None, description="Of any grader in a mark; null if marks are hidden from the teacher, or none states one."
    )


class CopyError(_CopyEvent):
    """A copy could not be graded, or not by every grader. Other copies go on."""

    type: Literal["copy_error"] = "copy_error"
    error: str = Field(description="What went wrong.")


class SessionComplete(_ProgressEvent):
    """All copies are graded, failed or stopped."""

    type: Literal["session_complete"] = "session_complete"
    average: Points | None = Field(None, description="Mean of the totals of the copies that have one.")
    max_points: Points


class CopyChanged(_Event):
    """The results of copies have changed: a decision was applied, or copies were graded again."""

    type: Literal["copy_changed"] = "copy_changed"
    copy_ids: tuple[str, ...] = Field(description="The copies whose results are new.")
    revision: int = Field(description="Of the results. Read them again until their revision is this one or later.")


Event = Annotated[
    Reading
    | SessionStart
    | CopyStart
    | AttemptDone
    | QuestionDone
    | CopyDone
    | CopyError
    | SessionComplete
    | CopyChanged,
    Field(discriminator="type"),
]
"""Any event."""
