"""Every error that Barème raises on purpose.

    BaremeError                     what went wrong, in a sentence; `retryable` as data
    ├── InvalidInput                what a caller sent cannot be used (also a ValueError)
    │   ├── InvalidPoints           a value that is not a number of points: NaN, a boolean, three decimal places …
    │   ├── InvalidShorthand        a scheme in shorthand that cannot be parsed
    │   ├── SessionExists           the session that an archive holds is here already
    │   ├── UncertainEncoding       a text whose encoding cannot be told; `readings` shows it in two
    │   └── UnknownModel            a model name that the registry cannot build
    ├── DocumentRefused             a file that cannot be graded; `reason` is a RefusalReason
    ├── NothingReadable             a copy whose pages show nothing that could be read; no model is asked
    ├── DocumentMissing             the store has no such document
    ├── DocumentInUse               a document that a session uses cannot be deleted
    ├── BudgetReached               a call would exceed the session's budget; it was not made
    ├── SessionInUse                another command is using the session
    ├── RunStuck                    a run was taken up several times and got nowhere; it is ended
    ├── SecretChanged               what was sealed under another secret of the server cannot be opened
    ├── SessionMissing              there is no such session, or it is somebody else's
    ├── HomeInUse                   a server is using the folder of all that is kept
    └── ModelFailure                a model call without a usable answer
        ├── ProviderUnreachable     no connection, or the connection broke; retried
        ├── CallTimedOut            no answer within the time limit of a call; retried
        ├── ProviderBusy            408, 409, 425, 429, 5xx: overloaded or temporarily broken; retried
        │   └── ModelLoading        503 while a local server loads the model; retried while the server reports it
        ├── UnusableReply           a web page, an empty body or an error instead of an answer; retried
        ├── RequestRefused          400, 401, 403, 404, 413, 422: repeating the request would not help
        │   ├── FormUnsupported     the model does not support this form (tool call, JSON schema)
        │   └── PicturesUnsupported the model accepts no pictures, or fewer than were sent
        └── GraderWaits             no call can be made for now: the attempt is left waiting, not failed
            ├── GraderParked        the provider asks for a longer pause than a call waits
            ├── QuotaExhausted      402, or no quota left; stopped for the session
            ├── ConnectionRefused   no server listens at the address
            ├── ContextTooShort     the prompt is longer than the server's context
            ├── ProviderDown        too many failures in a row: the circuit is open
            ├── NeedsPictures       the model does not accept the pictures that showing the copy needs
            └── StoreUnusable       a store cannot be read or written; ConnectionLost, if it broke in the middle

Messages quote identifiers with `!r`, no student's name. All are RuntimeErrors or ValueErrors: servers show no others.
"""

from typing import Literal

from bareme.context_settings import CONTEXT_SETTINGS
from bareme.refusal_reason import RefusalReason as RefusalReason  # noqa: PLC0414 - so mypy lets others import it
from bareme.store_names import StoreName, why_unusable
from bareme.translation import Message, translator


class BaremeError(RuntimeError):
    """Base of all errors raised on purpose."""

    retryable: bool = False

    def __init__(self, message: str | Message, /, **values: object) -> None:
        shown = {name: _shortened(value) for name, value in values.items()}
        self.message = message if isinstance(message, Message) else Message(message, **shown)
        super().__init__(str(self.message))

    def explain(self, language: str) -> str:
        """Return the message in `language`."""
        return translator(language)(self.message)


def _shortened(value: object, limit: int = 300) -> object:
    """Return a value for a message. A text that somebody sent is quoted, but not repeated at length."""
    return f"{value[:limit]}…" if isinstance(value, str) and len(value) > limit else value


class InvalidInput(BaremeError, ValueError):
    """The caller's input is invalid; nothing was changed."""


class InvalidPoints(InvalidInput):
    """A value that cannot be a number of points."""


class InvalidShorthand(InvalidInput):
    """A scheme in shorthand that cannot be parsed; the message quotes the invalid part."""


class SessionExists(InvalidInput):
    """The session that an archive holds is here already."""


class UncertainEncoding(InvalidInput):
    """A text that makes sense in several encodings, or in none. `readings` are the two likeliest: name and text."""

    def __init__(self, readings: tuple[tuple[str, str], ...]) -> None:
        names = [encoding for encoding, _ in readings]
        text = Message("the encoding cannot be told: name it ({encodings}), or save the file as UTF-8", encodings=names)
        super().__init__(text)
        self.readings = readings

    def __reduce__(self) -> tuple[type["UncertainEncoding"], tuple[object, ...]]:
        return type(self), (self.readings,)  # as of DocumentRefused


class UnknownModel(InvalidInput):
    """A `provider:model` name that no registered provider can build."""


