"""Points by criterion: from the elements that were found to points that each criterion's kind allows."""

from dataclasses import replace
from decimal import Decimal

from bareme.domain.criteria import Criterion, CriterionKind, sum_criteria
from bareme.domain.points import ZERO
from bareme.models.offline.prompt_reader import SchemeQuestion
from bareme.models.offline.verdict import Share, Verdict

_UNSETTLED = 0.5


def apply_criteria(verdict: Verdict, leaf: SchemeQuestion, step: Decimal) -> Verdict:
    """Return `verdict` with points that the leaf's criteria allow, one criterion of each group, and their sum.

    The rules cannot recognise errors that cost points, so criteria below zero are left out of the verdict.
    """
    criteria = {criterion.id: criterion for criterion in leaf.criteria}
    shares = [
        replace(share, points=_points(share, criterion, step))
        for share in verdict.shares
        if (criterion := criteria[share.element.criterion_id or ""]).points >= 0
    ]
    for group in {criterion.group for criterion in leaf.criteria if criterion.group}:
        members = [share for share in shares if criteria[share.element.criterion_id or ""].group == group]
        best = max(members, key=lambda share: share.points, default=None)
        # A criterion is not missing if another of its group is met.
        shares = [share for share in shares if share not in members or share is best]
    given = {share.element.criterion_id or "": share.points for share in shares}
    points = sum_criteria(leaf.criteria, given, maximum=leaf.maximum).points
    # Whether a bonus is earned or points come off may be said in words of its own.
    settled = all(c.points >= 0 and not c.bonus for c in leaf.criteria)
    sure = verdict.confidence if settled else min(verdict.confidence, _UNSETTLED)
    return replace(verdict, shares=tuple(shares), points=points, confidence=sure)


def points_if_unmet(criterion: Criterion) -> Decimal:
    """Return the points of a criterion that is not met: 0, or those of the level nearest to 0."""
    if criterion.kind is not CriterionKind.LEVELS:
        return ZERO
    return min((level.points for level in criterion.levels), key=abs)


def _points(share: Share, criterion: Criterion, step: Decimal) -> Decimal:
    if not share.judgement.met:
        return points_if_unmet(criterion)
    if criterion.kind is CriterionKind.LEVELS:
        # Without its unit a result earns part of the points: take the highest level that is not above them.
        reached = [level.points for level in criterion.levels if level.points <= share.points]
        return max(reached, default=points_if_unmet(criterion))
    return share.points if criterion.allows(share.points, step) else ZERO
