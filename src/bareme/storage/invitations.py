"""Who is invited to review the session of another."""

import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Lock

from bareme.settings import get_settings
from bareme.storage.transaction import read_rows, write_transaction

_TABLE = """
CREATE TABLE IF NOT EXISTS invitations (
    session TEXT, reviewer TEXT, owner TEXT, PRIMARY KEY (session, reviewer)
) WITHOUT ROWID
"""
_THIS_PROCESS = Lock()


class Invitations:
    """The invitations to all sessions in one SQLite file, which processes share. People are named by their identity.

    Every method raises StoreUnusable if the file cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def invite(self, session: str, reviewer: str, *, owner: str) -> None:
        """Invite somebody to the session of `owner`."""
        with self._transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO invitations VALUES (?, ?, ?)", (session, reviewer, owner))

    def withdraw(self, session: str, reviewer: str) -> None:
        """Take an invitation back, if there is one."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM invitations WHERE session = ? AND reviewer = ?", (session, reviewer))

    def withdraw_all(self, session: str) -> None:
        """Forget who was invited to a session."""
        if self.reviewers(session):
            with self._transaction() as connection:
                connection.execute("DELETE FROM invitations WHERE session = ?", (session,))

    def reviewers(self, session: str) -> list[str]:
        """Return who is invited to a session."""
        query = "SELECT reviewer FROM invitations WHERE session = ? ORDER BY reviewer"
        return [reviewer for (reviewer,) in self._rows(query, session)]

    def owner_for(self, reviewer: str, session: str) -> str | None:
        """Return who invited somebody to a session, or None if nobody did."""
        rows = self._rows("SELECT owner FROM invitations WHERE session = ? AND reviewer = ?", session, reviewer)
        return rows[0][0] if rows else None

    def sessions_of(self, reviewer: str) -> list[str]:
        """Return the sessions that somebody is invited to."""
        rows = self._rows("SELECT session FROM invitations WHERE reviewer = ? ORDER BY session", reviewer)
        return [session for (session,) in rows]

    def _rows(self, query: str, *values: str) -> list[tuple[str, ...]]:
        return read_rows(self._path, query, *values, store="sessions")

    def _transaction(self) -> AbstractContextManager[sqlite3.Connection]:
        return write_transaction(self._path, _TABLE, _THIS_PROCESS, store="sessions")


def get_invitations() -> Invitations:
    """Return the invitations of this machine's home."""
    return Invitations(get_settings().invitations_file)
