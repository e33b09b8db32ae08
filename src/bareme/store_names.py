"""The stores of Barème, and what is said where one cannot be used."""

from typing import Literal

from bareme.translation import Message

type StoreName = Literal["answers", "spending", "inbox", "documents", "sessions", "api keys"]


def why_unusable(store: StoreName, reason: str) -> Message:
    """Return what to say where a store cannot be read or written."""
    messages: dict[StoreName, Message] = {
        "answers": Message("the store of paid answers cannot be used ({reason}): nothing is asked", reason=reason),
        "spending": Message("the ledger of what was spent cannot be used ({reason}): nothing is asked", reason=reason),
        "inbox": Message("the inbox of decisions cannot be used ({reason})", reason=reason),
        "documents": Message("the store of documents cannot be used ({reason})", reason=reason),
        "sessions": Message("the records of sessions cannot be used ({reason})", reason=reason),
        "api keys": Message("the API keys cannot be used ({reason})", reason=reason),
    }
    return messages[store]
