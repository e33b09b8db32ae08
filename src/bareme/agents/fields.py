"""Types of fields that the answers of several agents share."""

from typing import Annotated

from pydantic import BeforeValidator, Field


def _no_boolean(value: object) -> object:
    # Pydantic would accept true as 1.0.
    if isinstance(value, bool):
        raise ValueError(f"give a number from 0 to 1, not the boolean {value}")  # noqa: TRY004 - Pydantic reports ValueErrors
    return value


Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False), BeforeValidator(_no_boolean)]
"""A number from 0 to 1."""
