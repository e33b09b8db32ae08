"""Criteria of a question: their kinds, the points they allow, and how they sum to the question's points."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from bareme.domain.frozen_model import FrozenModel
from bareme.domain.limits import CRITERION_ID_LENGTH, LABEL_LENGTH, MOST_LEVELS, REMARK_LENGTH
from bareme.domain.naming import unique_name
from bareme.domain.points import ZERO, Points, add, is_mark
from bareme.errors import InvalidInput


class CriterionKind(StrEnum):
    """Which points a criterion allows."""

    RANGE = "range"  # any multiple of the step from 0 to its points
    ALL_OR_NOTHING = "all_or_nothing"  # its points or 0
    LEVELS = "levels"  # the points of one of its levels


class Level(FrozenModel):
    """One level of performance on a criterion: full, partial, none."""

    points: Points
    description: str = Field(min_length=1, max_length=2000, description="What characterises an answer at this level.")


class Criterion(FrozenModel):
    """One reason for which points of a question are given or deducted."""

    id: str = Field(min_length=1, max_length=CRITERION_ID_LENGTH, description="Unique within its question.")
    name: str = Field(
        min_length=1, max_length=LABEL_LENGTH, description="What the points are given for, in a few words."
    )
    points: Points = Field(description="Points if it is fully met; negative if it deducts points.")
    description: str = Field("", max_length=REMARK_LENGTH, description="When it is met.")
    kind: CriterionKind = CriterionKind.RANGE
    levels: tuple[Level, ...] = Field(
        (), max_length=MOST_LEVELS, description="The allowed points for the kind `levels`; guidance for other kinds."
    )
    bonus: bool = Field(
        default=False, description="Whether it is excluded from the maximum and only offsets points lost elsewhere."
    )
    group: str = Field("", max_length=100, description="Only one criterion of a group counts.")

    @model_validator(mode="after")
    def _levels_are_there(self) -> Self:
        if self.kind is CriterionKind.LEVELS and not self.levels:
            raise InvalidInput("criterion {criterion_id!r} is of kind 'levels' but has no levels", criterion_id=self.id)
        return self

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """The lowest and highest points that it allows."""
        ends = [ZERO, self.points, *(level.points for level in self.levels if self.kind is CriterionKind.LEVELS)]
        return min(ends), max(ends)

    def allows(self, points: Decimal, step: Decimal) -> bool:
        """Return whether `points` can be given for it."""
        match self.kind:
            case CriterionKind.ALL_OR_NOTHING:
                return points in {ZERO, self.points}
            case CriterionKind.LEVELS:
                return any(points == level.points for level in self.levels)
            case CriterionKind.RANGE:
                # Deductions use the same step, downwards from zero.
                sign = -1 if self.points < 0 else 1
                return is_mark(sign * points, maximum=abs(self.points), step=step)


def with_unique_criteria(criteria: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """Return the criteria with repeated ids numbered: "a", "a (2)"."""
    taken = {criterion.id for criterion in criteria}
    seen: set[str] = set()
    unique: list[Criterion] = []
    for criterion in criteria:
        criterion_id = criterion.id
        if criterion_id in seen:
            criterion_id = unique_name(criterion.id, taken, longest=CRITERION_ID_LENGTH)
            taken.add(criterion_id)
        seen.add(criterion_id)
        unique.append(criterion.model_copy(update={"id": criterion_id}))
    return tuple(unique)


class CriteriaSum(FrozenModel):
    """The sum of a question's criteria."""

    points: Points = Field(description="The question's points: the sum, limited to 0 and the maximum.")
    added: Points = Field(description="The sum of the criteria that count, before limiting.")
    left_out: tuple[str, ...] = Field((), description="Ids of the criteria excluded by another of their group.")


def sum_criteria(
    criteria: Sequence[Criterion],
    given: Mapping[str, Decimal],
    *,
    maximum: Decimal | None,
    minimum: Decimal | None = ZERO,
) -> CriteriaSum:
    """Return the question's points for the points `given` by criterion id.

    In a group, the criterion with the most points counts, the first on a tie; if all deduct points, the one that
    deducts most. The sum is limited to `minimum` and `maximum`, which are None without a limit. Within 0 and the
    question's maximum, a bonus can only offset points lost elsewhere.
    """
    left_out: list[str] = []
    for group in dict.fromkeys(criterion.group for criterion in criteria if criterion.group):
        members = [c.id for c in criteria if c.group == group and c.id in given]
        counts = max(members, key=lambda i: (max(given[i], ZERO), abs(given[i])), default=None)
        left_out += [member for member in members if member != counts]
    added = add(given[criterion.id] for criterion in criteria if criterion.id in given and criterion.id not in left_out)
    points = added if minimum is None else max(added, minimum)
    points = points if maximum is None else min(points, maximum)
    return CriteriaSum(points=points, added=added, left_out=tuple(left_out))


def criteria_maximum(criteria: Sequence[Criterion]) -> Decimal:
    """Return the sum for a perfect answer: without bonuses and deductions, the best criterion of each group."""
    counted = [criterion for criterion in criteria if not criterion.bonus]
    groups = {criterion.group for criterion in counted if criterion.group}
    alone = add(criterion.bounds[1] for criterion in counted if not criterion.group)
    return alone + add(max(c.bounds[1] for c in counted if c.group == group) for group in groups)