class DocumentRefused(BaremeError):
    """A file that cannot be graded. The session goes on without it."""

    def __init__(self, reason: RefusalReason, message: str, setting: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.setting = setting  # that it exceeds

    def __reduce__(self) -> tuple[type["DocumentRefused"], tuple[RefusalReason, str, str]]:
        # Raised in a worker process, carried to the parent by pickle.
        return type(self), (self.reason, str(self), self.setting)


class NothingReadable(BaremeError):
    """A copy shows nothing that could be read, so it is not graded: its points are a person's to give."""


class DocumentMissing(BaremeError):
    """The document store has nothing under this identifier."""


class DocumentInUse(BaremeError):
    """A session uses the document, so it is not deleted."""


class BudgetReached(BaremeError):
    """An attempt would exceed the session's budget. No call was made; the attempt is left waiting."""

    def __init__(self, limit: Literal["calls", "dollars"]) -> None:
        calls, dollars = Message("the budget of calls is reached"), Message("the budget of dollars is reached")
        super().__init__(calls if limit == "calls" else dollars)
        self.limit: Literal["calls", "dollars"] = limit


class SessionMissing(BaremeError):
    """There is no such session, or it is somebody else's, which is not told apart."""

    def __init__(self, session_id: str) -> None:
        super().__init__(Message("there is no session {session_id!r}", session_id=session_id))


class SessionInUse(BaremeError):
    """Another command is using the session. Nothing was changed."""

    retryable = True


class HomeInUse(BaremeError):
    """A server is using the folder of all that is kept. Nothing was changed."""

    retryable = True


class SecretChanged(BaremeError):
    """What a session keeps sealed cannot be opened: the server's secret is another one."""


class RunStuck(BaremeError):
    """A run was taken up `tries` times and ended each time before anything of it was kept. It is not taken up again."""

    def __init__(self, tries: int) -> None:
        message = Message.ngettext(
            "this run got nowhere in {n} try, and is ended: send it again, or start a session with other settings",
            "this run got nowhere in {n} tries, and is ended: send it again, or start a session with other settings",
            tries,
        )
        super().__init__(message)


class ModelFailure(BaremeError):
    """A model gave no usable answer; `retryable` tells whether asking again may help.

    The message is ours, never the provider's, which may quote the prompt or the key.
    """

    may_be_billed: bool = False
    """Whether the provider may have carried out the request, and charge for it."""

    def __init__(self, message: str | Message, /, *, retryable: bool | None = None, **values: object) -> None:
        super().__init__(message, **values)
        if retryable is not None:
            self.retryable = retryable


class ProviderUnreachable(ModelFailure):
    """No connection, or one that broke before the answer was complete."""

    retryable = True
    may_be_billed = True


class CallTimedOut(ModelFailure):
    """No complete answer within the time of one call."""

    retryable = True
    may_be_billed = True


class ProviderBusy(ModelFailure):
    """The provider is overloaded or temporarily broken: 408, 409, 425, 429, 5xx."""

    retryable = True

    def __init__(self, message: str | Message, /, *, retry_after: float | None = None, **values: object) -> None:
        super().__init__(message, retryable=None, **values)
        self.retry_after = retry_after  # seconds that the provider asks to wait, or None if it does not say


class ModelLoading(ProviderBusy):
    """A local server is running but still loads the model."""


class UnusableReply(ModelFailure):
    """HTTP 200 without an answer: a page, an empty body, no choices, an error."""

    retryable = True
    may_be_billed = True


class RequestRefused(ModelFailure):
    """The provider rejects this request, and would reject it again: 400, 401, 403, 404, 413, 422."""


class FormUnsupported(RequestRefused):
    """The model does not support the requested form of answer: tool call or JSON schema."""


class PicturesUnsupported(RequestRefused):
    """The model accepts at most `limit` pictures per request; the limit may be 0."""

    def __init__(self, limit: int) -> None:
        message = Message.ngettext(
            "the model takes no more than {n} picture in a request",
            "the model takes no more than {n} pictures in a request",
            limit,
        )
        super().__init__(message)
        self.limit = limit


class GraderWaits(ModelFailure):
    """No call can be made for now. The attempt is left waiting, and a regrade completes it."""


class GraderParked(GraderWaits):
    """The provider asks for a longer pause than a call waits: `seconds`."""

    def __init__(self, message: str | Message, /, *, seconds: float, **values: object) -> None:
        super().__init__(message, retryable=None, **values)
        self.seconds = seconds


class QuotaExhausted(GraderWaits):
    """The account has no credit or quota left; the grader is stopped for the session."""


class ConnectionRefused(GraderWaits):
    """No server listens at the address: it was not started, or the address is wrong."""

    def __init__(self, address: str) -> None:
        message = Message(
            "nothing answers at {address} (connection refused): start the server or correct its address",
            address=address,
        )
        super().__init__(message)


class ContextTooShort(GraderWaits):
    """The prompt is longer than the context length that the server is configured with."""

    def __init__(self, needed: int, context: int) -> None:
        message = Message(
            "the prompt has about {needed} tokens and the server's context only {context}: raise it ({settings}) and "
            "finish with a regrade of what is missing",
            needed=needed,
            context=context,
            settings=CONTEXT_SETTINGS,
        )
        super().__init__(message)
        self.needed, self.context = needed, context


class ProviderDown(GraderWaits):
    """The model failed several times in a row and is not called until a pause is over."""


class NeedsPictures(GraderWaits):
    """Showing the copy needs pictures that the model does not accept."""


class StoreUnusable(GraderWaits):
    """A file or database of Barème cannot be read or written, so no call is made whose answer could be lost."""

    def __init__(self, store: StoreName, reason: str) -> None:
        super().__init__(why_unusable(store, reason))


class ConnectionLost(StoreUnusable):
    """The connection to a database broke, so nobody knows whether what was being written is there."""
