"""The result of a copy: the current mark of each question and the totals, computed from attempts and decisions."""

from datetime import datetime

from pydantic import Field

from bareme.domain.attempts import Attempt, CriterionMark, Flag, Mark, MarkStatus, current_marks
from bareme.domain.bands import band_of, percentage
from bareme.domain.comparison import Comparison, QuestionComparison
from bareme.domain.copies import Copy, CopyFlag, CopyStatus, Student
from bareme.domain.decisions import CurrentDecisions, MarkDecision, MarkSource
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.money import Usage
from bareme.domain.points import NonNegativePoints, Points
from bareme.domain.policy import Policy
from bareme.domain.scheme import GradingScheme, Question
from bareme.domain.session import CopyProgress


class QuestionResult(FrozenModel):
    """The current mark of one question of one copy."""

    question_id: str
    maximum: Points
    status: MarkStatus
    source: MarkSource
    points: NonNegativePoints | None = Field(None, description="The decided points or the consensus, if any.")
    provisional: NonNegativePoints | None = Field(
        None, description="Points shown until a decision; None if `points` is set."
    )
    feedback: str = ""
    label: str = Field("", description="The blind label of the grader whose feedback is shown.")
    try_index: int = Field(0, description="The try of that grader, or 0 if there is none.")
    criteria: tuple[CriterionMark, ...] = ()
    author: str = Field("", description="The person who decided, if any.")
    flags: tuple[Flag, ...] = ()
    scheme_version: int | None = Field(
        None, description="The scheme version under which the mark was given; None if there is no mark."
    )
    hidden: bool = Field(
        default=False, description="Whether the graders' marks are withheld until a person has decided."
    )

    @property
    def value(self) -> Points | None:
        """`points`, or the provisional points if there are none."""
        return self.points if self.points is not None else self.provisional

    @property
    def is_unread(self) -> bool:
        """Whether a grader could not read the answer and no person has decided: its 0 is not a judgement."""
        return Flag.UNREADABLE in self.flags and not self.author


class CopyResult(FrozenModel):
    """The result of one copy."""

    copy_id: str
    student: Student | None
    name_read: str = Field("", description="What the copy or its file says, if that is not the student's name.")
    status: CopyStatus
    error: str = ""
    evaluation_version: int = 0
    scheme_version: int = Field(1, description="The scheme version of the total.")
    is_complete: bool = Field(default=False, description="Whether its review is complete.")
    total: Points | None = Field(None, description="None while any question has no points: a failure is not a zero.")
    earned: Points = Field(description="Sum of the questions that have points, even if others have none.")
    maximum: Points
    percentage: Points | None = None
    band: str | None = None
    rank: int | None = None
    provisional: bool = Field(description="Whether the total includes provisional marks.")
    questions: dict[str, QuestionResult]
    counted: tuple[str, ...] = Field((), description="Ids of the questions included in the total.")
    flags: tuple[CopyFlag, ...] = ()
    general_comment: str = ""
    seconds: float = 0.0
    usage: Usage = Field(Usage(), description="Usage of all its attempts; set by `session_result`.")
    graded_at: datetime | None = None


_REVEALING_FLAGS = {Flag.DISAGREEMENT, Flag.UNREADABLE, Flag.MISSING_ANSWER, Flag.NOT_TREATED}
"""Flags that reveal the graders' marks or their differences; withheld as long as the marks are."""


def displayed_mark(marks: list[tuple[Attempt, Mark]], decision: MarkDecision | None) -> tuple[Attempt, Mark] | None:
    """Return the mark whose feedback is shown: the chosen one, else the first with points, else the first."""

    def order(pair: tuple[Attempt, Mark]) -> tuple[bool, bool, str, int]:
        attempt, mark = pair
        chosen = decision is not None and attempt.slot == (decision.label, decision.try_index)
        return not chosen, not mark.status.has_points, *attempt.slot

    return min(marks, key=order, default=None)


