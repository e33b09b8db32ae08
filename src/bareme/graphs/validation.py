"""Read what a client sent, and refuse it in the session's language."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from bareme.errors import BaremeError, InvalidInput
from bareme.translation import languages
from bareme.validation import explain_faults

SESSION_LANGUAGE = "fr"
"""The language of a session that names none."""


def parse[M: BaseModel](model: type[M], value: object) -> M:
    """Return what a client sent as a model.

    Unknown fields are refused at every depth: ignoring one would lose what the client meant by it.

    Raises:
        InvalidInput: the value does not fit; the message names each faulty field.
    """
    try:
        return model.model_validate(value, extra="forbid")
    except ValidationError as error:
        raise InvalidInput(explain_faults(error, value)) from None


class RunContext(BaseModel):
    """A run's context, which refuses what cannot be used in the language that it asks for."""

    if not TYPE_CHECKING:  # the signature stays that of the fields

        def __init__(self, **sent: Any) -> None:
            # LangGraph makes the context of what a client sent, and would show Pydantic's own text of its faults.
            try:
                super().__init__(**sent)
            except ValidationError as error:
                language = sent.get("language")
                with refusals_in(language if language in languages() else SESSION_LANGUAGE):
                    raise InvalidInput(explain_faults(error, sent)) from None


@contextmanager
def refusals_in(language: str) -> Iterator[None]:
    """Word the errors raised inside in `language`: of an error that ends a run, a server shows the text alone."""
    try:
        yield
    except BaremeError as error:
        error.args = (error.explain(language),)
        raise
