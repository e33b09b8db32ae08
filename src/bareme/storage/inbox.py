"""The inbox: decisions taken without a run, on disk until one takes them in.

A graph writes its state itself, so a decision that comes from outside waits here.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bareme.storage.database import Connection, Database, repeatable

type Json = dict[str, Any]

TABLES = """
CREATE TABLE IF NOT EXISTS inbox (session TEXT, number INTEGER, entry TEXT, PRIMARY KEY (session, number)) WITHOUT ROWID
"""


@dataclass(frozen=True)
class Entry:
    """What one command added. Entries of a session are taken in the order of their numbers."""

    number: int
    content: Json


class Inbox:
    """The inboxes of all sessions in one database, which processes share.

    Every method raises StoreUnusable if the database cannot be read or written.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @repeatable
    def pending(self, session: str, *, after: int) -> list[Entry]:
        """Return the entries of a session with a number above `after`, in order."""
        return _entries(self._database.rows, session, after)

    @contextmanager
    def writing(self, session: str, *, after: int) -> Iterator["InboxWriter"]:
        """Yield a writer that has read the entries above `after`. Nobody else writes before the block ends.

        What it adds is on disk when the block ends, or not at all if an exception leaves the block.
        """
        with self._database.transaction(session) as connection:

            def rows(query: str, *values: object) -> list[tuple[Any, ...]]:
                return connection.execute(query, values).fetchall()

            pending = _entries(rows, session, after)
            last = max(pending[-1].number if pending else after, self._database.clock(connection) - 1)
            yield InboxWriter(connection, session, pending, last)

    @repeatable
    def drop(self, session: str, *, up_to: int) -> None:
        """Delete the entries that a run has taken in."""
        if up_to and self._database.is_made():
            with self._database.transaction(session) as connection:
                connection.execute("DELETE FROM inbox WHERE session = ? AND number <= ?", (session, up_to))

    @repeatable
    def last(self, session: str) -> int:
        """Return the number of the last entry that a session has here, 0 if there is none."""
        rows = self._database.rows("SELECT max(number) FROM inbox WHERE session = ?", session)
        return (rows[0][0] or 0) if rows else 0

    @repeatable
    def erase(self, session: str) -> None:
        """Delete all entries of a session."""
        if self._database.is_made():
            with self._database.transaction(session) as connection:
                connection.execute("DELETE FROM inbox WHERE session = ?", (session,))


class InboxWriter:
    """One session's inbox while nobody else writes."""

    def __init__(self, connection: Connection, session: str, pending: list[Entry], last: int) -> None:
        self._connection = connection
        self._session = session
        self._last = last
        self.pending = pending

    def add(self, content: Json) -> None:
        """Add an entry. Numbers are taken from the clock: whoever has read an older state gives none twice."""
        self._last += 1
        row = (self._session, self._last, json.dumps(content, ensure_ascii=False))
        self._connection.execute("INSERT INTO inbox VALUES (?, ?, ?)", row)


def _entries(rows: Callable[..., list[tuple[Any, ...]]], session: str, after: int) -> list[Entry]:
    query = "SELECT number, entry FROM inbox WHERE session = ? AND number > ? ORDER BY number"
    return [Entry(number, json.loads(entry)) for number, entry in rows(query, session, after)]
