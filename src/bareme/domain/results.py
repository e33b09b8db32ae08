"""The view on a graded session: which mark stands for each question, and everything that sums up from it.

Nothing here is stored as truth: attempts and decisions are, and this is computed from them.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from bareme.domain.attempts import (
    Attempt,
    CriterionMark,
    Flag,
    Mark,
    MarkStatus,
    attempts_by_copy,
    attempts_in_force,
)
from bareme.domain.bands import band_of, percentage
from bareme.domain.comparison import Comparison, QuestionComparison, compare
from bareme.domain.copies import Copy, CopyFlag, CopyStatus, Student
from bareme.domain.figures import Figure, ratio
from bareme.domain.money import Usage
from bareme.domain.points import NonNegativePoints, Points, add
from bareme.domain.policy import Policy
from bareme.domain.reliability import discriminations, reliability
from bareme.domain.review import Decision, Source, decisions_in_force
from bareme.domain.scheme import GradingScheme, Question
from bareme.domain.session import CopyProgress, GradedSession
from bareme.domain.statistics import (
    QuestionStatistics,
    SessionStatistics,
    deviation,
    histogram,
    mean,
    median,
    ranks,
)


class QuestionResult(BaseModel):
    """The mark that stands for one question of one copy."""

    model_config = ConfigDict(frozen=True)

    question_id: str
    maximum: Points
    status: MarkStatus
    source: Source
    points: NonNegativePoints | None = Field(None, description="The mark that stands; None while nobody decided.")
    provisional: NonNegativePoints | None = Field(
        None, description="What is shown until somebody decides; None once a mark stands."
    )
    feedback: str = ""
    label: str = Field("", description="The blind label whose feedback this is.")
    try_index: int = Field(0, description="Which of its tries; 0 where there is none.")
    criteria: tuple[CriterionMark, ...] = ()
    author: str = Field("", description="Who decided, where a person did.")
    flags: tuple[Flag, ...] = ()

    @property
    def value(self) -> Points | None:
        """The points to show and to sum: those that stand, else the provisional ones."""
        return self.points if self.points is not None else self.provisional


class CopyResult(BaseModel):
    """One copy, summed up."""

    model_config = ConfigDict(frozen=True)

    copy_id: str
    student: Student | None
    status: CopyStatus
    error: str = ""
    evaluation_version: int = 0
    scheme_version: int = 1
    total: Points | None = Field(None, description="None while a question has no points: a failure is not a zero.")
    earned: Points = Field(description="Sum of the questions that have points, even where others have none.")
    maximum: Points
    percentage: Points | None = None
    band: str | None = None
    rank: int | None = None
    provisional: bool = Field(description="Whether the total rests on a mark that nobody decided.")
    questions: dict[str, QuestionResult]
    flags: tuple[CopyFlag, ...] = ()
    appreciation: str = ""
    seconds: float = 0.0
    usage: Usage = Field(Usage(), description="What all attempts at it took.")
    graded_at: datetime | None = None


class SessionResult(BaseModel):
    """All copies and the class's figures."""

    model_config = ConfigDict(frozen=True)

    copies: tuple[CopyResult, ...]
    statistics: SessionStatistics
    usage: Usage = Field(Usage(), description="What reading the files and all attempts took.")


def _speaking_mark(marks: list[tuple[Attempt, Mark]], decision: Decision | None) -> tuple[Attempt, Mark] | None:
    """Return the mark whose feedback is shown: the one that was chosen, else the first with points, else the first."""

    def order(pair: tuple[Attempt, Mark]) -> tuple[bool, bool, str, int]:
        attempt, mark = pair
        slot = (attempt.label, attempt.try_index)
        chosen = decision is not None and slot == (decision.label, decision.try_index)
        return not chosen, not mark.status.has_points, *slot

    return min(marks, key=order, default=None)


def _question_result(
    leaf: Question,
    comparison: QuestionComparison,
    marks: list[tuple[Attempt, Mark]],
    decision: Decision | None,
    *,
    copy_status: CopyStatus,
) -> QuestionResult:
    attempt, mark = _speaking_mark(marks, decision) or (None, None)
    flags = set(comparison.flags)
    if mark:
        status = mark.status
    elif copy_status is CopyStatus.FAILED:
        # The copy failed as a whole, before any attempt was recorded: nothing is on its way.
        status = MarkStatus.FAILED
        flags = flags - {Flag.WAITING} | {Flag.FAILED}
    else:
        status = MarkStatus.WAITING
    points: Decimal | None = None
    source = Source.NONE_YET
    if decision:
        points, source = decision.points, decision.source
        status = status if status.has_points else MarkStatus.GRADED
    elif comparison.consensus is not None:
        points, source = comparison.consensus, Source.CONSENSUS
    return QuestionResult(
        question_id=leaf.id,
        maximum=leaf.maximum,
        status=status,
        source=source,
        points=points,
        provisional=comparison.provisional if points is None else None,
        feedback=mark.feedback if mark else "",
        label=attempt.label if attempt else "",
        try_index=attempt.try_index if attempt else 0,
        criteria=mark.criteria if mark else (),
        author=decision.author if decision else "",
        flags=tuple(sorted(flags)),
    )


