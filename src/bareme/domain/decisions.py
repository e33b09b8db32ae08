"""Decisions: an append-only log of what people decided, by whom, when and under which version of the scheme.

The current state is derived from the log: the latest decision on each target. Undoing appends a decision.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from bareme.domain.adjustments import Adjustment, AdjustmentCategory
from bareme.domain.attempts import CriterionMark, MarkStatus
from bareme.domain.copies import Student
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.points import Points


class MarkSource(StrEnum):
    """Where the current mark comes from."""

    CONSENSUS = "consensus"
    MODEL = "model"
    TEACHER = "teacher"
    NONE_YET = "none yet"


class _Record(FrozenModel):
    author: str = Field(description="The name that the person gave.")
    identity: str = Field(
        "", description="Who it was, as the server has authenticated them. Empty in decisions of earlier versions."
    )
    at: datetime
    reason: str = ""
    scheme_version: int = Field(description="The version of the scheme under which it was made.")
    undoes: str = Field("", description='Number of the decision that it undoes, such as "00007", or empty.')


class _CopyRecord(_Record):
    copy_id: str
    evaluation_version: int = Field(description="The version of the copy's evaluation that this decision created.")


class MarkDecision(_CopyRecord):
    """A person's decision on one question of one copy, with the feedback shown to the student at that time."""

    kind: Literal["mark"] = "mark"
    question_id: str
    source: MarkSource = Field(
        description="`consensus` if the graders' mark was accepted; `none yet` if a decision was withdrawn."
    )
    points: Points | None = Field(
        None, description="None if an earlier decision is withdrawn, or while only some criteria are decided."
    )
    previous: Points | None = Field(None, description="The points before this decision.")
    status: MarkStatus = Field(MarkStatus.GRADED, description="Status of the answer at the time of the decision.")
    label: str = Field("", description="The chosen grader's blind label.")
    try_index: int = 0
    criteria: tuple[CriterionMark, ...] = Field(
        (), description="Points by criterion, if given; without `points`, those decided so far."
    )
    feedback: str | None = Field(
        None, description="Feedback for the student, unaffected by later grading. None: the grader's feedback."
    )

    @property
    def is_partial(self) -> bool:
        """Whether some of the question's criteria are decided and others are missing."""
        return self.points is None and bool(self.criteria)


class FeedbackDecision(_CopyRecord):
    """Feedback written by a person on a criterion, on a question or, as the general comment, on the whole copy."""

    kind: Literal["feedback"] = "feedback"
    question_id: str | None = Field(None, description="None: the general comment.")
    criterion_id: str | None = Field(None, description="None: the question as a whole.")
    text: str | None = Field(description="None withdraws an earlier text and restores the graders' feedback.")
    previous: str = ""


class StudentDecision(_CopyRecord):
    """The student that a copy belongs to."""

    kind: Literal["student"] = "student"
    student: Student | None
    previous: Student | None = None
    stands: bool = Field(default=True, description="False withdraws earlier decisions and restores the name read.")


class CompletionDecision(_CopyRecord):
    """Whether the review of a copy is complete. A complete copy accepts no decision until it is reopened."""

    kind: Literal["completion"] = "completion"
    complete: bool


class AdjustmentDecision(_CopyRecord):
    """An adjustment of a copy's total."""

    kind: Literal["adjustment"] = "adjustment"
    category: AdjustmentCategory
    adjustment: Adjustment | None = Field(description="None withdraws the adjustment of this category.")
    previous: Adjustment | None = None


class ExcuseDecision(_CopyRecord):
    """Whether a student is excused from a question, or from the whole exam."""

    kind: Literal["excuse"] = "excuse"
    question_id: str | None = Field(None, description="None: the whole copy.")
    excused: bool


class SchemeDecision(_Record):
    """The move of copies to `scheme_version` of the marking scheme, which may be a new version."""

    kind: Literal["scheme"] = "scheme"
    previous: int = Field(description="The session's latest version before; equal if no version was created.")
    copy_ids: tuple[str, ...] = Field(description="Copies moved to the version; the others keep theirs.")


class SessionDecision(_Record):
    """The end of the review, or its reopening."""

    kind: Literal["session"] = "session"
    finished: bool


def _kind(value: Any) -> str:
    # The oldest sessions contain only mark decisions, without a kind.
    return str(value.get("kind", "mark") if isinstance(value, dict) else value.kind)


Decision = Annotated[
    Annotated[MarkDecision, Tag("mark")]
    | Annotated[FeedbackDecision, Tag("feedback")]
    | Annotated[StudentDecision, Tag("student")]
    | Annotated[CompletionDecision, Tag("completion")]
    | Annotated[AdjustmentDecision, Tag("adjustment")]
    | Annotated[ExcuseDecision, Tag("excuse")]
    | Annotated[SchemeDecision, Tag("scheme")]
    | Annotated[SessionDecision, Tag("session")],
    Discriminator(_kind),
]
"""One entry of the log."""


