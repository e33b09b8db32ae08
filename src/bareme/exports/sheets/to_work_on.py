"""What a pupil should work on: where most points were lost. Computed from the marks, without a model."""

from dataclasses import dataclass, replace
from decimal import Decimal

from bareme.domain.attempts import MarkStatus
from bareme.domain.leaves import Leaf
from bareme.domain.points import ZERO
from bareme.domain.results import CopyResult
from bareme.exports.criterion_lines import CriterionLine, Role, criterion_lines
from bareme.exports.material import ExportMaterial

_MOST = 3
_JUDGED = {MarkStatus.GRADED, MarkStatus.MISSING, MarkStatus.NOT_TREATED}


@dataclass(frozen=True)
class Loss:
    """Points lost in a question or, if its mark has a breakdown, in one of its criteria."""

    question: str
    criterion: str
    """Empty for the whole question."""
    points: Decimal
    """As they count in the total: with the question's coefficient."""


def to_work_on(material: ExportMaterial, copy: CopyResult) -> list[Loss]:
    """Return the greatest losses, at most three, the greatest first; only of marks that are decided and count."""
    losses = [loss for leaf in material.leaves for loss in _losses(material, copy, leaf)]
    return sorted(losses, key=lambda loss: -loss.points)[:_MOST]


def _losses(material: ExportMaterial, copy: CopyResult, leaf: Leaf) -> list[Loss]:
    result = material.question(copy, leaf)
    if result is None or result.points is None or result.status not in _JUDGED:
        return []
    if result.question_id not in copy.counted:
        return []
    lines = criterion_lines(leaf.question, result)
    if lines is None:
        lost = [Loss(leaf.title, "", result.maximum - result.points)]
    else:
        lost = [Loss(leaf.title, line.criterion.name, _lost(line)) for line in lines if line.criterion]
    return [replace(loss, points=loss.points * leaf.coefficient) for loss in lost if loss.points > ZERO]


def _lost(line: CriterionLine) -> Decimal:
    """Return the points lost in a criterion: none in one that another of its group replaces, or in a bonus."""
    if line.criterion is None or line.counted is None or line.left_out or line.role is Role.BONUS:
        return ZERO
    return -line.counted if line.role is Role.PENALTY else line.criterion.points - line.counted
