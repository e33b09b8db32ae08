"""Which sessions use which documents and paid answers, so that erasing one session leaves the others whole.

Documents and answers are kept by content and shared by the sessions of their owner. Each is recorded here before it
is written or read for a session; what no session uses any more can go.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import time
from typing import Literal, NamedTuple

from bareme.storage.database import Database, Row, repeatable

type Kind = Literal["document", "answer"]

TABLES = """
CREATE TABLE IF NOT EXISTS uses (
    session TEXT, kind TEXT, key TEXT, since REAL, PRIMARY KEY (session, kind, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS users ON uses (kind, key);
CREATE TABLE IF NOT EXISTS erasures (session TEXT PRIMARY KEY, owner TEXT) WITHOUT ROWID
"""
_USES = "uses"
"""The lock of who drops uses; whoever adds some shares it with the others who do."""


class Use(NamedTuple):
    """A session uses what is kept under a key."""

    session: str
    kind: Kind
    key: str


@dataclass(frozen=True)
class Used:
    """Ids of documents and keys of answers."""

    documents: tuple[str, ...]
    answers: tuple[str, ...]


class SessionUses:
    """The uses of all sessions in one database, which processes share. It also holds which erasures have begun.

    Every method raises StoreUnusable if the database cannot be read or written.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._recorded: defaultdict[str, set[Use]] = defaultdict(set)
        """What this process has recorded of each session, which need not be written again."""

    @repeatable
    def record(self, uses: Collection[Use]) -> None:
        """Record what sessions use."""
        with self._database.transaction(_USES, shared=True) as connection:
            # In one order, so that no two processes that record the same wait for each other.
            rows = [(*use, time()) for use in sorted(uses)]
            connection.executemany("INSERT INTO uses VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", rows)
        for use in uses:
            self._recorded[use.session].add(use)

    def close(self) -> None:
        """Close what stays open between two records."""
        self._database.close()

    def unrecorded(self, session: str, kind: Kind, keys: Iterable[str]) -> set[Use]:
        """Return those uses of a session that this process has not recorded."""
        return {Use(session, kind, key) for key in keys} - self._recorded.get(session, set())

    @contextmanager
    def frozen(self) -> Iterator[Callable[[Kind, Collection[str]], set[str]]]:
        """Yield a function that returns which of some keys a session uses. No session begins to use any meanwhile.

        Another store is locked inside, as in `dropping`: in another order, each could wait for the other.
        """
        with self._database.transaction(_USES) as connection:

            def used(kind: Kind, keys: Collection[str]) -> set[str]:
                rows = connection.execute("SELECT DISTINCT key FROM uses WHERE kind = ?", (kind,))
                return {key for (key,) in rows}.intersection(keys)

            yield used

    @repeatable
    def users(self, kind: Kind, key: str) -> list[str]:
        """Return the sessions that use something."""
        rows = self._database.rows("SELECT session FROM uses WHERE kind = ? AND key = ?", kind, key)
        return [session for (session,) in rows]

    @repeatable
    def used_by(self, session: str) -> Used:
        """Return what a session uses, with what others use too."""
        return _sorted(self._database.rows("SELECT kind, key FROM uses WHERE session = ?", session))

    @repeatable
    def last_recorded(self) -> dict[str, float]:
        """Return when each session last used something new, in seconds since 1970."""
        return dict(self._database.rows(_LAST))

    @contextmanager
    def dropping(self, session: str) -> Iterator[Used]:
        """Yield what the session alone uses, to be deleted, and forget its uses if the block ends without an error.

        No session begins to use any of it meanwhile.
        """
        with self._database.transaction(_USES) as connection:
            yield _sorted(connection.execute(_USED_ALONE, (session,)).fetchall())
            connection.execute("DELETE FROM uses WHERE session = ?", (session,))
        self._recorded.pop(session, None)

    @repeatable
    def begin_erasure(self, session: str, owner: str) -> None:
        """Record that a session is being erased, so that it is finished after a crash."""
        with self._database.transaction() as connection:
            connection.execute(_BEGIN, (session, owner))

    @repeatable
    def unfinished_erasures(self) -> dict[str, str]:
        """Return the owner of each session whose erasure has begun and not ended."""
        return dict(self._database.rows("SELECT session, owner FROM erasures"))

    @repeatable
    def end_erasure(self, session: str) -> None:
        """Forget an erasure that is complete."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM erasures WHERE session = ?", (session,))


_LAST = "SELECT session, MAX(since) FROM uses GROUP BY session"
_USED_ALONE = """
SELECT kind, key FROM uses AS own WHERE session = ? AND NOT EXISTS (
    SELECT 1 FROM uses AS other
    WHERE other.kind = own.kind AND other.key = own.key AND other.session != own.session
)
"""
_BEGIN = "INSERT INTO erasures VALUES (?, ?) ON CONFLICT (session) DO UPDATE SET owner = excluded.owner"


def _sorted(rows: Collection[Row]) -> Used:
    return Used(
        documents=tuple(key for kind, key in rows if kind == "document"),
        answers=tuple(key for kind, key in rows if kind == "answer"),
    )
