"""Decisions: what a person settled, who and when, under which version. A list that only grows; undoing adds to it.

What stands is a view on the list: the latest record on each subject.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from bareme.domain.attempts import CriterionMark, MarkStatus
from bareme.domain.copies import Student
from bareme.domain.points import Points


class MarkSource(StrEnum):
    """What made the mark that stands."""

    CONSENSUS = "consensus"
    MODEL = "model"
    TEACHER = "teacher"
    NONE_YET = "none yet"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)

    author: str
    at: datetime
    reason: str = ""
    scheme_version: int = Field(description="The version of the scheme that it was made under.")
    undoes: str = Field("", description='Number of the decision that it takes back: "00007"; empty: none.')


class _CopyRecord(_Record):
    copy_id: str
    evaluation_version: int = Field(description="The copy's version that this decision made.")


class MarkDecision(_CopyRecord):
    """A person's decision on one question of one copy, with what the student is told beside it at that moment."""

    kind: Literal["mark"] = "mark"
    question_id: str
    source: MarkSource = Field(
        description="`consensus` where the graders' mark was accepted; `none yet` takes one back."
    )
    points: Points | None = Field(None, description="None where an earlier decision is taken back.")
    previous: Points | None = Field(None, description="The points that stood before.")
    status: MarkStatus = Field(MarkStatus.GRADED, description="Of the answer, as it was decided on.")
    label: str = Field("", description="The chosen grader's blind label.")
    try_index: int = 0
    criteria: tuple[CriterionMark, ...] = Field((), description="What the points are made of, where that was said.")
    feedback: str | None = Field(
        None, description="What the student is told: a later grading does not change it. None: what the grader says."
    )


class FeedbackDecision(_CopyRecord):
    """What the student is told about one question, or about the whole copy, in a person's words."""

    kind: Literal["feedback"] = "feedback"
    question_id: str | None = Field(None, description="None: the general comment.")
    text: str | None = Field(description="None takes an earlier text back: the graders' own stands again.")
    previous: str = ""


class StudentDecision(_CopyRecord):
    """Whose copy it is."""

    kind: Literal["student"] = "student"
    student: Student | None
    previous: Student | None = None
    stands: bool = Field(default=True, description="False takes earlier ones back: the copy's own name stands again.")


class CompletionDecision(_CopyRecord):
    """Whether a person is through with a copy. A complete copy takes no further decision until it is reopened."""

    kind: Literal["completion"] = "completion"
    complete: bool


class SchemeDecision(_Record):
    """Copies brought under a version of the marking scheme, `scheme_version`, which may be made by this."""

    kind: Literal["scheme"] = "scheme"
    previous: int = Field(description="The session's latest version before; the same where none was made.")
    copy_ids: tuple[str, ...] = Field(description="Copies brought under the version; the others keep theirs.")


def _kind(value: Any) -> str:
    # A session of before there were other kinds holds marks without a kind.
    return str(value.get("kind", "mark") if isinstance(value, dict) else value.kind)


Decision = Annotated[
    Annotated[MarkDecision, Tag("mark")]
    | Annotated[FeedbackDecision, Tag("feedback")]
    | Annotated[StudentDecision, Tag("student")]
    | Annotated[CompletionDecision, Tag("completion")]
    | Annotated[SchemeDecision, Tag("scheme")],
    Discriminator(_kind),
]
"""One entry of the list."""


@dataclass(frozen=True)
class CurrentDecisions:
    """The decisions that stand: the latest on each subject, without those that were taken back."""

    marks: Mapping[tuple[str, str], MarkDecision] = field(default_factory=dict)
    """By copy id and question id."""
    feedback: Mapping[tuple[str, str | None], str] = field(default_factory=dict)
    """By copy id and question id; the general comment under None."""
    students: Mapping[str, Student | None] = field(default_factory=dict)
    """By copy id."""
    complete: frozenset[str] = frozenset()
    """Ids of the copies that a person is through with."""


def current_decisions(decisions: Iterable[Decision]) -> CurrentDecisions:
    """Return what stands after all of `decisions`, which are in their order."""
    marks: dict[tuple[str, str], MarkDecision] = {}
    feedback: dict[tuple[str, str | None], str | None] = {}
    students: dict[str, StudentDecision] = {}
    complete: dict[str, bool] = {}
    for decision in decisions:
        match decision:
            case MarkDecision():
                marks[decision.copy_id, decision.question_id] = decision
            case FeedbackDecision():
                feedback[decision.copy_id, decision.question_id] = decision.text
            case StudentDecision():
                students[decision.copy_id] = decision
            case CompletionDecision():
                complete[decision.copy_id] = decision.complete
            case SchemeDecision():
                pass  # the session's schemes and each copy's version say what came of it
    return CurrentDecisions(
        marks={key: decision for key, decision in marks.items() if decision.points is not None},
        feedback={key: text for key, text in feedback.items() if text is not None},
        students={copy_id: decision.student for copy_id, decision in students.items() if decision.stands},
        complete=frozenset(copy_id for copy_id, closed in complete.items() if closed),
    )


def target_of(decision: Decision) -> tuple[str, str, str | None]:
    """Return what a decision is about: its kind, the copy and, where there is one, the question."""
    return decision.kind, getattr(decision, "copy_id", ""), getattr(decision, "question_id", None)


def not_undone(decisions: Mapping[str, Decision]) -> list[str]:
    """Return the numbers of the decisions that nobody has taken back, in their order.

    `decisions`, by number, are all on one subject. One that was taken back counts again once the undoing of it was
    undone; decisions that undo are themselves never among them.
    """
    kept: list[str] = []
    for number, decision in sorted(decisions.items()):
        if not decision.undoes:
            kept.append(number)
            continue
        at_bottom = decision.undoes
        is_taken_back = True
        while at_bottom in decisions and decisions[at_bottom].undoes:
            at_bottom = decisions[at_bottom].undoes
            is_taken_back = not is_taken_back
        if is_taken_back:
            kept = [other for other in kept if other != at_bottom]
        elif at_bottom not in kept:
            kept.append(at_bottom)
    return kept


def history_of(decisions: Mapping[str, Decision], copy_id: str) -> dict[str, Decision]:
    """Return, by number, every decision on a copy, in their order: new versions of the scheme that it took included."""

    def concerns(decision: Decision) -> bool:
        if isinstance(decision, SchemeDecision):
            return copy_id in decision.copy_ids
        return decision.copy_id == copy_id

    return {number: decision for number, decision in sorted(decisions.items()) if concerns(decision)}


def decision_number(position: int) -> str:
    """Return the number of the decision at `position` (from 0) of the list: "00001" for the first."""
    return f"{position + 1:05}"
