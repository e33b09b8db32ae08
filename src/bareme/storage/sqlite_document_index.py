"""The index of a document store in a SQLite file."""

import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from bareme.storage.document_index import Kept
from bareme.storage.failures import named_failures
from bareme.storage.sqlite_database import SqliteDatabase

_TABLES = """
CREATE TABLE IF NOT EXISTS documents (
    document_id TEXT PRIMARY KEY, owner TEXT, digest TEXT, size INTEGER, source TEXT, kept_at TEXT, facts TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS owners ON documents (digest);
CREATE TABLE IF NOT EXISTS versions (version INTEGER PRIMARY KEY)
"""
_ADD = """
INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (document_id) DO UPDATE SET
kept_at = excluded.kept_at, source = CASE excluded.source WHEN '' THEN '' ELSE source END
"""
_TAKEN_OUT = """
WITH RECURSIVE members (id) AS (
    VALUES (?) UNION SELECT document_id FROM documents JOIN members ON source = id
) SELECT id FROM members
"""


class SqliteDocumentIndex:
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
                with self._writing():
                    pass
                return self._found(document_ids)

    def _found(self, document_ids: Collection[str]) -> dict[str, Kept]:
        with closing(sqlite3.connect(f"file:{quote(str(self._path))}?mode=ro", uri=True, timeout=30)) as connection:
            return {kept.document_id: kept for kept in _select(connection, "document_id", document_ids)}

    def totals(self, owner: str) -> tuple[int, int]:
        """Return how many documents an owner has, and their bytes together."""
        with self._writing() as writer:
            return writer.totals(owner)

    def note_facts(self, document_id: str, facts: str) -> None:
        """Enter what is known of a document."""
        with self._writing() as writer:
            writer.note_facts(document_id, facts)

    def adding(self) -> AbstractContextManager["SqliteIndexWriter"]:
        """Yield a writer beside which nobody else writes."""
        return self._writing()

    def removing(self) -> AbstractContextManager["SqliteIndexWriter"]:
        """Yield a writer beside which nobody else writes."""
        return self._writing()

    @contextmanager
    def _writing(self) -> Iterator["SqliteIndexWriter"]:
        with SqliteDatabase(self._path, _TABLES, "documents").transaction() as connection:
            writer = SqliteIndexWriter(connection)
            if not connection.execute("SELECT version FROM versions").fetchone():
                connection.execute("INSERT INTO versions VALUES (1)")
                for kept in self._earlier():
                    writer.add(kept)
            yield writer


class SqliteIndexWriter:
    """The index within a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, kept: Kept) -> None:
        """Enter a document. One that was also sent by itself has no source."""
        row = (kept.document_id, kept.owner, kept.digest, kept.size, kept.source, datetime.now(UTC).isoformat())
        self._connection.execute(_ADD, (*row, kept.facts))

    def note_facts(self, document_id: str, facts: str) -> None:
        """Enter what is known of a document."""
        self._connection.execute("UPDATE documents SET facts = ? WHERE document_id = ?", (facts, document_id))

    def taken_out_of(self, document_id: str) -> set[str]:
        """Return the ids of the documents that were taken out of this one, or out of one that was."""
        rows = self._connection.execute(_TAKEN_OUT, (document_id,))
        return {member for (member,) in rows} - {document_id}

    def kept_before(self, limit: datetime) -> set[str]:
        """Return the ids of the documents kept before a time."""
        rows = self._connection.execute("SELECT document_id FROM documents WHERE kept_at < ?", (limit.isoformat(),))
        return {document_id for (document_id,) in rows}

    def known(self, digests: Collection[str]) -> set[str]:
        """Return those digests whose content somebody has."""
        return {kept.digest for kept in _select(self._connection, "digest", digests)}

    def totals(self, owner: str) -> tuple[int, int]:
        """Return how many documents an owner has, and their bytes together."""
        query = "SELECT COUNT(*), COALESCE(SUM(size), 0) FROM documents WHERE owner = ?"
        count, size = self._connection.execute(query, (owner,)).fetchone()
        return count, size

    def remove(self, document_ids: Collection[str]) -> list[str]:
        """Remove documents, and return the digests of the contents that nobody has any more."""
        digests: list[str] = []
        for kept in list(_select(self._connection, "document_id", document_ids)):
            self._connection.execute("DELETE FROM documents WHERE document_id = ?", (kept.document_id,))
            if not list(_select(self._connection, "digest", [kept.digest])):
                digests.append(kept.digest)
        return digests


def _select(connection: sqlite3.Connection, column: str, values: Collection[str]) -> Iterator[Kept]:
    for value in values:  # one by one: SQLite takes a limited number of parameters
        query = f"SELECT document_id, owner, digest, size, source, facts FROM documents WHERE {column} = ?"  # noqa: S608
        yield from (Kept(*row) for row in connection.execute(query, (value,)).fetchall())
