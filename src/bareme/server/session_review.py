"""What a review screen needs of a session: every copy with its marks, or those that changed since it last asked.

Fields that have their default value are left out of copies, questions and marks. Who is behind a label is not in it,
nor anything of marks that are hidden. The words (transcriptions, feedback, rationale) are with each copy.
"""

from collections.abc import Sequence
from typing import Any, Self

from pydantic import ConfigDict, Field, GetJsonSchemaHandler, SerializerFunctionWrapHandler, model_serializer
from pydantic_core import CoreSchema

from bareme.domain.adjustments import CopyAdjustment
from bareme.domain.answer_groups.same_answers import AnswerGroup
from bareme.domain.attempts import Attempt, Flag, Mark, MarkStatus, attempts_by_copy
from bareme.domain.calibration.offers import GroupOffer
from bareme.domain.copies import CopyFlag, CopyStatus, Student
from bareme.domain.decisions import MarkSource, current_decisions
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.money import Budget, BudgetLimit, Usage
from bareme.domain.outcomes import ActionOutcome
from bareme.domain.points import Language, Points
from bareme.domain.policy import Reveal
from bareme.domain.question_result import QuestionResult
from bareme.domain.results import CopyResult
from bareme.domain.scheme import GradingScheme
from bareme.domain.session import GradedSession
from bareme.graphs.events import Counts
from bareme.graphs.interrupts import MarkerProgress
from bareme.graphs.session_snapshot import Stage


