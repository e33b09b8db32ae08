"""What a model's answer is read into: lenient where nothing hangs on it, its LaTeX put back together."""

from pydantic import BaseModel, ConfigDict, field_validator

from bareme.agents.latex import restore_latex


def shown_as[T: BaseModel](checked: type[T], schema: type[T]) -> type[T]:
    """Return `checked`, a class with checks of its own, under the name and the description that a model knows."""
    checked.__name__ = checked.__qualname__ = schema.__name__
    checked.__doc__ = schema.__doc__
    return checked


class Draft(BaseModel):
    """A part of an answer, as the model gave it."""

    # What is wrong with an answer is kept and shown; it need not quote the student.
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    @field_validator("*", mode="before")
    @classmethod
    def _latex(cls, value: object) -> object:
        return restore_latex(value) if isinstance(value, str) else value
