"""The base of models for answers: lenient about unimportant fields, with damaged LaTeX repaired."""

from pydantic import BaseModel, ConfigDict, field_validator

from bareme.agents.latex import restore_latex


def shown_as[T: BaseModel](checked: type[T], schema: type[T]) -> type[T]:
    """Return `checked`, a subclass with more checks, under the name and description of the original."""
    checked.__name__ = checked.__qualname__ = schema.__name__
    checked.__doc__ = schema.__doc__
    return checked


class Draft(BaseModel):
    """A part of an answer, as the model gave it."""

    # Validation errors are stored and shown, so they must not quote the student.
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    @field_validator("*", mode="before")
    @classmethod
    def _latex(cls, value: object) -> object:
        return restore_latex(value) if isinstance(value, str) else value
