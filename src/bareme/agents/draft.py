"""What a model's answer is read into: lenient where nothing hangs on it, its LaTeX put back together."""

from pydantic import BaseModel, ConfigDict, field_validator

from bareme.agents.latex import restore_latex


class Draft(BaseModel):
    """A part of an answer, as the model gave it."""

    # What is wrong with an answer is kept and shown; it need not quote the student.
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    @field_validator("*", mode="before")
    @classmethod
    def _latex(cls, value: object) -> object:
        return restore_latex(value) if isinstance(value, str) else value