def copy_result(
    copy: Copy,
    progress: CopyProgress,
    *,
    scheme: GradingScheme,
    policy: Policy,
    attempts: list[Attempt],
    comparison: Comparison,
    decisions: dict[tuple[str, str], Decision],
) -> CopyResult:
    """Sum up one copy. Rank is set by `session_result`, which sees the others."""
    standing = attempts_in_force(attempts, scheme.leaf_ids())
    questions = {
        leaf.id: _question_result(
            leaf,
            comparison.questions[leaf.id],
            standing.get(leaf.id, []),
            decisions.get((copy.copy_id, leaf.id)),
            copy_status=progress.status,
        )
        for leaf in scheme.leaves()
    }
    values = [question.value for question in questions.values()]
    known = [value for value in values if value is not None]
    total = add(known) if len(known) == len(values) else None
    first = min((a for a in attempts if a.appreciation), key=lambda a: (a.label, a.try_index, -a.round), default=None)
    return CopyResult(
        copy_id=copy.copy_id,
        student=copy.student,
        status=progress.status,
        error=progress.error,
        evaluation_version=progress.evaluation_version,
        scheme_version=scheme.version,
        total=total,
        earned=add(known),
        maximum=scheme.total,
        percentage=percentage(total, scheme.total) if total is not None else None,
        band=band_of(total, scheme.total, policy.grade_bands) if total is not None else None,
        provisional=any(question.provisional is not None for question in questions.values()),
        questions=questions,
        flags=copy.flags,
        appreciation=first.appreciation if first else "",
        seconds=progress.seconds,
        usage=sum((attempt.usage for attempt in attempts), Usage()),
        graded_at=progress.graded_at,
    )


def compare_session(session: GradedSession) -> dict[str, Comparison]:
    """Return the comparison of every copy, by copy id."""
    by_copy = attempts_by_copy(session.attempts)
    return {
        copy.copy_id: compare(
            copy.copy_id,
            session.scheme,
            by_copy[copy.copy_id],
            session.policy.comparison,
            expected=session.policy.attempts_per_copy,
        )
        for copy in session.copies
    }


def session_result(session: GradedSession) -> SessionResult:
    """Sum up a session: every copy in its order, ranks, the class's figures, what the attempts took."""
    by_copy = attempts_by_copy(session.attempts)
    comparisons = compare_session(session)
    decisions = decisions_in_force(list(session.decisions))
    unranked = [
        copy_result(
            copy,
            session.progress.get(copy.copy_id, CopyProgress()),
            scheme=session.scheme,
            policy=session.policy,
            attempts=by_copy[copy.copy_id],
            comparison=comparisons[copy.copy_id],
            decisions=decisions,
        )
        for copy in session.copies
    ]
    places = ranks([result.total for result in unranked])
    copies = tuple(result.model_copy(update={"rank": place}) for result, place in zip(unranked, places, strict=True))
    usage = sum((attempt.usage for attempt in session.attempts), session.analysis_usage)
    return SessionResult(copies=copies, statistics=session_statistics(session.scheme, copies), usage=usage)


def session_statistics(scheme: GradingScheme, copies: tuple[CopyResult, ...]) -> SessionStatistics:
    """Return the class's figures over the copies that have a total."""
    graded = [copy for copy in copies if copy.total is not None]
    totals = [copy.total for copy in graded if copy.total is not None]
    columns = {leaf.id: _column(leaf, graded) for leaf in scheme.leaves()}
    discrimination = discriminations(columns)
    return SessionStatistics(
        copies=len(copies),
        graded=len(graded),
        left_out=len(copies) - len(graded),
        provisional=sum(copy.provisional for copy in graded),
        maximum=scheme.total,
        mean=mean(totals),
        median=median(totals),
        deviation=deviation(totals),
        lowest=min(totals, default=None),
        highest=max(totals, default=None),
        histogram=histogram([copy.percentage for copy in graded if copy.percentage is not None]),
        reliability=reliability(list(columns.values())),
        questions=tuple(_question_statistics(leaf, copies, discrimination[leaf.id]) for leaf in scheme.leaves()),
    )


def _column(leaf: Question, copies: Iterable[CopyResult]) -> list[Decimal]:
    """Return the points that the copies have for a question, in their order."""
    values = [copy.questions[leaf.id].value for copy in copies]
    return [value for value in values if value is not None]


def _question_statistics(leaf: Question, copies: tuple[CopyResult, ...], discrimination: Figure) -> QuestionStatistics:
    results = [copy.questions[leaf.id] for copy in copies]
    values = _column(leaf, copies)
    statuses = [result.status for result in results if result.value is not None]
    facility = float(add(values) / (len(values) * leaf.maximum)) if values and leaf.maximum else None
    return QuestionStatistics(
        question_id=leaf.id,
        maximum=leaf.maximum,
        graded=len(values),
        mean=mean(values),
        facility=None if facility is None else round(facility, 4),
        disagreements=sum(Flag.DISAGREEMENT in result.flags for result in results),
        discrimination=discrimination,
        blank=ratio(statuses.count(MarkStatus.MISSING), len(statuses)),
        unreadable=ratio(statuses.count(MarkStatus.UNREADABLE), len(statuses)),
        not_treated=ratio(statuses.count(MarkStatus.NOT_TREATED), len(statuses)),
    )