@dataclass(frozen=True)
class CurrentDecisions:
    """The latest decision on each target, without those that were withdrawn."""

    marks: Mapping[tuple[str, str], MarkDecision] = field(default_factory=dict)
    """By copy id and question id."""
    partial: Mapping[tuple[str, str], MarkDecision] = field(default_factory=dict)
    """Questions of which only some criteria are decided, by copy id and question id."""
    withdrawn: frozenset[tuple[str, str]] = frozenset()
    """Questions whose decision was withdrawn, by copy id and question id."""
    feedback: Mapping[tuple[str, str | None], str] = field(default_factory=dict)
    """By copy id and question id; the general comment has the question id None."""
    criterion_feedback: Mapping[tuple[str, str | None, str], str] = field(default_factory=dict)
    """By copy id, question id and criterion id."""
    students: Mapping[str, Student | None] = field(default_factory=dict)
    """By copy id."""
    complete: frozenset[str] = frozenset()
    """Ids of the copies whose review is complete."""
    adjustments: Mapping[tuple[str, AdjustmentCategory], AdjustmentDecision] = field(default_factory=dict)
    """By copy id and category."""
    excused: frozenset[tuple[str, str | None]] = frozenset()
    """By copy id and question id; the whole copy has the question id None."""

    def on_mark(self, copy_id: str, question_id: str) -> MarkDecision | None:
        """Return the decision on a question, be it on all of it or on some of its criteria."""
        return self.marks.get((copy_id, question_id)) or self.partial.get((copy_id, question_id))


def current_decisions(decisions: Iterable[Decision]) -> CurrentDecisions:
    """Return the current state after all of `decisions`, in chronological order."""
    marks: dict[tuple[str, str], MarkDecision] = {}
    feedback: dict[tuple[str, str | None, str | None], str | None] = {}
    students: dict[str, StudentDecision] = {}
    complete: dict[str, bool] = {}
    adjustments: dict[tuple[str, AdjustmentCategory], AdjustmentDecision] = {}
    excused: dict[tuple[str, str | None], bool] = {}
    for decision in decisions:
        match decision:
            case MarkDecision():
                marks[decision.copy_id, decision.question_id] = decision
            case FeedbackDecision():
                feedback[decision.copy_id, decision.question_id, decision.criterion_id] = decision.text
            case StudentDecision():
                students[decision.copy_id] = decision
            case CompletionDecision():
                complete[decision.copy_id] = decision.complete
            case AdjustmentDecision():
                adjustments[decision.copy_id, decision.category] = decision
            case ExcuseDecision():
                excused[decision.copy_id, decision.question_id] = decision.excused
            case SchemeDecision() | SessionDecision():
                pass  # its effect is stored in the session and each copy's version
    return CurrentDecisions(
        marks={key: decision for key, decision in marks.items() if decision.points is not None},
        partial={key: decision for key, decision in marks.items() if decision.is_partial},
        withdrawn=frozenset(
            key for key, decision in marks.items() if decision.points is None and not decision.is_partial
        ),
        feedback={
            (copy_id, question_id): text
            for (copy_id, question_id, criterion_id), text in feedback.items()
            if criterion_id is None and text is not None
        },
        criterion_feedback={
            (copy_id, question_id, criterion_id): text
            for (copy_id, question_id, criterion_id), text in feedback.items()
            if criterion_id is not None and text is not None
        },
        students={copy_id: decision.student for copy_id, decision in students.items() if decision.stands},
        complete=frozenset(copy_id for copy_id, closed in complete.items() if closed),
        adjustments={key: decision for key, decision in adjustments.items() if decision.adjustment is not None},
        excused=frozenset(key for key, is_excused in excused.items() if is_excused),
    )


def target_of(decision: Decision) -> tuple[str, str, str | None, str | None]:
    """Return the kind of a decision, its copy id ("" if none), its question id or category, and its criterion id."""
    match decision:
        case SchemeDecision() | SessionDecision():
            return decision.kind, "", None, None
        case AdjustmentDecision():
            return decision.kind, decision.copy_id, decision.category, None
        case FeedbackDecision():
            return decision.kind, decision.copy_id, decision.question_id, decision.criterion_id
        case MarkDecision() | ExcuseDecision():
            return decision.kind, decision.copy_id, decision.question_id, None
        case StudentDecision() | CompletionDecision():
            return decision.kind, decision.copy_id, None, None


def copy_of(decision: Decision) -> str:
    """Return the id of the copy that a decision is about, "" if it is about none."""
    return "" if isinstance(decision, SchemeDecision | SessionDecision) else decision.copy_id


def not_undone(decisions: Mapping[str, Decision]) -> list[str]:
    """Return the numbers of the decisions that are not undone, in order.

    `decisions`, by number, must all have the same target. A decision counts again once its undo was itself undone. Undo
    decisions are never returned.
    """
    kept: list[str] = []
    for number, decision in sorted(decisions.items()):
        if not decision.undoes:
            kept.append(number)
            continue
        original = decision.undoes
        is_undone = True
        while original in decisions and decisions[original].undoes:
            original = decisions[original].undoes
            is_undone = not is_undone
        if is_undone:
            kept = [other for other in kept if other != original]
        elif original not in kept:
            kept.append(original)
    return kept


def history_of(decisions: Mapping[str, Decision], copy_id: str) -> dict[str, Decision]:
    """Return the decisions on a copy by number, in order, including its moves to other versions of the scheme."""

    def concerns(decision: Decision) -> bool:
        if isinstance(decision, SchemeDecision):
            return copy_id in decision.copy_ids
        if isinstance(decision, SessionDecision):
            return False
        return decision.copy_id == copy_id

    return {number: decision for number, decision in sorted(decisions.items()) if concerns(decision)}


def decision_number(position: int) -> str:
    """Return the number of the decision at the zero-based `position` in the log: "00001" for the first."""
    return f"{position + 1:05}"
