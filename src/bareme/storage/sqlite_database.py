"""A SQLite file that processes and threads share."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock

from bareme.storage.database import Connection, Row
from bareme.storage.failures import named_failures
from bareme.storage.private_files import make_private_file
from bareme.store_names import StoreName


@dataclass(frozen=True)
class SqliteDatabase:
    """The tables of one store in the file `path`, which is made when something is first written.

    `tables` are the statements that create the tables if they do not exist. `store` is named where the file cannot be
    used.
    """

    path: Path
    tables: str
    store: StoreName

    @contextmanager
    def transaction(self, lock: str = "", *, shared: bool = False) -> Iterator[sqlite3.Connection]:  # noqa: ARG002
        """Yield a connection that nobody else writes beside. An exception rolls back what was written."""
        with named_failures(self.store):
            make_private_file(self.path)
            # One connection for each transaction, because calls come from several threads; compared with the call of a
            # model it costs nothing. Closing it without a commit rolls back. Threads of this process wait for a lock,
            # because SQLite itself waits by polling, and not for ever.
            with (
                _lock_of(self.path),
                closing(sqlite3.connect(self.path, isolation_level=None, timeout=30)) as connection,
            ):
                connection.execute("PRAGMA secure_delete = ON")
                connection.execute("BEGIN IMMEDIATE")
                for statement in self.tables.split(";"):
                    connection.execute(statement)
                yield connection
                connection.execute("COMMIT")

    def rows(self, query: str, *values: object) -> list[Row]:
        """Return the rows of a query, none where there is no file yet. It never makes the file."""
        with named_failures(self.store):
            try:
                if not self.path.stat().st_size:  # its tables are being made
                    return []
            except FileNotFoundError:
                return []
            with closing(
                sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True, timeout=30)
            ) as connection:
                return connection.execute(query, values).fetchall()

    def is_made(self) -> bool:
        """Return whether the file is there."""
        return self.path.exists()

    def clock(self, connection: Connection) -> int:  # noqa: ARG002 - this machine's clock
        """Return the microseconds since 1970."""
        return time.time_ns() // 1_000


@cache
def _lock_of(path: Path) -> Lock:  # noqa: ARG001 - one for each path
    return Lock()
