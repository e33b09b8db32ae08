"""Adjustments of a copy's total: late work, presentation, spelling, a correction of the whole class."""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, WithJsonSchema, model_validator

from bareme.domain.frozen_model import FrozenModel
from bareme.domain.points import ZERO, Points, add, round_half_up
from bareme.errors import InvalidInput

Percent = Annotated[
    Points,
    Field(ge=-100, le=100),
    WithJsonSchema({"type": "number", "minimum": -100, "maximum": 100}),
]
"""A change in per cent, with two decimal places; negative for a deduction."""


class AdjustmentCategory(StrEnum):
    """Why a total is adjusted. A copy has one adjustment of each category at most."""

    LATE = "late"
    PRESENTATION = "presentation"
    SPELLING = "spelling"
    CLASS_CORRECTION = "class_correction"  # the same change for the whole class
    OTHER = "other"


class PercentBase(StrEnum):
    """What a percentage is taken of."""

    EARNED = "earned"  # the sum of the copy's marks, before any adjustment
    MAXIMUM = "maximum"  # the maximum of the copy


class Adjustment(FrozenModel):
    """A change of a total, in points or in per cent."""

    points: Points | None = Field(None, description="Points to add; negative for a deduction.")
    percent: Percent | None = Field(None, description="Per cent to add, instead of points.")
    percent_of: PercentBase = Field(
        PercentBase.EARNED,
        description="`earned`: of the sum of the copy's marks, before any adjustment; `maximum`: of its maximum.",
    )
    reason: str = Field("", description="In the teacher's words, for the files.")

    @model_validator(mode="after")
    def _points_or_percent(self) -> Self:
        if (self.points is None) == (self.percent is None):
            raise InvalidInput("give either {one} or {other}", one="points", other="percent")
        return self

    def change(self, *, earned: Decimal, maximum: Decimal) -> Decimal:
        """Return the points that it adds, rounded to two places."""
        if self.points is not None:
            return self.points
        assert self.percent is not None  # noqa: S101 - held by the validator
        base = earned if self.percent_of is PercentBase.EARNED else maximum
        return round_half_up(self.percent * base / 100)


class CopyAdjustment(FrozenModel):
    """An adjustment in force on a copy, and the points that it adds."""

    category: AdjustmentCategory
    adjustment: Adjustment
    change: Points | None = Field(
        description="Points that it adds to the sum of the marks; None while the copy has no total."
    )
    author: str = Field("", description="The person who decided.")


def adjusted_total(
    earned: Decimal, changes: Iterable[Decimal], *, lowest: Decimal | None, highest: Decimal | None
) -> Decimal:
    """Return `earned` plus the sum of `changes`, within the bounds; None is no bound.

    The marks alone may lie outside the bounds. Adjustments then do not move the total further out.
    """
    total = earned + add(changes)
    if highest is not None:
        total = min(total, max(highest, earned))
    if lowest is not None:
        total = max(total, min(lowest, earned))
    return total + ZERO
