"""What the records of Barème need of a database, whether it is a SQLite file or Postgres.

Their SQL is what both speak: `?` for values, and `ON CONFLICT (…) DO` where a row may be there.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import wraps
from time import sleep
from typing import Any, Protocol

from bareme.errors import ConnectionLost
from bareme.storage.patience import PAUSE_SECONDS, Patience

type Row = tuple[Any, ...]


class Rows(Protocol):
    """What a statement found."""

    def fetchone(self) -> Any:
        """Return the next row, or None."""
        ...

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """One transaction."""

    def execute(self, statement: str, values: Sequence[object] = (), /) -> Rows:
        """Run a statement."""
        ...

    def executemany(self, statement: str, rows: Iterable[Sequence[object]], /) -> object:
        """Run a statement for each row of values."""
        ...


class Database(Protocol):
    """The tables of one store, which processes and threads share."""

    def transaction(self, lock: str = "", *, shared: bool = False) -> AbstractContextManager[Connection]:
        """Yield a connection; an exception rolls back what was written.

        Nobody else is in a transaction with the same `lock` meanwhile, unless both are `shared`. SQLite lets one
        transaction in at a time anyway.

        Raises:
            StoreUnusable: the database cannot be read or written.
        """
        ...

    def rows(self, query: str, *values: object) -> list[Row]:
        """Return the rows of a query, none where nothing was ever written. It never makes a file.

        In Postgres the statement may also write, and is carried out twice if its connection was lost.

        Raises:
            StoreUnusable: the database cannot be read.
        """
        ...

    def is_made(self) -> bool:
        """Return whether there may be something in it. It asks no server."""
        ...

    def close(self) -> None:
        """Give up what was kept open for the next transaction, if anything was."""
        ...

    def clock(self, connection: Connection) -> int:
        """Return the microseconds since 1970 by the one clock of all who share the database."""
        ...


def repeatable[**P, T](method: Callable[P, T]) -> Callable[P, T]:
    """Repeat a method whose connection was lost, as long as `storage.patience` lasts.

    Only for what may be carried out twice: nobody knows whether a transaction ended if its connection did.
    """

    @wraps(method)
    def repeated(*args: P.args, **kwargs: P.kwargs) -> T:
        patience = Patience()
        while True:
            try:
                return method(*args, **kwargs)
            except ConnectionLost:
                if patience.is_over():
                    raise
            sleep(PAUSE_SECONDS)

    return repeated