def _question_result(
    leaf: Question,
    comparison: QuestionComparison,
    marks: list[tuple[Attempt, Mark]],
    decision: MarkDecision | None,
    *,
    feedback: str | None,
    copy_status: CopyStatus,
    hide: bool,
) -> QuestionResult:
    attempt, mark = displayed_mark(marks, decision) or (None, None)
    flags = set(comparison.flags)
    if mark:
        status = mark.status
    elif copy_status is CopyStatus.FAILED:
        # The copy failed before any attempt was recorded, so no mark is pending.
        status = MarkStatus.FAILED
        flags = flags - {Flag.WAITING} | {Flag.FAILED}
    else:
        status = MarkStatus.WAITING
    hidden = hide and not decision
    if hidden:
        flags -= _REVEALING_FLAGS
        status = MarkStatus.GRADED if status.has_points else status
    result = QuestionResult(
        question_id=leaf.id,
        maximum=leaf.maximum,
        status=status,
        source=MarkSource.NONE_YET,
        feedback=feedback or "",
        flags=tuple(sorted(flags)),
        scheme_version=attempt.scheme_version if attempt else None,
        hidden=hidden,
    )
    if hidden:
        return result
    shown = _as_decided(decision, mark, feedback) if decision else _as_graded(comparison, mark, feedback)
    if attempt:
        shown |= {"label": attempt.label, "try_index": attempt.try_index}
    return result.model_copy(update=shown)


def _as_decided(decision: MarkDecision, mark: Mark | None, feedback: str | None) -> dict[str, object]:
    """Return the fields of a question that a person decided."""
    texts = (feedback, decision.feedback, mark and mark.feedback)
    return {
        "points": decision.points,
        "source": decision.source,
        "status": decision.status,
        "criteria": decision.criteria,
        "author": decision.author,
        "feedback": next((text for text in texts if text is not None), ""),
        "scheme_version": decision.scheme_version,
    }


def _as_graded(comparison: QuestionComparison, mark: Mark | None, feedback: str | None) -> dict[str, object]:
    """Return the fields of an undecided question: the graders' consensus or a provisional value."""
    agreed = comparison.consensus is not None
    return {
        "points": comparison.consensus,
        "provisional": None if agreed else comparison.provisional,
        "source": MarkSource.CONSENSUS if agreed else MarkSource.NONE_YET,
        "criteria": mark.criteria if mark else (),
        "feedback": feedback if feedback is not None else mark.feedback if mark else "",
    }


def copy_result(
    copy: Copy,
    progress: CopyProgress,
    *,
    scheme: GradingScheme,
    policy: Policy,
    attempts: list[Attempt],
    comparison: Comparison,
    decisions: CurrentDecisions,
    hide: bool = False,
) -> CopyResult:
    """Return the result of one copy under `scheme`, from its attempts that are valid under it.

    If `hide` is set, the graders' marks of undecided questions are withheld, and their general comment until all
    questions are decided. `session_result` sets the rank and the flags that depend on other copies.
    """
    marks = current_marks(attempts, scheme.leaf_ids())
    questions = {
        leaf.id: _question_result(
            leaf,
            comparison.questions[leaf.id],
            marks.get(leaf.id, []),
            decisions.marks.get((copy.copy_id, leaf.id)),
            feedback=decisions.feedback.get((copy.copy_id, leaf.id)),
            copy_status=progress.status,
            hide=hide,
        )
        for leaf in scheme.leaves()
    }
    known = {question.question_id: question.value for question in questions.values() if question.value is not None}
    earned = scheme.add_up(known)
    total = earned.points if len(known) == len(questions) else None
    first = min(
        (a for a in attempts if a.general_comment), key=lambda a: (a.label, a.try_index, -a.round), default=None
    )
    is_hidden = any(question.hidden for question in questions.values())
    own = "" if is_hidden or first is None else first.general_comment
    band = band_of(total, scheme.total, policy.grade_bands) if total is not None else None
    return CopyResult(
        copy_id=copy.copy_id,
        student=decisions.students.get(copy.copy_id, copy.student),
        name_read="" if copy.copy_id in decisions.students else copy.name_read,
        status=progress.status,
        error=progress.error,
        evaluation_version=progress.evaluation_version,
        scheme_version=scheme.version,
        is_complete=copy.copy_id in decisions.complete,
        total=total,
        earned=earned.points,
        maximum=scheme.total,
        percentage=percentage(total, scheme.total) if total is not None else None,
        band=band.label if band else None,
        provisional=any(question.provisional is not None for question in questions.values()),
        questions=questions,
        counted=earned.counted,
        flags=copy.flags,
        general_comment=decisions.feedback.get((copy.copy_id, None), own),
        seconds=progress.seconds,
        graded_at=progress.graded_at,
    )
