"""Deleted rows of a SQLite file: gone from its pages, and from the log beside it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bareme.errors import StoreUnusable
from bareme.storage.failures import named_failures


def overwrite_freed_pages(path: Path) -> None:
    """Write a SQLite file anew without its freed pages, and empty its write-ahead log.

    `secure_delete` alone leaves what SQLite moved between pages before a row was deleted. Others may go on reading and
    writing.

    Raises:
        StoreUnusable: the file cannot be written now, or somebody has been reading for too long.
    """
    if not path.exists():
        return
    with named_failures("sessions"), closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("VACUUM")
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise StoreUnusable("sessions", "SQLITE_BUSY")
