"""The documents of a session."""

from typing import Protocol

from bareme.documents import DocumentStore, get_store


class OwnedSession(Protocol):
    """What tells a session and its owner: its state, its brief, the task of a copy."""

    @property
    def owner(self) -> str:
        """Who began it; empty if an earlier version began it."""

    @property
    def session_id(self) -> str:
        """The session's id."""


def store_of(session: OwnedSession) -> DocumentStore:
    """Return the documents of the session's owner. The session uses all that is put there."""
    return get_store(session.owner, session.session_id)
