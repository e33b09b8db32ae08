"""The result of a copy: its questions, adjustments and totals, computed from attempts and decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from pydantic import Field

from bareme.domain.adjustments import AdjustmentCategory, CopyAdjustment, adjusted_total
from bareme.domain.attempts import Attempt, Mark, MarkStatus, current_marks
from bareme.domain.bands import band_of, percentage
from bareme.domain.comparison import Comparison
from bareme.domain.copies import Copy, CopyFlag, CopyStatus, Student
from bareme.domain.decisions import CurrentDecisions, MarkSource
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.money import Usage
from bareme.domain.points import ZERO, Points, add
from bareme.domain.policy import Policy
from bareme.domain.question_result import QuestionResult, question_result
from bareme.domain.scheme import GradingScheme, SchemeSum
from bareme.domain.session import CopyProgress


class CopyResult(FrozenModel):
    """The result of one copy."""

    copy_id: str
    student: Student | None
    name_read: str = Field("", description="What the copy or its file says, if that is not the student's name.")
    status: CopyStatus = Field(
        description="From the marks in force: `complete` once every question has points or is excused, whoever decided."
    )
    grading_status: CopyStatus = Field(
        CopyStatus.WAITING, description="What became of the graders' attempts, whatever a person has decided since."
    )
    error: str = Field("", description="Why attempts failed or wait, if they do.")
    evaluation_version: int = 0
    scheme_version: int = Field(1, description="The scheme version of the total.")
    is_complete: bool = Field(default=False, description="Whether its review is complete.")
    is_excused: bool = Field(default=False, description="Whether the student is excused from the whole exam.")
    is_unread: bool = Field(
        default=False,
        description="Whether no grader could read any answer. It has no total until a person has marked all questions.",
    )
    total: Points | None = Field(
        None,
        description="The sum of the marks with adjustments. None while any question has no points (a failure is not a "
        "zero), or if the copy is excused.",
    )
    earned: Points = Field(
        description="Sum of the questions that have points, even if others have none; before adjustments."
    )
    maximum: Points = Field(description="Without the questions from which the student is excused.")
    adjustments: tuple[CopyAdjustment, ...] = Field((), description="The adjustments of the total, if any.")
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

    @property
    def adjustment(self) -> Points | None:
        """The points by which the total differs from the sum of the marks; None without total or adjustments."""
        return self.total - self.earned if self.total is not None and self.adjustments else None

    @property
    def adjustment_bound(self) -> Points:
        """What the bounds of the total take back of its adjustments."""
        changes = add(given.change for given in self.adjustments if given.change is not None)
        return ZERO if self.adjustment is None else self.adjustment - changes

    def excused_ids(self) -> list[str]:
        """Return the ids of the excused questions."""
        return [question.question_id for question in self.questions.values() if question.is_excused]

    def is_comparable(self, scheme: GradingScheme) -> bool:
        """Return whether its total can be compared with those of the class, which are out of the whole `scheme`."""
        return (
            self.total is not None
            and self.scheme_version == scheme.version
            and not any(question.is_excused for question in self.questions.values())
        )


def _is_unread(marks: dict[str, list[tuple[Attempt, Mark]]]) -> bool:
    """Return whether graders looked at the copy but could read no answer. A blank beside it does not count as read."""
    statuses = {mark.status for pairs in marks.values() for _, mark in pairs}
    return MarkStatus.UNREADABLE in statuses and MarkStatus.GRADED not in statuses


def _without_reading(question: QuestionResult) -> QuestionResult:
    """Return a question of a copy that nobody could read: without points until a person has marked it."""
    if question.author or question.is_excused or question.hidden:
        return question
    update = {"points": None, "provisional": None, "source": MarkSource.NONE_YET}
    return question.model_copy(update=update)


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
    marks_needed: int = 0,
) -> CopyResult:
    """Return the result of one copy under `scheme`, from its attempts that are valid under it.

    If `hide` is set, the graders' marks of undecided questions are withheld, and their general comment until all
    questions are decided. So are the marks of a question that has fewer than `marks_needed`. `session_result` sets the
    rank and the flags that depend on other copies.
    """
    marks = current_marks(attempts, scheme.leaf_ids())
    is_excused = (copy.copy_id, None) in decisions.excused
    is_unread = _is_unread(marks)
    questions = {
        leaf.id: question_result(
            leaf,
            comparison.questions[leaf.id],
            marks.get(leaf.id, []),
            decisions.on_mark(copy.copy_id, leaf.id),
            feedback=decisions.feedback.get((copy.copy_id, leaf.id)),
            criterion_feedback={
                criterion.id: text
                for criterion in leaf.criteria
                if (text := decisions.criterion_feedback.get((copy.copy_id, leaf.id, criterion.id))) is not None
            },
            copy_status=progress.status,
            excused=is_excused or (copy.copy_id, leaf.id) in decisions.excused,
            hide=hide or len(marks.get(leaf.id, ())) < marks_needed,
        )
        for leaf in scheme.leaves()
    }
    if is_unread:
        questions = {question_id: _without_reading(question) for question_id, question in questions.items()}
    totals = _totals(copy.copy_id, scheme, questions, decisions)
    first = min(
        (a for a in attempts if a.general_comment), key=lambda a: (a.label, a.try_index, -a.round), default=None
    )
    is_hidden = any(question.hidden for question in questions.values())
    is_provisional = any(question.provisional is not None for question in questions.values())
    own = "" if is_hidden or first is None else first.general_comment
    band = band_of(max(totals.total, ZERO), totals.maximum, policy.grade_bands) if totals.total is not None else None
    return CopyResult(
        copy_id=copy.copy_id,
        student=decisions.students.get(copy.copy_id, copy.student),
        name_read="" if copy.copy_id in decisions.students else copy.name_read,
        status=_status(progress.status, is_marked=is_excused or (totals.total is not None and not is_provisional)),
        grading_status=progress.status,
        error=progress.error,
        evaluation_version=progress.evaluation_version,
        scheme_version=scheme.version,
        is_complete=copy.copy_id in decisions.complete,
        is_excused=is_excused,
        is_unread=is_unread and not is_hidden,
        total=totals.total,
        earned=totals.earned,
        maximum=totals.maximum,
        adjustments=totals.adjustments,
        percentage=percentage(totals.total, totals.maximum) if totals.total is not None else None,
        band=band.label if band else None,
        provisional=is_provisional,
        questions=questions,
        counted=totals.counted,
        flags=copy.flags,
        general_comment=decisions.feedback.get((copy.copy_id, None), own),
        seconds=progress.seconds,
        graded_at=progress.graded_at,
    )


def _status(of_attempts: CopyStatus, *, is_marked: bool) -> CopyStatus:
    """Return the status of a copy from its marks: a person may have marked what graders did not.

    A provisional mark, of the graders that did not fail, is not one in force.
    """
    return CopyStatus.COMPLETE if is_marked and of_attempts is not CopyStatus.PROCESSING else of_attempts


@dataclass(frozen=True)
class _Totals:
    total: Decimal | None
    earned: Decimal
    maximum: Decimal
    adjustments: tuple[CopyAdjustment, ...]
    counted: tuple[str, ...]


def _totals(
    copy_id: str, scheme: GradingScheme, questions: Mapping[str, QuestionResult], decisions: CurrentDecisions
) -> _Totals:
    """Return the sums of a copy: over the questions from which the student is not excused, with adjustments."""
    marked = scheme.without([i for i in questions if (copy_id, i) in decisions.excused])
    known = {i: question.value for i, question in questions.items() if question.value is not None}
    summed = marked.add_up(known) if marked else SchemeSum(points=ZERO, counted=())
    maximum = marked.total if marked else ZERO
    is_whole = marked is not None and len(known) == len(marked.leaf_ids())
    adjustments = tuple(
        CopyAdjustment(
            category=category,
            adjustment=decision.adjustment,
            change=decision.adjustment.change(earned=summed.points, maximum=maximum) if is_whole else None,
            author=decision.author,
        )
        for category in AdjustmentCategory
        if (decision := decisions.adjustments.get((copy_id, category))) and decision.adjustment is not None
    )
    total = None
    if is_whole:
        total = adjusted_total(
            summed.points,
            (adjustment.change for adjustment in adjustments if adjustment.change is not None),
            lowest=None if scheme.allow_below_zero else ZERO,
            highest=None if scheme.allow_above_maximum else maximum,
        )
    counted = tuple(question_id for question_id in summed.counted if not questions[question_id].is_excused)
    return _Totals(total, summed.points, maximum, adjustments, counted)
