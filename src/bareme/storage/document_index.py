"""The index of a document store: who has which document, and which sessions use it."""

import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from urllib.parse import quote

from bareme.storage.failures import named_failures
from bareme.storage.transaction import write_transaction

_DOCUMENTS = """
CREATE TABLE documents (
    document_id TEXT PRIMARY KEY, owner TEXT, digest TEXT, size INTEGER, source TEXT, kept_at TEXT
) WITHOUT ROWID
"""
_USES = "CREATE TABLE IF NOT EXISTS uses (document_id TEXT, session TEXT, PRIMARY KEY (document_id, session))"
_UNUSED = "document_id NOT IN (SELECT document_id FROM uses)"
_ADD = """
INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (document_id) DO UPDATE SET
kept_at = excluded.kept_at, source = CASE excluded.source WHEN '' THEN '' ELSE source END
"""
_THIS_PROCESS = Lock()


@dataclass(frozen=True)
class Kept:
    """One owner's hold on a content. Several owners may have the same content, each under an id of their own."""

    document_id: str
    owner: str
    digest: str
    """The sha-256 of the content."""
    size: int
    source: str = ""
    """The id of the document that it was taken out of: an archive, or a text that was laid out."""


class DocumentIndex:
    """The index in the SQLite file `path`, which processes share.

    Args:
        path: The file.
        earlier: Returns the digests and sizes of the contents in a store that has no index yet. Earlier versions named
            documents by their digest, so the local user has them under that id.

    Every method raises StoreUnusable if the file cannot be read or written.
    """

    def __init__(self, path: Path, earlier: Callable[[], Iterator[Kept]]) -> None:
        self._path = path
        self._earlier = earlier

    def find(self, document_ids: Collection[str]) -> dict[str, Kept]:
        """Return the documents that there are, by id."""
        with named_failures("documents"):
            try:
                return self._found(document_ids)
            except sqlite3.OperationalError:  # there is no index yet
                with self.writing():
                    pass
                return self._found(document_ids)

    def _found(self, document_ids: Collection[str]) -> dict[str, Kept]:
        with closing(sqlite3.connect(f"file:{quote(str(self._path))}?mode=ro", uri=True, timeout=30)) as connection:
            return {kept.document_id: kept for kept in _select(connection, "document_id", document_ids)}

    def totals(self, owner: str) -> tuple[int, int]:
        """Return how many documents an owner has, and their bytes together."""
        with self.writing() as writer:
            return writer.totals(owner)

    @contextmanager
    def writing(self) -> Iterator["IndexWriter"]:
        """Yield a writer beside which nobody else writes. An exception undoes what was written."""
        with write_transaction(self._path, _USES, _THIS_PROCESS, store="documents") as connection:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'documents'").fetchone():
                connection.execute(_DOCUMENTS)
                connection.execute("CREATE INDEX documents_by_digest ON documents (digest)")
                connection.execute("CREATE INDEX uses_by_session ON uses (session)")
                for kept in self._earlier():
                    IndexWriter(connection).add(kept)
            yield IndexWriter(connection)


class IndexWriter:
    """The index while nobody else writes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, kept: Kept, *, session: str = "") -> None:
        """Enter a document and the session that uses it. One that was also sent by itself has no source."""
        row = (kept.document_id, kept.owner, kept.digest, kept.size, kept.source, datetime.now(UTC).isoformat())
        self._connection.execute(_ADD, row)
        if session:
            self.use(kept.document_id, session)

    def use(self, document_id: str, session: str) -> None:
        """Enter that a session uses a document."""
        self._connection.execute("INSERT OR IGNORE INTO uses VALUES (?, ?)", (document_id, session))

    def users(self, document_ids: Collection[str]) -> set[str]:
        """Return the sessions that use any of the documents."""
        marks = ", ".join("?" * len(document_ids))
        query = f"SELECT session FROM uses WHERE document_id IN ({marks})"  # noqa: S608 - only question marks
        return {session for (session,) in self._connection.execute(query, tuple(document_ids))}

    def used_by(self, session: str) -> set[str]:
        """Return the ids of the documents that a session uses."""
        rows = self._connection.execute("SELECT document_id FROM uses WHERE session = ?", (session,))
        return {document_id for (document_id,) in rows}

    def taken_out_of(self, document_id: str) -> set[str]:
        """Return the ids of the documents that were taken out of this one."""
        rows = self._connection.execute("SELECT document_id FROM documents WHERE source = ?", (document_id,))
        return {document_id for (document_id,) in rows}

    def unused(self, *, before: datetime) -> set[str]:
        """Return the ids of the documents kept before a time that no session uses."""
        query = f"SELECT document_id FROM documents WHERE kept_at < ? AND {_UNUSED}"  # noqa: S608 - a constant
        return {document_id for (document_id,) in self._connection.execute(query, (before.isoformat(),))}

    def totals(self, owner: str) -> tuple[int, int]:
        """Return how many documents an owner has, and their bytes together."""
        query = "SELECT COUNT(*), COALESCE(SUM(size), 0) FROM documents WHERE owner = ?"
        count, size = self._connection.execute(query, (owner,)).fetchone()
        return count, size

    def drop_uses(self, session: str) -> None:
        """Enter that a session uses nothing any more."""
        self._connection.execute("DELETE FROM uses WHERE session = ?", (session,))

    def remove_unused(self, document_ids: Collection[str]) -> list[str]:
        """Remove the documents that no session uses. Return the digests of the contents that nobody has any more."""
        digests: list[str] = []
        for kept in _select(self._connection, "document_id", document_ids):
            query = f"DELETE FROM documents WHERE document_id = ? AND {_UNUSED}"  # noqa: S608 - a constant
            removed = self._connection.execute(query, (kept.document_id,)).rowcount
            if removed and not list(_select(self._connection, "digest", [kept.digest])):
                digests.append(kept.digest)
        return digests


def _select(connection: sqlite3.Connection, column: str, values: Collection[str]) -> Iterator[Kept]:
    for value in values:  # one by one: SQLite takes a limited number of parameters
        query = f"SELECT document_id, owner, digest, size, source FROM documents WHERE {column} = ?"  # noqa: S608
        yield from (Kept(*row) for row in connection.execute(query, (value,)).fetchall())
