"""The index of a document store: who has which content, under which id."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from bareme.storage.database import Connection, Database, repeatable

TABLES = """
CREATE TABLE IF NOT EXISTS documents (
    document_id TEXT PRIMARY KEY, owner TEXT, digest TEXT, size INTEGER, source TEXT, kept_at TEXT, facts TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS owners ON documents (digest);
CREATE TABLE IF NOT EXISTS versions (version INTEGER PRIMARY KEY)
"""
_ADD = """
INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (document_id) DO UPDATE SET
kept_at = excluded.kept_at, source = CASE excluded.source WHEN '' THEN '' ELSE documents.source END
"""
_FIND = "SELECT document_id, owner, digest, size, source, facts FROM documents WHERE document_id = ?"
_TAKEN_OUT = """
WITH RECURSIVE members (id) AS (
    VALUES (CAST(? AS TEXT)) UNION SELECT document_id FROM documents JOIN members ON source = id
) SELECT id FROM members
"""
_CONTENTS = "contents"
"""The lock of who removes contents; whoever adds some shares it with the others who do."""


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
    facts: str = ""
    """What is known of the file, as JSON."""


class DocumentIndex:
    """The index of all owners in one database, which processes share.

    Args:
        database: Where it is.
        earlier: Returns the contents in a folder that has no index yet. Earlier versions named documents by their
            digest, so the local user has them under that id.

    Every method raises StoreUnusable if the database cannot be read or written.
    """

    def __init__(self, database: Database, earlier: Callable[[], Iterator[Kept]] | None = None) -> None:
        self._database = database
        self._earlier = earlier

    @repeatable
    def find(self, document_ids: Collection[str]) -> dict[str, Kept]:
        """Return the documents that there are, by id."""
        if self._earlier and not self._database.is_made():
            with self.adding():
                pass
        # One by one: SQLite takes a limited number of parameters.
        rows = (row for document_id in document_ids for row in self._database.rows(_FIND, document_id))
        return {kept.document_id: kept for kept in (Kept(*row) for row in rows)}

    @repeatable
    def totals(self, owner: str) -> tuple[int, int]:
        """Return how many documents an owner has, and their bytes together."""
        query = "SELECT COUNT(*), COALESCE(SUM(size), 0) FROM documents WHERE owner = ?"
        ((count, size),) = self._database.rows(query, owner) or [(0, 0)]
        return count, int(size)

    @repeatable
    def note_facts(self, document_id: str, facts: str) -> None:
        """Enter what is known of a document."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE documents SET facts = ? WHERE document_id = ?", (facts, document_id))

    @contextmanager
    def adding(self) -> Iterator["IndexWriter"]:
        """Yield a writer while nobody removes anything. An exception undoes what was written."""
        with self._database.transaction(_CONTENTS, shared=True) as connection:
            yield self._writer(connection)

    @contextmanager
    def removing(self) -> Iterator["IndexWriter"]:
        """Yield a writer while nobody else adds or removes anything. An exception undoes what was written."""
        with self._database.transaction(_CONTENTS) as connection:
            yield self._writer(connection)

    def _writer(self, connection: Connection) -> "IndexWriter":
        writer = IndexWriter(connection)
        if self._earlier and not connection.execute("SELECT version FROM versions").fetchone():
            connection.execute("INSERT INTO versions VALUES (1)")
            for kept in self._earlier():
                writer.add(kept)
        return writer


class IndexWriter:
    """The index within a transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, kept: Kept) -> None:
        """Enter a document. One that was also sent by itself has no source."""
        row = (kept.document_id, kept.owner, kept.digest, kept.size, kept.source, datetime.now(UTC).isoformat())
        self._connection.execute(_ADD, (*row, kept.facts))

    def taken_out_of(self, document_id: str) -> set[str]:
        """Return the ids of the documents that were taken out of this one, or out of one that was."""
        rows = self._connection.execute(_TAKEN_OUT, (document_id,))
        return {member for (member,) in rows} - {document_id}

    def kept_before(self, limit: datetime, *, owners: str = "%") -> set[str]:
        """Return the ids of the documents kept before a time. `owners` is a pattern of SQL's LIKE."""
        query = "SELECT document_id FROM documents WHERE kept_at < ? AND owner LIKE ?"
        return {document_id for (document_id,) in self._connection.execute(query, (limit.isoformat(), owners))}

    def of_owner(self, owner: str) -> list[str]:
        """Return the ids of an owner's documents, the newest first."""
        query = "SELECT document_id FROM documents WHERE owner = ? ORDER BY kept_at DESC"
        return [document_id for (document_id,) in self._connection.execute(query, (owner,))]

    def known(self, digests: Collection[str]) -> set[str]:
        """Return those digests whose content somebody has."""
        query = "SELECT 1 FROM documents WHERE digest = ? LIMIT 1"
        return {digest for digest in digests if self._connection.execute(query, (digest,)).fetchone()}

    def remove(self, document_ids: Collection[str]) -> set[str]:
        """Remove documents, and return the digests of the contents that nobody has any more."""
        digests: set[str] = set()
        for document_id in document_ids:
            found = self._connection.execute(_FIND, (document_id,)).fetchall()
            digests |= {Kept(*row).digest for row in found}
            self._connection.execute("DELETE FROM documents WHERE document_id = ?", (document_id,))
        return digests - self.known(digests)
