"""Compute the class statistics from the results of the copies."""

from collections.abc import Sequence
from decimal import Decimal

from bareme.domain.attempts import Flag, MarkStatus
from bareme.domain.figures import Figure, ratio
from bareme.domain.points import add
from bareme.domain.reliability import discriminations, reliability
from bareme.domain.results import CopyResult
from bareme.domain.scheme import GradingScheme, Question
from bareme.domain.statistics import (
    QuestionStatistics,
    SessionStatistics,
    deviation,
    histogram,
    mean,
    median,
)


def session_statistics(scheme: GradingScheme, copies: tuple[CopyResult, ...]) -> SessionStatistics:
    """Return the statistics of the copies that have a total under `scheme`, and were not excused from any question.

    Statistics of totals use the scheme's coefficients and choices. Statistics of questions, including alpha, its
    standard error and the item-rest correlation, use the marks as given, without coefficients and with all parts of a
    choice, and before adjustments of the total.
    """
    graded = [copy for copy in copies if copy.is_comparable(scheme)]
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
        questions=tuple(
            _question_statistics(leaf, copies, discrimination[leaf.id], scheme.version) for leaf in scheme.leaves()
        ),
    )


def _column(leaf: Question, copies: Sequence[CopyResult]) -> list[Decimal]:
    """Return the points of the copies for a question, in order, without missing values."""
    values = [copy.questions[leaf.id].value for copy in copies]
    return [value for value in values if value is not None]


def _question_statistics(
    leaf: Question, copies: Sequence[CopyResult], discrimination: Figure, scheme_version: int
) -> QuestionStatistics:
    same_version = [copy for copy in copies if copy.scheme_version == scheme_version]
    results = [copy.questions[leaf.id] for copy in same_version]
    values = _column(leaf, same_version)
    statuses = [result.status for result in results if result.value is not None]
    facility = float(add(values) / (len(values) * leaf.maximum)) if values and leaf.maximum else None
    return QuestionStatistics(
        question_id=leaf.id,
        maximum=leaf.maximum,
        graded=len(values),
        mean=mean(values),
        facility=None if facility is None else round(facility, 4),
        disagreements=sum(Flag.DISAGREEMENT in result.flags and not result.hidden for result in results),
        discrimination=discrimination,
        blank=ratio(statuses.count(MarkStatus.MISSING), len(statuses)),
        unreadable=ratio(statuses.count(MarkStatus.UNREADABLE), len(statuses)),
        not_treated=ratio(statuses.count(MarkStatus.NOT_TREATED), len(statuses)),
    )
