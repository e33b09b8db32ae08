"""The store of paid answers in Postgres, for a server of several processes: LangGraph has one for SQLite and Redis.

It keeps LangGraph's own interface, so that nothing else knows which one is in use.
"""

import asyncio
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from langgraph.cache.base import BaseCache, FullKey, Namespace
from langgraph.checkpoint.serde.base import SerializerProtocol

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
# An answer that is there stays: two workers that paid for the same at once agree on the first.
_SET = """
INSERT INTO bareme_answers (namespace, key, expiry, encoding, value) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (namespace, key) DO UPDATE
SET expiry = EXCLUDED.expiry, encoding = EXCLUDED.encoding, value = EXCLUDED.value
WHERE bareme_answers.expiry <= now()
"""


class PostgresCache(BaseCache[Any]):
    """LangGraph's cache over one connection, made when it is first needed and again when it was lost."""

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
        """Return what is kept under `keys`."""
        return await asyncio.to_thread(self.get, keys)

    def set(self, pairs: Mapping[FullKey, tuple[Any, int | None]]) -> None:
        """Keep values, for so many seconds or for good. They are on disk when this returns."""
        for (namespace, key), (value, seconds) in pairs.items():
            expiry = None if seconds is None else datetime.now(UTC) + timedelta(seconds=seconds)
            encoding, data = self.serde.dumps_typed(value)
            self._run(_SET, (",".join(namespace), key, expiry, encoding, data))

    async def aset(self, pairs: Mapping[FullKey, tuple[Any, int | None]]) -> None:
        """Keep values, for so many seconds or for good."""
        await asyncio.to_thread(self.set, pairs)

    def clear(self, namespaces: Sequence[Namespace] | None = None) -> None:
        """Drop what is kept under `namespaces`, or all of it."""
        if namespaces is None:
            self._run("DELETE FROM bareme_answers", ())
        else:
            self._run("DELETE FROM bareme_answers WHERE namespace = ANY(%s)", ([",".join(n) for n in namespaces],))

    async def aclear(self, namespaces: Sequence[Namespace] | None = None) -> None:
        """Drop what is kept under `namespaces`, or all of it."""
        await asyncio.to_thread(self.clear, namespaces)

    def __del__(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def _run(self, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        with self._lock:
            try:
                return self._execute(statement, values)
            except psycopg.OperationalError:
                # The server was restarted, or closed a connection that had been idle: every statement may be repeated.
                self._connection = None
                return self._execute(statement, values)

    def _execute(self, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        if self._connection is None:
            self._connection = psycopg.connect(self._url, autocommit=True)
            self._connection.execute(_TABLE)
        cursor = self._connection.execute(statement.encode(), values)
        return cursor.fetchall() if cursor.description else []
