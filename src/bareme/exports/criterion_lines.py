"""Break a question's mark down by criterion, with a line for the adjustment to the mark's bounds.

The counted points of the lines sum exactly to the mark.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bareme.domain.criteria import Criterion, sum_criteria
from bareme.domain.points import ZERO
from bareme.domain.question_result import QuestionResult
from bareme.domain.scheme import Question


class Role(StrEnum):
    """The role of a line in the mark."""

    POINTS = "points"
    BONUS = "bonus"
    PENALTY = "penalty"
    BOUND = "bound"  # the difference of a sum from the limit that it would pass, 0 or the maximum
    ADJUSTMENT = "adjustment"  # of the copy's total


@dataclass(frozen=True)
class CriterionLine:
    """A criterion, or the adjustment to the bounds."""

    role: Role
    criterion: Criterion | None
    """None for the adjustment."""
    given: Decimal | None
    """The points given for it, or None if unknown."""
    counted: Decimal | None
    """The points that count in the mark: 0 if another criterion of its group excludes it."""
    left_out: bool = False
    """Whether another criterion of its group excludes it."""
    evidence: str = ""
    """The student's words that support the points."""
    feedback: str = ""
    """For the student, on this criterion."""


def role_of(criterion: Criterion) -> Role:
    """Return the role of a criterion."""
    if criterion.bonus:
        return Role.BONUS
    return Role.PENALTY if criterion.bounds[1] == ZERO and criterion.points < 0 else Role.POINTS


def criterion_lines(question: Question, result: QuestionResult) -> tuple[CriterionLine, ...] | None:
    """Return the breakdown of the mark by criterion; without counted points if the question has none.

    None if the question has no criteria, or if the points of its criteria do not make up the mark: the teacher set the
    question's points, or the marks of graders were averaged.
    """
    if not question.criteria:
        return None
    given = {one.criterion_id: one.points for one in result.criteria if one.points is not None}
    if result.value is None:
        decided = given if result.missing_criteria else {}
        return tuple(_line(c, result, given=decided.get(c.id), counted=None) for c in question.criteria)
    total = sum_criteria(question.criteria, given, maximum=question.maximum)
    # A teacher's mark may be above the maximum or below zero, where the scheme allows it.
    if result.value not in {total.points, total.added}:
        return None
    lines = []
    for criterion in question.criteria:
        points, left_out = given.get(criterion.id, ZERO), criterion.id in total.left_out
        lines.append(_line(criterion, result, given=points, counted=ZERO if left_out else points, left_out=left_out))
    if total.added != result.value:
        lines.append(CriterionLine(Role.BOUND, None, None, result.value - total.added))
    return tuple(lines)


def unmarked_lines(question: Question, result: QuestionResult) -> tuple[CriterionLine, ...]:
    """Return the question's criteria without points, for a mark without a breakdown."""
    return tuple(_line(criterion, result, given=None, counted=None) for criterion in question.criteria)


def _line(
    criterion: Criterion,
    result: QuestionResult,
    *,
    given: Decimal | None,
    counted: Decimal | None,
    left_out: bool = False,
) -> CriterionLine:
    words = next((one for one in result.criteria if one.criterion_id == criterion.id), None)
    evidence, feedback = (words.evidence, words.feedback) if words else ("", "")
    return CriterionLine(role_of(criterion), criterion, given, counted, left_out, evidence, feedback)
