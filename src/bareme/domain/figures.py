"""A figure that may be undefined, and then says why: no NaN travels, and no zero stands for "unknown"."""

from decimal import Decimal
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class UndefinedReason(StrEnum):
    """Why a figure has no value."""

    NO_MARKS = "no_marks"  # there is nothing to compute it from
    TOO_FEW_MARKS = "too_few_marks"  # fewer copies, or pairs of marks, than the formula needs
    TOO_FEW_QUESTIONS = "too_few_questions"  # fewer than two questions, or fewer than two on which the copies differ
    CONSTANT = "constant"  # what the formula divides by is zero, since the marks do not vary


class Figure(BaseModel):
    """A number, or the reason why there is none."""

    model_config = ConfigDict(frozen=True)

    value: float | None = Field(None, allow_inf_nan=False, description="Null where the figure is undefined.")
    undefined: UndefinedReason | None = Field(None, description="Why it is; null where there is a value.")

    @model_validator(mode="after")
    def _value_or_reason(self) -> Self:
        if (self.value is None) == (self.undefined is None):
            raise ValueError(f"a figure has a value or a reason, not {self.value!r} and {self.undefined!r}")
        return self

    @classmethod
    def of(cls, value: Decimal | float) -> Self:
        """Return a defined figure."""
        return cls(value=float(value))

    @classmethod
    def none(cls, reason: UndefinedReason) -> Self:
        """Return an undefined one."""
        return cls(undefined=reason)


def ratio(
    part: Decimal | int, whole: Decimal | int, *, otherwise: UndefinedReason = UndefinedReason.NO_MARKS
) -> Figure:
    """Return `part` / `whole`, undefined for the reason `otherwise` where `whole` is zero.

    Both are exact, so that zero is zero and needs no tolerance.
    """
    return Figure.of(Decimal(part) / Decimal(whole)) if whole else Figure.none(otherwise)
