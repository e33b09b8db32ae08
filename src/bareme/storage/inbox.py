"""The inbox: decisions taken without a run, on disk until one takes them in.

A graph writes its state itself, so a decision that comes from outside waits here.
"""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from bareme.storage.transaction import read_rows, write_transaction

type Json = dict[str, Any]

_TABLE = """
CREATE TABLE IF NOT EXISTS inbox (session TEXT, number INTEGER, entry TEXT, PRIMARY KEY (session, number)) WITHOUT ROWID
"""
_THIS_PROCESS = Lock()


@dataclass(frozen=True)
class Entry:
    """What one command added. Entries of a session are taken in the order of their numbers."""

    number: int
    content: Json


class Inbox:
    """The inboxes of all sessions in one SQLite file, which processes share.

    Every method raises StoreUnusable if the file cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def pending(self, session: str, *, after: int) -> list[Entry]:
        """Return the entries of a session with a number above `after`, in order."""
        if not self._path.exists():
            return []
        with self._transaction() as connection:
            return _entries(connection, session, after)

    @contextmanager
    def writing(self, session: str, *, after: int) -> Iterator["InboxWriter"]:
        """Yield a writer that has read the entries above `after`. Nobody else writes before the block ends.

        What it adds is on disk when the block ends, or not at all if an exception leaves the block.
        """
        with self._transaction() as connection:
            yield InboxWriter(connection, session, _entries(connection, session, after), after)

    def drop(self, session: str, *, up_to: int) -> None:
        """Delete the entries that a run has taken in."""
        if up_to and self._path.exists():
            with self._transaction() as connection:
                connection.execute("DELETE FROM inbox WHERE session = ? AND number <= ?", (session, up_to))

    def last(self, session: str) -> int:
        """Return the number of the last entry that a session has here, 0 if there is none."""
        rows = read_rows(self._path, "SELECT max(number) FROM inbox WHERE session = ?", session, store="inbox")
        return (rows[0][0] or 0) if rows else 0

    def erase(self, session: str) -> None:
        """Delete all entries of a session."""
        if self._path.exists():
            with self._transaction() as connection:
                connection.execute("DELETE FROM inbox WHERE session = ?", (session,))

    def _transaction(self) -> AbstractContextManager[sqlite3.Connection]:
        return write_transaction(self._path, _TABLE, _THIS_PROCESS, store="inbox")


class InboxWriter:
    """One session's inbox while nobody else writes."""

    def __init__(self, connection: sqlite3.Connection, session: str, pending: list[Entry], after: int) -> None:
        self._connection = connection
        self._session = session
        self._last = pending[-1].number if pending else after
        self.pending = pending

    def add(self, content: Json) -> None:
        """Add an entry. Numbers are taken from the clock: whoever has read an older state gives none twice."""
        self._last = max(self._last + 1, time.time_ns() // 1_000)
        row = (self._session, self._last, json.dumps(content, ensure_ascii=False))
        self._connection.execute("INSERT INTO inbox VALUES (?, ?, ?)", row)


def _entries(connection: sqlite3.Connection, session: str, after: int) -> list[Entry]:
    rows = connection.execute(
        "SELECT number, entry FROM inbox WHERE session = ? AND number > ? ORDER BY number", (session, after)
    )
    return [Entry(number, json.loads(entry)) for number, entry in rows]
