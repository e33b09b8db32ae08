"""A SQLite file that processes and threads share."""

import sqlite3
import time
import weakref
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
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
    used. A file that `stays_open` until `close` takes a tenth of the time for a transaction: it is for a store that is
    written with each answer.
    """

    path: Path
    tables: str
    store: StoreName
    stays_open: bool = False
    _open: list[tuple[int, sqlite3.Connection]] = field(default_factory=list, init=False, repr=False, compare=False)
    """The connection that nobody uses just now, with the file's inode."""

    def __post_init__(self) -> None:
        """Close the file with the process at the latest."""
        weakref.finalize(self, _close, self._open)

    @contextmanager
    def transaction(self, lock: str = "", *, shared: bool = False) -> Iterator[sqlite3.Connection]:  # noqa: ARG002
        """Yield a connection that nobody else writes beside. An exception rolls back what was written."""
        # Threads of this process wait for a lock, because SQLite itself waits by polling, and not for ever.
        with named_failures(self.store), _lock_of(self.path):
            connection = self._connect()
            try:
                connection.execute("PRAGMA secure_delete = ON")
                if self.stays_open:
                    connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("BEGIN IMMEDIATE")
                for statement in self.tables.split(";"):
                    connection.execute(statement)
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                connection.close()  # without a commit, that rolls back
                raise
            if self.stays_open:
                self._open.append((self.path.stat().st_ino, connection))
            else:
                connection.close()

    def close(self) -> None:
        """Close the file if it stayed open. The next transaction opens it again."""
        with _lock_of(self.path):
            _close(self._open)

    def _connect(self) -> sqlite3.Connection:
        make_private_file(self.path)
        while self._open:
            inode, connection = self._open.pop()
            if inode == self.path.stat().st_ino:
                return connection
            connection.close()  # somebody has deleted the file
        # Threads take turns with it.
        return sqlite3.connect(self.path, isolation_level=None, timeout=30, check_same_thread=False)

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


def _close(opened: list[tuple[int, sqlite3.Connection]]) -> None:
    while opened:
        opened.pop()[1].close()


@cache
def _lock_of(path: Path) -> Lock:  # noqa: ARG001 - one for each path
    return Lock()
