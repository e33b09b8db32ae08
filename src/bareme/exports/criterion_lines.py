"""What a question's mark is made of: a line a criterion, and one for what the bounds of a mark took or gave.

The counted points of the lines add up to the mark, to the cent.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bareme.domain.criteria import Criterion, sum_criteria
from bareme.domain.points import ZERO
from bareme.domain.results import QuestionResult
from bareme.domain.scheme import Question


class Role(StrEnum):
    """What a line does to the mark."""

    POINTS = "points"
    BONUS = "bonus"
    PENALTY = "penalty"
    BOUND = "bound"  # a mark lies between 0 and the maximum, whatever its criteria add up to


@dataclass(frozen=True)
class CriterionLine:
    """One criterion, or the bound."""

    role: Role
    criterion: Criterion | None
    """None for the bound."""
    given: Decimal | None
    """The points that were given for it; None where nobody has said."""
    counted: Decimal | None
    """What of them is in the mark: nothing of a criterion that another of its group excludes."""
    left_out: bool = False
    """Whether another criterion of its group excludes it."""


def role_of(criterion: Criterion) -> Role:
    """Return what the criterion is for."""
    if criterion.bonus:
        return Role.BONUS
    return Role.PENALTY if criterion.bounds[1] == ZERO and criterion.points < 0 else Role.POINTS


def criterion_lines(question: Question, result: QuestionResult) -> tuple[CriterionLine, ...] | None:
    """Return what the mark shown is made of, without points where the question has none.

    None where it has no criteria, and where nobody has said what each earned: a teacher gave the question's points, or
    graders were averaged, and `sum_criteria` does not make the mark of what one grader gave.
    """
    if not question.criteria:
        return None
    if result.value is None:
        return unsaid(question)
    given = {mark.criterion_id: mark.points for mark in result.criteria}
    made = sum_criteria(question.criteria, given, maximum=question.maximum)
    if made.points != result.value:
        return None
    lines = []
    for criterion in question.criteria:
        points, left_out = given.get(criterion.id, ZERO), criterion.id in made.left_out
        lines.append(CriterionLine(role_of(criterion), criterion, points, ZERO if left_out else points, left_out))
    if made.added != made.points:
        lines.append(CriterionLine(Role.BOUND, None, None, made.points - made.added))
    return tuple(lines)


def unsaid(question: Question) -> tuple[CriterionLine, ...]:
    """Return the question's criteria without points, for where nobody has said what each earned."""
    return tuple(CriterionLine(role_of(criterion), criterion, None, None) for criterion in question.criteria)
