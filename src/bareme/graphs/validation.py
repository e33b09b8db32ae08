"""Read what a client sent, and refuse it in the session's language."""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import BaseModel, ValidationError

from bareme.errors import BaremeError, InvalidInput
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
        raise refused(error, value) from None


def refused(error: ValidationError, value: object) -> InvalidInput:
    """Return the error that names each faulty field of a value, and what is wrong with it."""
    return InvalidInput(explain_faults(error, value))


@contextmanager
def refusals_in(language: str) -> Iterator[None]:
    """Word the errors raised inside in `language`: of an error that ends a run, a server shows the text alone."""
    try:
        yield
    except BaremeError as error:
        error.args = (error.explain(language),)
        raise
