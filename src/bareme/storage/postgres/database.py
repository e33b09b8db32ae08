"""The tables of one store in Postgres, as `storage.database` has them."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import psycopg

from bareme.storage.database import Connection, Row, Rows
from bareme.storage.key_locks import number_of
from bareme.storage.postgres.connections import Connections
from bareme.store_names import StoreName

_CLOCK = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"


@dataclass(frozen=True)
class PostgresDatabase:
    """The tables of one store, which `store.postgres.migrations` makes."""

    connections: Connections
    store: StoreName

    @contextmanager
    def transaction(self, lock: str = "", *, shared: bool = False) -> Iterator["_Transaction"]:
        """Yield a connection; an exception rolls back. Nobody else has the same `lock` meanwhile, unless it is shared.

        The lock is an advisory one: it ends with the transaction, also where the process or the connection dies.
        """
        begin, waits_for = "BEGIN", f"{self.store} {lock}" if lock else ""
        if lock:
            kind = "_shared" if shared else ""
            begin += f"; SELECT pg_advisory_xact_lock{kind}({number_of(waits_for)})"
        with self.connections.begun(self.store, begin.encode(), waits_for=waits_for) as cursor:
            yield _Transaction(cursor.connection)
            cursor.connection.execute("COMMIT")

    def rows(self, query: str, *values: object) -> list[Row]:
        """Return the rows of one statement, which may also write: it is a transaction of its own, in one round trip.

        It may be carried out twice.
        """
        with self.connections.begun(self.store, _translated(query), values) as cursor:
            return cursor.fetchall()

    def is_made(self) -> bool:
        """Return True: only the server can tell what is in it."""
        return True

    def close(self) -> None:
        """Do nothing: the connections belong to all stores."""

    def clock(self, connection: Connection) -> int:
        """Return the server's microseconds since 1970: the clocks of the machines that share it may differ."""
        return int(connection.execute(_CLOCK).fetchone()[0])


@dataclass(frozen=True)
class _Transaction:
    """A connection of psycopg that takes `?` for values."""

    connection: psycopg.Connection

    def execute(self, statement: str, values: Sequence[object] = (), /) -> Rows:
        return self.connection.execute(_translated(statement), values)

    def executemany(self, statement: str, rows: Iterable[Sequence[object]], /) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(_translated(statement), rows)


@cache
def _translated(statement: str) -> bytes:
    return statement.replace("?", "%s").encode()
