"""Statistics that may be undefined. An undefined figure carries a reason instead of NaN or zero."""

from decimal import Decimal
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from bareme.domain.frozen_model import FrozenModel


class UndefinedReason(StrEnum):
    """Why a figure is undefined."""

    NO_MARKS = "no_marks"  # there are no marks
    TOO_FEW_MARKS = "too_few_marks"  # fewer copies or pairs of marks than the formula requires
    TOO_FEW_QUESTIONS = "too_few_questions"  # fewer than two questions; for alpha, than three on which copies differ
    CONSTANT = "constant"  # the denominator is zero because the marks do not vary


class Figure(FrozenModel):
    """A number, or the reason why it is undefined."""

    value: float | None = Field(None, allow_inf_nan=False, description="Null if the figure is undefined.")
    undefined: UndefinedReason | None = Field(None, description="Why it is undefined; null if it has a value.")

    @model_validator(mode="after")
    def _value_or_reason(self) -> Self:
        if (self.value is None) == (self.undefined is None):
            raise ValueError(f"a figure has either a value or a reason, not {self.value!r} and {self.undefined!r}")
        return self

    @classmethod
    def of(cls, value: Decimal | float) -> Self:
        """Return a defined figure."""
        return cls(value=float(value))

    @classmethod
    def none(cls, reason: UndefinedReason) -> Self:
        """Return an undefined figure."""
        return cls(undefined=reason)


def ratio(
    part: Decimal | int, whole: Decimal | int, *, otherwise: UndefinedReason = UndefinedReason.NO_MARKS
) -> Figure:
    """Return `part` / `whole`, or a figure undefined for the reason `otherwise` if `whole` is zero."""
    return Figure.of(Decimal(part) / Decimal(whole)) if whole else Figure.none(otherwise)
