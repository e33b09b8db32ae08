"""Criteria: what a question's points are given for, of which kind, and how they add up to the question's points."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bareme.domain.naming import unique_name
from bareme.domain.points import ZERO, Points, add, is_mark

ID_LENGTH = 100
"""The longest id of a criterion, in characters."""


class CriterionKind(StrEnum):
    """Which points a criterion can be given."""

    RANGE = "range"  # any multiple of the step from 0 to its points
    ALL_OR_NOTHING = "all_or_nothing"  # its points, or 0
    LEVELS = "levels"  # the points of one of its levels


class Level(BaseModel):
    """One level of performance on a criterion: full, partial, none."""

    model_config = ConfigDict(frozen=True)

    points: Points
    description: str = Field(min_length=1, max_length=2000, description="What an answer of this level looks like.")


class Criterion(BaseModel):
    """One thing that a question's points are given for, or taken off for."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(min_length=1, max_length=ID_LENGTH, description="Unique within its question.")
    name: str = Field(min_length=1, max_length=300, description="What the points are given for, in a few words.")
    points: Points = Field(description="Points when it is met in full; below zero, points taken off.")
    description: str = Field("", description="When it is met.")
    kind: CriterionKind = CriterionKind.RANGE
    levels: tuple[Level, ...] = Field((), description="For the kind `levels`, the points that there are; else a guide.")
    bonus: bool = Field(
        default=False, description="Not counted in the maximum: it makes up for points lost elsewhere in the question."
    )
    group: str = Field("", max_length=100, description="Criteria of one group exclude each other: one of them counts.")

    @model_validator(mode="after")
    def _levels_are_there(self) -> Self:
        if self.kind is CriterionKind.LEVELS and not self.levels:
            raise ValueError(f"criterion {self.id!r} is marked by levels and has none")
        return self

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """The lowest and the highest points that it can be given."""
        ends = [ZERO, self.points, *(level.points for level in self.levels if self.kind is CriterionKind.LEVELS)]
        return min(ends), max(ends)

    def allows(self, points: Decimal, step: Decimal) -> bool:
        """Whether `points` can be given for it."""
        match self.kind:
            case CriterionKind.ALL_OR_NOTHING:
                return points in {ZERO, self.points}
            case CriterionKind.LEVELS:
                return any(points == level.points for level in self.levels)
            case CriterionKind.RANGE:
                # Points taken off are counted from zero downwards, on the same step.
                sign = -1 if self.points < 0 else 1
                return is_mark(sign * points, maximum=abs(self.points), step=step)


def with_unique_criteria(criteria: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """Return the criteria with every repeated id numbered, as in "a", "a (2)": points are keyed by it."""
    taken = {criterion.id for criterion in criteria}
    seen: set[str] = set()
    unique: list[Criterion] = []
    for criterion in criteria:
        criterion_id = criterion.id
        if criterion_id in seen:
            criterion_id = unique_name(criterion.id, taken, longest=ID_LENGTH)
            taken.add(criterion_id)
        seen.add(criterion_id)
        unique.append(criterion.model_copy(update={"id": criterion_id}))
    return tuple(unique)


class CriteriaSum(BaseModel):
    """How the points of a question's criteria make the question's points."""

    model_config = ConfigDict(frozen=True)

    points: Points = Field(description="The question's: the sum, not below 0 and not above the maximum.")
    added: Points = Field(description="The sum of the criteria that count, before those bounds.")
    left_out: tuple[str, ...] = Field((), description="Ids of the criteria that another of their group excludes.")


def sum_criteria(criteria: Sequence[Criterion], given: Mapping[str, Decimal], *, maximum: Decimal) -> CriteriaSum:
    """Return the question's points for the points `given` by criterion id.

    Of an exclusive group the criterion given most counts, the first of them on a tie; of one that only takes points
    off, the one that takes most. What the criteria add up to is bounded by 0 and the maximum: a bonus makes up for what
    was lost elsewhere in the question and goes no further.
    """
    left_out: list[str] = []
    for group in dict.fromkeys(criterion.group for criterion in criteria if criterion.group):
        members = [c.id for c in criteria if c.group == group and c.id in given]
        counts = max(members, key=lambda i: (max(given[i], ZERO), abs(given[i])), default=None)
        left_out += [member for member in members if member != counts]
    added = add(given[criterion.id] for criterion in criteria if criterion.id in given and criterion.id not in left_out)
    return CriteriaSum(points=min(max(added, ZERO), maximum), added=added, left_out=tuple(left_out))


def criteria_maximum(criteria: Sequence[Criterion]) -> Decimal:
    """Return what the criteria add up to when all is right: no bonus, nothing taken off, the best of each group."""
    counted = [criterion for criterion in criteria if not criterion.bonus]
    groups = {criterion.group for criterion in counted if criterion.group}
    alone = add(criterion.bounds[1] for criterion in counted if not criterion.group)
    return alone + add(max(c.bounds[1] for c in counted if c.group == group) for group in groups)
