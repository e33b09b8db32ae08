"""The store of paid answers in Postgres, for a server of several processes.

LangGraph has such a cache for SQLite and Redis. This one has the same interface, so nothing else knows which is in use.
"""

import asyncio
import threading
import weakref
from collections.abc import Collection, Mapping, Sequence
from contextlib import nullcontext, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from langgraph.cache.base import BaseCache, FullKey, Namespace
from langgraph.checkpoint.serde.base import SerializerProtocol
from psycopg.conninfo import conninfo_to_dict

from bareme.errors import StoreUnusable
from bareme.storage.key_locks import number_of
from bareme.storage.shielded import shielded

_TABLE = """
CREATE TABLE IF NOT EXISTS bareme_answers (
    namespace text NOT NULL, key text NOT NULL, expiry timestamptz, encoding text NOT NULL, value bytea NOT NULL,
    PRIMARY KEY (namespace, key)
)
"""
_GET = """
SELECT key, encoding, value FROM bareme_answers
WHERE namespace = %s AND key = ANY(%s) AND (expiry IS NULL OR expiry > now())
"""
# The first answer stays, so that two workers that paid for the same one agree on it.
_SET = """
INSERT INTO bareme_answers (namespace, key, expiry, encoding, value) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (namespace, key) DO UPDATE
SET expiry = EXCLUDED.expiry, encoding = EXCLUDED.encoding, value = EXCLUDED.value
WHERE bareme_answers.expiry <= now()
"""
_ALREADY_THERE = (psycopg.errors.UniqueViolation, psycopg.errors.DuplicateTable, psycopg.errors.DuplicateObject)


class PostgresCache(BaseCache[Any]):
    """LangGraph's cache over one connection, which is opened when it is needed and opened again after it was lost.

    The key locks of this process (`storage.key_locks`) belong to the connection and end with it.
    """

    def __init__(self, url: str, *, serde: SerializerProtocol | None = None) -> None:
        super().__init__(serde=serde)
        self._url = url
        self._lock = threading.Lock()
        self._connection: psycopg.Connection | None = None

    def get(self, keys: Sequence[FullKey]) -> dict[FullKey, Any]:
        """Return what is kept under `keys`."""
        found: dict[FullKey, Any] = {}
        for namespace in {namespace for namespace, _ in keys}:
            wanted = [key for other, key in keys if other == namespace]
            for key, encoding, value in self._run(_GET, (",".join(namespace), wanted)):
                found[namespace, key] = self.serde.loads_typed((encoding, bytes(value)))
        return found

    async def aget(self, keys: Sequence[FullKey]) -> dict[FullKey, Any]:
        """Do what `get` does, in a thread."""
        return await asyncio.to_thread(self.get, keys)

    def set(self, pairs: Mapping[FullKey, tuple[Any, int | None]]) -> None:
        """Keep values for a number of seconds, or for good if it is None. Either all are written or none."""
        rows = []
        for (namespace, key), (value, seconds) in sorted(pairs.items(), key=lambda pair: pair[0]):
            expiry = None if seconds is None else datetime.now(UTC) + timedelta(seconds=seconds)
            encoding, data = self.serde.dumps_typed(value)
            rows.append((",".join(namespace), key, expiry, encoding, data))
        self._run(_SET, *rows)

    async def aset(self, pairs: Mapping[FullKey, tuple[Any, int | None]]) -> None:
        """Do what `set` does, in a thread."""
        await asyncio.to_thread(self.set, pairs)

    def delete(self, namespace: Namespace, keys: Collection[str]) -> None:
        """Delete what is kept under `keys`."""
        statement = "DELETE FROM bareme_answers WHERE namespace = %s AND key = ANY(%s)"
        self._run(statement, (",".join(namespace), list(keys)))

    def clear(self, namespaces: Sequence[Namespace] | None = None) -> None:
        """Drop what is kept under `namespaces`, or all of it."""
        if namespaces is None:
            self._run("DELETE FROM bareme_answers", ())
        else:
            self._run("DELETE FROM bareme_answers WHERE namespace = ANY(%s)", ([",".join(n) for n in namespaces],))

    async def aclear(self, namespaces: Sequence[Namespace] | None = None) -> None:
        """Do what `clear` does, in a thread."""
        await asyncio.to_thread(self.clear, namespaces)

    async def try_acquire(self, key: str) -> bool:
        """Return whether this process holds the lock of `key` now; it then has to release it."""
        asking = asyncio.to_thread(self._run, "SELECT pg_try_advisory_lock(%s)", (number_of(key),))
        ((acquired,),) = await shielded(asking)
        return bool(acquired)

    async def release(self, key: str) -> None:
        """Let another process have it."""
        await shielded(asyncio.to_thread(self._run, "SELECT pg_advisory_unlock(%s)", (number_of(key),)))

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(psycopg.Error):
                connection.close()

    def _run(self, statement: str, *rows: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """Run a statement for each row of values, in one transaction, and return the rows that it finds.

        Raises:
            StoreUnusable: Postgres cannot be reached or refuses. The message leaves out its own words, which may quote
                the URL or the answer.
        """
        with self._lock:
            try:
                try:
                    return self._execute(statement, rows)
                except (psycopg.OperationalError, psycopg.InterfaceError):
                    if self._connection is None:
                        raise
                    # The server was restarted, or closed an idle connection. Every statement may be repeated.
                    self._close()
                    return self._execute(statement, rows)
            except psycopg.Error as error:
                kind = type(error).__name__
        raise StoreUnusable("answers", f"Postgres: {kind}")

    def _execute(self, statement: str, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        if self._connection is None:
            self._connection = self._connect()
            weakref.finalize(self, self._connection.close)  # also at the end of the process, while psycopg is there
        with self._connection.transaction() if len(rows) > 1 else nullcontext():
            for values in rows:
                cursor = self._connection.execute(statement.encode(), values)
        return cursor.fetchall() if cursor.description else []

    def _connect(self) -> psycopg.Connection:
        # A server that vanished is given up. A connection pooler such as PgBouncer loses prepared statements.
        patience = {"connect_timeout": 10, "keepalives_idle": 30, "tcp_user_timeout": 30_000}
        options: dict[str, Any] = {**patience, **conninfo_to_dict(self._url)}
        connection = psycopg.connect(**options, autocommit=True, prepare_threshold=None)
        if connection.execute("SELECT to_regclass('bareme_answers')").fetchone() == (None,):
            # Of processes that start together, only one can create the table.
            with suppress(*_ALREADY_THERE):
                connection.execute(_TABLE)
        return connection
