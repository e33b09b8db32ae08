"""Every error that Barème raises on purpose.

    BaremeError                     what went wrong, in a sentence; `code` for programs; `retryable` as data
    ├── InvalidInput                what a caller sent cannot be used (also a ValueError)
    │   ├── InvalidPoints           a value that is no mark: NaN, a boolean, three decimal places …
    │   ├── InvalidShorthand        a scheme in shorthand that cannot be read
    │   └── UnknownModel            a model name that the registry cannot build
    ├── DocumentRefused             a file that cannot be graded; `reason` is a RefusalReason
    ├── DocumentMissing             the store has no such document
    ├── BudgetReached               a call that the session's budget has no room for; it was not made
    └── ModelFailure                a model's call that gave no usable answer

Messages quote identifiers with `!r` and never hold a student's name. All are RuntimeErrors or ValueErrors
because the LangGraph servers show a client the message of those alone.
"""

from enum import StrEnum
from typing import ClassVar, Literal


class BaremeError(RuntimeError):
    """Base of all errors raised on purpose."""

    code: ClassVar[str] = "error"
    retryable: bool = False


class InvalidInput(BaremeError, ValueError):
    """What a caller sent cannot be used; nothing was changed.

    What a teacher may meet says it in French too.
    """

    code = "invalid_input"

    def __init__(self, message: str, *, french: str = "") -> None:
        super().__init__(message)
        self._french = french

    def explain(self, language: Literal["fr", "en"]) -> str:
        """Return the message in the teacher's language, in English where there is no other."""
        return self._french if self._french and language == "fr" else str(self)


class InvalidPoints(InvalidInput):
    """A value that cannot be a number of points."""

    code = "invalid_points"


class InvalidShorthand(InvalidInput):
    """A scheme written in shorthand that cannot be read; the message quotes the part at fault."""

    code = "invalid_shorthand"


class UnknownModel(InvalidInput):
    """A `provider:model` name that no registered provider can build."""

    code = "unknown_model"


class RefusalReason(StrEnum):
    """Why a document was refused."""

    ENCRYPTED = "encrypted"
    EMPTY = "empty"
    DAMAGED = "damaged"
    NOT_A_DOCUMENT = "not_a_document"
    NO_PAGES = "no_pages"
    TOO_LARGE = "too_large"
    TOO_MANY_PAGES = "too_many_pages"
    PAGE_TOO_LARGE = "page_too_large"
    TOO_SLOW = "too_slow"
    CRASHED = "crashed"
    NOT_FOUND = "not_found"
    UNREACHABLE = "unreachable"
    REPEATED = "repeated"


class DocumentRefused(BaremeError):
    """A file that cannot be graded. The session goes on without it."""

    code = "document_refused"

    def __init__(self, reason: RefusalReason, message: str) -> None:
        super().__init__(message)
        self.reason = reason

    def __reduce__(self) -> tuple[type["DocumentRefused"], tuple[RefusalReason, str]]:
        # Raised in a worker process and carried to the parent by pickle.
        return type(self), (self.reason, str(self))


class DocumentMissing(BaremeError):
    """The document store has nothing under this identifier."""

    code = "document_missing"


class BudgetReached(BaremeError):
    """The session's budget has no room for an attempt. No call was made; what it was for waits."""

    code = "budget_reached"

    def __init__(self, limit: Literal["calls", "dollars"]) -> None:
        super().__init__(f"the budget of {limit} is reached")
        self.limit: Literal["calls", "dollars"] = limit


class ModelFailure(BaremeError):
    """A model gave no usable answer; `retryable` says whether asking again may help."""

    code = "model_failure"

    def __init__(self, message: str, *, retryable: bool = False) -> None:
        super().__init__(message)
        self.retryable = retryable
