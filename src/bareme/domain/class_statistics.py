"""The class's figures, from the results of its copies."""

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
    """Return the class's figures over the copies that have a total under `scheme`; the others are left out.

    Those of totals are over points as the scheme counts them. Those of questions (alpha, its standard error and the
    item-rest correlation included) are over marks as they were given: without coefficients, and with every part of a
    choice.
    """
    graded = [copy for copy in copies if copy.total is not None and copy.scheme_version == scheme.version]
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
    """Return the points that the copies have for a question, in their order."""
    values = [copy.questions[leaf.id].value for copy in copies]
    return [value for value in values if value is not None]


def _question_statistics(
    leaf: Question, copies: Sequence[CopyResult], discrimination: Figure, scheme_version: int
) -> QuestionStatistics:
    same = [copy for copy in copies if copy.scheme_version == scheme_version]
    results = [copy.questions[leaf.id] for copy in same]
    values = _column(leaf, same)
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
