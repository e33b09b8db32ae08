"""The kinds of problems that the server answers, each with the `type` that clients tell them by (RFC 9457).

A name is part of the wire contract and never changes. Documents have a kind for each reason why one is refused.
"""

from dataclasses import dataclass

from bareme.errors import RefusalReason
from bareme.translation import Message


@dataclass(frozen=True)
class ProblemKind:
    """A kind of problem: its stable name, and what it is called in any language."""

    name: str
    title: Message

    def __str__(self) -> str:
        return self.name

    @property
    def type(self) -> str:
        """The URI reference of the kind."""
        return f"/problems/{self.name}"


BAD_GATEWAY = ProblemKind("model-failed", Message("A model gave no usable answer"))
BUDGET_REACHED = ProblemKind("budget-reached", Message("The budget is reached"))
CONFLICT = ProblemKind("conflict", Message("The state does not allow this"))
DOCUMENT_IN_USE = ProblemKind("document-in-use", Message("A session uses the document"))
FAULT = ProblemKind("fault", Message("A fault of the server"))
FOREIGN_HOST = ProblemKind("host-unknown", Message("The server does not have this name"))
FOREIGN_ORIGIN = ProblemKind("origin-refused", Message("A page of another site may not do this"))
FORBIDDEN = ProblemKind("forbidden", Message("Not allowed"))
INVALID_INPUT = ProblemKind("invalid-input", Message("What was sent cannot be used"))
METHOD_NOT_ALLOWED = ProblemKind("method-not-allowed", Message("This address does not take this method"))
NOT_FOUND = ProblemKind("not-found", Message("Not found"))
OPTION_REFUSED = ProblemKind("option-refused", Message("A run may not be asked for this"))
QUOTA_REACHED = ProblemKind("quota-reached", Message("No more may be kept"))
SESSION_IN_USE = ProblemKind("session-in-use", Message("The session is in use"))
SESSION_MISSING = ProblemKind("session-missing", Message("There is no such session"))
SIGN_IN_NEEDED = ProblemKind("sign-in-needed", Message("Sign in first"))
STORE_UNUSABLE = ProblemKind("store-unusable", Message("The server cannot read or write its files"))
TOO_LARGE = ProblemKind("too-large", Message("Too much was sent"))
TOO_MANY_REQUESTS = ProblemKind("too-many-requests", Message("Too many requests"))
TOO_SLOW = ProblemKind("too-slow", Message("The request came too slowly"))
UNAVAILABLE = ProblemKind("unavailable", Message("Not available at the moment"))

BY_STATUS = {
    400: INVALID_INPUT,
    401: SIGN_IN_NEEDED,
    403: FORBIDDEN,
    404: NOT_FOUND,
    405: METHOD_NOT_ALLOWED,
    408: TOO_SLOW,
    409: CONFLICT,
    413: TOO_LARGE,
    415: INVALID_INPUT,
    422: INVALID_INPUT,
    429: TOO_MANY_REQUESTS,
    503: UNAVAILABLE,
}
"""What a status means where nothing more is known."""


def kind_of_status(status: int) -> ProblemKind:
    """Return the kind of problem that a bare status stands for."""
    return BY_STATUS.get(status, FAULT if status >= 500 else INVALID_INPUT)


def document_kind(reason: RefusalReason) -> ProblemKind:
    """Return the kind of a document's refusal, such as `document-too-large`."""
    return ProblemKind(f"document-{reason.value.replace('_', '-')}", Message("The document cannot be used"))
