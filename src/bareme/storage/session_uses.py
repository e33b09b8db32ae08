"""Which sessions use which documents and paid answers, so that erasing one session leaves the others whole.

Documents and answers are kept by content and shared by the sessions of their owner. Each is recorded here before it
is written or read for a session; what no session uses any more can go.
"""

import asyncio
import sqlite3
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import time
from typing import Literal, NamedTuple

from bareme.runtime import current_runtime
from bareme.settings import get_settings
from bareme.storage.transaction import read_rows, write_transaction

type Kind = Literal["document", "answer"]

_TABLES = """
CREATE TABLE IF NOT EXISTS uses (
    session TEXT, kind TEXT, key TEXT, since REAL, PRIMARY KEY (session, kind, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS users ON uses (kind, key);
CREATE TABLE IF NOT EXISTS erasures (session TEXT PRIMARY KEY, owner TEXT) WITHOUT ROWID
"""
_THIS_PROCESS = Lock()


class Use(NamedTuple):
    """A session uses what is kept under a key."""

    session: str
    kind: Kind
    key: str


_recorded: set[tuple[Path, Use]] = set()
"""What this process has recorded, which need not be written again."""


@dataclass(frozen=True)
class Used:
    """Ids of documents and keys of answers."""

    documents: tuple[str, ...]
    answers: tuple[str, ...]


class SessionUses:
    """The uses of all sessions in one SQLite file, which processes share. It also holds which erasures have begun.

    Every method raises StoreUnusable if the file cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def record(self, uses: Collection[Use]) -> None:
        """Record what sessions use."""
        with self._transaction() as connection:
            rows = [(use.session, use.kind, use.key, time()) for use in uses]
            connection.executemany("INSERT OR IGNORE INTO uses VALUES (?, ?, ?, ?)", rows)
        _recorded.update((self._path, use) for use in uses)

    def unrecorded(self, session: str, kind: Kind, keys: Iterable[str]) -> set[Use]:
        """Return those uses of a session that this process has not recorded."""
        return {use for key in keys if (self._path, use := Use(session, kind, key)) not in _recorded}

    @contextmanager
    def frozen(self) -> Iterator[Callable[[Kind, Collection[str]], set[str]]]:
        """Yield a function that returns which of some keys a session uses. No session begins to use any meanwhile.

        Another store is locked inside, as in `dropping`: in another order, each could wait for the other.
        """
        with self._transaction() as connection:

            def used(kind: Kind, keys: Collection[str]) -> set[str]:
                rows = connection.execute("SELECT DISTINCT key FROM uses WHERE kind = ?", (kind,))
                return {key for (key,) in rows}.intersection(keys)

            yield used

    def users(self, kind: Kind, key: str) -> list[str]:
        """Return the sessions that use something."""
        if not self._path.exists():
            return []
        with self._transaction() as connection:
            rows = connection.execute("SELECT session FROM uses WHERE kind = ? AND key = ?", (kind, key))
            return [session for (session,) in rows]

    def used_by(self, session: str) -> Used:
        """Return what a session uses, with what others use too."""
        rows = read_rows(self._path, "SELECT kind, key FROM uses WHERE session = ?", session, store="sessions")
        return _sorted(rows)

    def last_recorded(self) -> dict[str, float]:
        """Return when each session last used something new, in seconds since 1970."""
        rows = read_rows(self._path, "SELECT session, MAX(since) FROM uses GROUP BY session", store="sessions")
        return dict(rows)

    @contextmanager
    def dropping(self, session: str) -> Iterator[Used]:
        """Yield what the session alone uses, to be deleted, and forget its uses if the block ends without an error.

        No session begins to use any of it meanwhile.
        """
        with self._transaction() as connection:
            rows = connection.execute(
                "SELECT kind, key FROM uses AS own WHERE session = ? AND NOT EXISTS (SELECT 1 FROM uses AS other "
                "WHERE other.kind = own.kind AND other.key = own.key AND other.session != own.session)",
                (session,),
            ).fetchall()
            yield _sorted(rows)
            connection.execute("DELETE FROM uses WHERE session = ?", (session,))
        _recorded.difference_update(
            {entry for entry in _recorded if entry[0] == self._path and entry[1].session == session}
        )

    def begin_erasure(self, session: str, owner: str) -> None:
        """Record that a session is being erased, so that it is finished after a crash."""
        with self._transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO erasures VALUES (?, ?)", (session, owner))

    def unfinished_erasures(self) -> dict[str, str]:
        """Return the owner of each session whose erasure has begun and not ended."""
        rows = read_rows(self._path, "SELECT session, owner FROM erasures", store="sessions")
        return dict(rows)

    def end_erasure(self, session: str) -> None:
        """Forget an erasure that is complete."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM erasures WHERE session = ?", (session,))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with write_transaction(self._path, _TABLES, _THIS_PROCESS, store="sessions") as connection:
            yield connection


def _sorted(rows: Iterable[tuple[str, str]]) -> Used:
    rows = list(rows)
    return Used(
        documents=tuple(key for kind, key in rows if kind == "document"),
        answers=tuple(key for kind, key in rows if kind == "answer"),
    )


def session_uses() -> SessionUses:
    """Return the uses that are kept on this machine."""
    return SessionUses(get_settings().uses_file)


class _Recorder:
    """Records together what many attempts use at the same moment: a transaction takes the disk some milliseconds."""

    def __init__(self, path: Path) -> None:
        self._uses = SessionUses(path)
        self._waiting: set[Use] = set()
        self._writing: asyncio.Task[None] | None = None

    async def record(self, session: str, kind: Kind, keys: Collection[str]) -> None:
        """Record what a session uses. It is on disk when this returns."""
        self._waiting |= self._uses.unrecorded(session, kind, keys)
        while self._uses.unrecorded(session, kind, keys):
            if self._writing is None or self._writing.done():
                self._writing = asyncio.create_task(self._write())
            await asyncio.shield(self._writing)

    async def _write(self) -> None:
        uses, self._waiting = self._waiting, set()
        await asyncio.to_thread(self._uses.record, uses)


async def record_use(kind: Kind, keys: Collection[str]) -> None:
    """Record what the session of the running graph uses. Outside a graph nothing is.

    Raises:
        StoreUnusable: it cannot be recorded.
    """
    if session := current_session():
        await current_runtime().resource(_Recorder, get_settings().uses_file).record(session, kind, keys)


def current_session() -> str:
    """Return the id of the session whose graph runs, or nothing."""
    # A program that runs a graph has loaded it; for any other, that would take a second.
    if "langgraph.config" not in sys.modules:
        return ""
    from langgraph.config import get_config  # noqa: PLC0415 - see above

    try:
        return str((get_config().get("configurable") or {}).get("thread_id") or "")
    except RuntimeError:
        return ""
