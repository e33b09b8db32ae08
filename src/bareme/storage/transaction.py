"""Transactions on a SQLite file that processes and threads share."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from bareme.storage.failures import named_failures
from bareme.storage.private_files import make_private_file
from bareme.store_names import StoreName


@contextmanager
def write_transaction(path: Path, tables: str, lock: Lock, *, store: StoreName) -> Iterator[sqlite3.Connection]:
    """Yield a connection that nobody else writes beside. An exception rolls back what was written.

    `tables` are the statements that create the tables if they do not exist. Threads of this process wait for `lock`,
    because SQLite itself waits by polling, and not for ever.

    Raises:
        StoreUnusable: the file cannot be read or written; the error names `store`.
    """
    with named_failures(store):
        make_private_file(path)
        # One connection for each transaction, because calls come from several threads; compared with the call of a
        # model it costs nothing. Closing it without a commit rolls back.
        with lock, closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("BEGIN IMMEDIATE")
            for statement in tables.split(";"):
                connection.execute(statement)
            yield connection
            connection.execute("COMMIT")


def read_rows(path: Path, query: str, *values: object, store: StoreName) -> list[tuple[Any, ...]]:
    """Return the rows of a query, none where there is no file yet. Unlike a transaction, it never makes the file.

    Raises:
        StoreUnusable: the file cannot be read; the error names `store`.
    """
    with named_failures(store):
        try:
            path.stat()
        except FileNotFoundError:
            return []
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30)) as connection:
            return connection.execute(query, values).fetchall()