class _SparseModel(FrozenModel):
    """A model that leaves out fields with their default value: a class has a thousand of its objects."""

    @model_serializer(mode="wrap")
    def _without_defaults(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields = type(self).model_fields
        return {
            name: value
            for name, value in serialize(self).items()
            if fields[name].is_required() or getattr(self, name) != fields[name].get_default(call_default_factory=True)
        }

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        # Its fields, rather than what the serializer above is annotated with.
        return handler({name: part for name, part in core_schema.items() if name != "serialization"})


class ReviewMark(_SparseModel):
    """What one grader gave for a question, without words."""

    label: str = Field(description="The grader's blind label on this copy.")
    try_index: int = 1
    points: Points | None = None
    status: MarkStatus = MarkStatus.GRADED
    confidence: float = 0.0
    flags: tuple[Flag, ...] = ()

    @classmethod
    def of(cls, attempt: Attempt, mark: Mark) -> Self:
        """Return the mark of an attempt."""
        return cls(
            label=attempt.label,
            try_index=attempt.try_index,
            points=mark.points,
            status=mark.status,
            confidence=round(mark.confidence, 3),
            flags=mark.flags,
        )


class ReviewQuestion(_SparseModel):
    """The mark of a question of a copy, and what it comes from."""

    status: MarkStatus = MarkStatus.GRADED
    source: MarkSource = MarkSource.CONSENSUS
    points: Points | None = Field(None, description="The decided points or the consensus, if any.")
    provisional: Points | None = Field(None, description="Points shown until a decision.")
    author: str = Field("", description="The person who decided, if any.")
    comment: str | None = Field(None, description="What a person wrote for the student, instead of the feedback.")
    flags: tuple[Flag, ...] = ()
    missing_criteria: tuple[str, ...] = ()
    hidden: bool = Field(default=False, description="Whether the graders' marks are withheld until it is decided.")
    marks: tuple[ReviewMark, ...] = Field((), description="The graders' current marks, unless they are hidden.")

    @classmethod
    def of(cls, result: QuestionResult, marks: Sequence[tuple[Attempt, Mark]], comment: str | None) -> Self:
        """Return the result of a question with its current marks."""
        shown = () if result.hidden else tuple(ReviewMark.of(attempt, mark) for attempt, mark in marks)
        same = {name: getattr(result, name) for name in cls.model_fields if name not in {"marks", "comment"}}
        return cls(**same, marks=shown, comment=comment)


class ReviewCopy(_SparseModel):
    """One copy: its student, its totals and its questions."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "copy_id": "c03",
                    "position": 3,
                    "student": {"name": "BENALI Inès"},
                    "evaluation_version": 2,
                    "total": 3.5,
                    "earned": 3.5,
                    "maximum": 4,
                    "questions": {
                        "1": {"points": 2, "marks": [{"label": "A", "points": 2, "confidence": 0.9}]},
                        "2": {"source": "teacher", "points": 1.5, "author": "Mme Durand"},
                    },
                }
            ]
        }
    )

    copy_id: str
    position: int = Field(description="Which copy of the session, from 1.")
    student: Student | None = None
    name_read: str = ""
    status: CopyStatus = CopyStatus.COMPLETE
    grading_status: CopyStatus = CopyStatus.COMPLETE
    error: str = ""
    evaluation_version: int = Field(0, description="To send as `expected_version` of an action.")
    scheme_version: int = 1
    is_complete: bool = False
    is_excused: bool = False
    is_unread: bool = False
    total: Points | None = None
    earned: Points
    maximum: Points
    adjustments: tuple[CopyAdjustment, ...] = ()
    percentage: Points | None = None
    band: str | None = None
    provisional: bool = False
    flags: tuple[CopyFlag, ...] = ()
    questions: dict[str, ReviewQuestion] = Field(description="By question id.")


class SessionReview(FrozenModel):
    """What a review screen shows of a session. Ask with `since` for what is new."""

    session_id: str
    name: str
    stage: Stage
    is_running: bool = Field(description="Whether a run is at work on it.")
    language: Language
    reveal: Reveal
    revision: int = Field(description="Of the results, to send as `since` the next time.")
    message: str = Field("", description="For the teacher, while the session waits for decisions.")
    error: str = Field("", description="What was wrong with the last answer; nothing was lost.")
    rules_note: str = Field("", description="Says so if rules marked, not a model; else empty.")
    counts: Counts
    open_questions: int = Field(description="Questions whose mark is not decided yet.")
    complete: int = Field(description="Copies that the teacher has marked as complete.")
    copies: tuple[ReviewCopy, ...] = Field(description="All copies, or with `since` those that changed.")
    ranks: dict[str, int] = Field(description="By copy id, of all copies that have one.")
    outcomes: tuple[ActionOutcome, ...] = Field((), description="Outcomes of the last answer's actions.")
    offers: tuple[GroupOffer, ...] = Field(
        (), description="Decisions that could also apply to copies with that answer."
    )
    markers: tuple[MarkerProgress, ...] = Field((), description="How far the people who mark blind are.")
    usage: Usage
    budget: Budget = Budget()
    budget_reached: BudgetLimit | None = None
    scheme: GradingScheme | None = Field(None, description="null: as it was at `since`, as are the fields below.")
    absent: tuple[Student, ...] | None = Field(None, description="Students of the roster without a copy.")
    same_answers: dict[str, tuple[AnswerGroup, ...]] | None = Field(
        None, description="By question id: groups of copies whose answers say the same."
    )


def review_copies(session: GradedSession, results: Sequence[CopyResult]) -> tuple[ReviewCopy, ...]:
    """Return copies as a review screen shows them."""
    positions = {copy.copy_id: number for number, copy in enumerate(session.copies, start=1)}
    by_copy = attempts_by_copy(session.attempts)
    comments = current_decisions(session.decisions).feedback
    copies = []
    for result in results:
        marks = session.current_marks(result.copy_id, by_copy[result.copy_id])
        own = {"position": positions[result.copy_id], "questions": {}}
        same = {name: getattr(result, name) for name in ReviewCopy.model_fields if name not in own}
        questions = {
            question_id: ReviewQuestion.of(
                question, marks.get(question_id, ()), comments.get((result.copy_id, question_id))
            )
            for question_id, question in result.questions.items()
        }
        copies.append(ReviewCopy(**{**same, **own, "questions": questions}))
    return tuple(copies)
