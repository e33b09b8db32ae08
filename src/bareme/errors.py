"""Every error that Barème raises on purpose.

    BaremeError                     what went wrong, in a sentence; `retryable` as data
    ├── InvalidInput                what a caller sent cannot be used (also a ValueError)
    │   ├── InvalidPoints           a value that is no mark: NaN, a boolean, three decimal places …
    │   ├── InvalidShorthand        a scheme in shorthand that cannot be read
    │   └── UnknownModel            a model name that the registry cannot build
    ├── DocumentRefused             a file that cannot be graded; `reason` is a RefusalReason
    ├── DocumentMissing             the store has no such document
    ├── BudgetReached               a call that the session's budget has no room for; it was not made
    ├── SessionInUse                another command is at work on the session
    └── ModelFailure                a model's call that gave no usable answer
        ├── ProviderUnreachable     no connection, or one that broke; retried
        ├── CallTimedOut            no answer within the time of a call; retried
        ├── ProviderBusy            408, 409, 429, 5xx: asked to come again, or broken for now; retried
        ├── UnusableReply           a page, nothing, or an error where an answer should be; retried
        ├── RequestRefused          400, 401, 403, 404, 413, 422: asking again would change nothing
        │   └── FormUnsupported     the model does not answer in this form (tool call, JSON schema); another may do
        └── GraderWaits             not asked, or not now: the attempt is left waiting, not failed
            ├── GraderParked        the provider wants a longer pause than we wait
            ├── QuotaExhausted      402, or no quota left: stopped for the session
            ├── ProviderDown        too many failures in a row: the circuit is open
            └── StoreUnusable       what would be paid could not be written down, or what was paid not be read

Messages quote identifiers with `!r` and never hold a student's name. All are RuntimeErrors or ValueErrors
because the LangGraph servers show a client the message of those alone.
"""

from enum import StrEnum
from typing import Literal

from bareme.translation import Message, translator

type StoreName = Literal["answers", "spending"]


class BaremeError(RuntimeError):
    """Base of all errors raised on purpose."""

    retryable: bool = False

    def __init__(self, message: str | Message, /, **values: object) -> None:
        self.message = message if isinstance(message, Message) else Message(message, **values)
        super().__init__(str(self.message))

    def explain(self, language: str) -> str:
        """Return the message in `language`."""
        return translator(language)(self.message)


class InvalidInput(BaremeError, ValueError):
    """What a caller sent cannot be used; nothing was changed."""


class InvalidPoints(InvalidInput):
    """A value that cannot be a number of points."""


class InvalidShorthand(InvalidInput):
    """A scheme written in shorthand that cannot be read; the message quotes the part at fault."""


class UnknownModel(InvalidInput):
    """A `provider:model` name that no registered provider can build."""


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

    def __init__(self, reason: RefusalReason, message: str) -> None:
        super().__init__(message)
        self.reason = reason

    def __reduce__(self) -> tuple[type["DocumentRefused"], tuple[RefusalReason, str]]:
        # Raised in a worker process and carried to the parent by pickle.
        return type(self), (self.reason, str(self))


class DocumentMissing(BaremeError):
    """The document store has nothing under this identifier."""


class BudgetReached(BaremeError):
    """The session's budget has no room for an attempt. No call was made; what it was for waits."""

    def __init__(self, limit: Literal["calls", "dollars"]) -> None:
        calls, dollars = Message("the budget of calls is reached"), Message("the budget of dollars is reached")
        super().__init__(calls if limit == "calls" else dollars)
        self.limit: Literal["calls", "dollars"] = limit


class SessionInUse(BaremeError):
    """Another command is at work on the session. Nothing was changed."""

    retryable = True

    def __init__(self, session_id: str) -> None:
        message = Message(
            "session {session_id!r} is open in another terminal: finish or quit there (Ctrl-C keeps what is done), "
            "then run this again",
            session_id=session_id,
        )
        super().__init__(message)


class ModelFailure(BaremeError):
    """A model gave no usable answer; `retryable` says whether asking again may help.

    The message is ours, never the provider's, which may quote the prompt or the key.
    """

    def __init__(self, message: str | Message, /, *, retryable: bool | None = None, **values: object) -> None:
        super().__init__(message, **values)
        if retryable is not None:
            self.retryable = retryable


class ProviderUnreachable(ModelFailure):
    """No connection, or one that broke before the answer was complete."""

    retryable = True


class CallTimedOut(ModelFailure):
    """No complete answer within the time of one call."""

    retryable = True


class ProviderBusy(ModelFailure):
    """The provider asks to come again, or is broken for now: 408, 409, 425, 429, 5xx."""

    retryable = True

    def __init__(self, message: str | Message, /, *, retry_after: float | None = None, **values: object) -> None:
        super().__init__(message, retryable=None, **values)
        self.retry_after = retry_after
        """Seconds that the provider asks to wait; None where it does not say."""


class UnusableReply(ModelFailure):
    """HTTP 200 without an answer: a page, an empty body, no choices, an error."""

    retryable = True


class RequestRefused(ModelFailure):
    """The provider will not answer this request, however often it is sent: 400, 401, 403, 404, 413, 422."""


class FormUnsupported(RequestRefused):
    """The model does not answer in the form it was asked for: by tool call, or by JSON schema."""


class GraderWaits(ModelFailure):
    """The model is not asked now. The attempt is left waiting, and a regrade finishes it."""


class GraderParked(GraderWaits):
    """The provider wants a longer pause than a call waits for."""

    def __init__(self, message: str | Message, /, *, seconds: float, **values: object) -> None:
        super().__init__(message, retryable=None, **values)
        self.seconds = seconds
        """How long the provider wants to be left alone."""


class QuotaExhausted(GraderWaits):
    """The account has no credit or no quota left: nothing more of this grader in this session."""


class ProviderDown(GraderWaits):
    """The model has failed so often in a row that it is not asked until a pause is over."""


class StoreUnusable(GraderWaits):
    """A file or database of ours cannot be read or written. Nothing is asked that could not be kept."""

    def __init__(self, store: StoreName, reason: str) -> None:
        messages = {
            "answers": Message("the store of paid answers cannot be used ({reason}): nothing is asked", reason=reason),
            "spending": Message(
                "the ledger of what was spent cannot be used ({reason}): nothing is asked", reason=reason
            ),
        }
        super().__init__(messages[store])
