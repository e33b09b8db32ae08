"""Paid answers in Postgres, and the locks of those being asked for."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from langgraph.cache.base import FullKey, Namespace
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from bareme.storage.database import Database, repeatable
from bareme.storage.key_locks import KeyLocks
from bareme.storage.postgres.claims import Claims
from bareme.storage.shielded import shielded

_SERDE = JsonPlusSerializer(pickle_fallback=False)
_GET = """
SELECT key, encoding, value FROM answers
WHERE namespace = ? AND key = ANY(?) AND (expiry IS NULL OR expiry > now())
"""
# The first answer stays, so that two workers that paid for the same one agree on it.
_SET = """
INSERT INTO answers (namespace, key, expiry, encoding, value)
SELECT * FROM unnest(?::text[], ?::text[], ?::timestamptz[], ?::text[], ?::bytea[])
ON CONFLICT (namespace, key) DO UPDATE
SET expiry = EXCLUDED.expiry, encoding = EXCLUDED.encoding, value = EXCLUDED.value
WHERE answers.expiry <= now() RETURNING 1
"""
_DELETE = "DELETE FROM answers WHERE namespace = ? AND key = ANY(?) RETURNING 1"


class PostgresAnswers:
    """The answers of all processes that share a database, with the interface of LangGraph's cache."""

    def __init__(self, database: Database, claims: Claims) -> None:
        self._database = database
        self._claims = claims

    def open(self) -> "PostgresAnswers":
        """Return itself: there is nothing to open."""
        return self

    def open_locks(self) -> KeyLocks:
        """Return the locks of this process."""
        return ClaimedKeys(self._claims)

    def is_made(self) -> bool:
        """Return True, as it cannot be told without asking the server."""
        return True

    @repeatable
    def get(self, keys: Sequence[FullKey]) -> dict[FullKey, Any]:
        """Return what is kept under `keys`."""
        found: dict[FullKey, Any] = {}
        for namespace in {namespace for namespace, _ in keys}:
            wanted = [key for other, key in keys if other == namespace]
            for key, encoding, value in self._database.rows(_GET, ",".join(namespace), wanted):
                found[namespace, key] = _SERDE.loads_typed((encoding, bytes(value)))
        return found

    async def aget(self, keys: Sequence[FullKey], /) -> dict[FullKey, Any]:
        """Do what `get` does, in a thread."""
        return await asyncio.to_thread(self.get, keys)

    @repeatable
    def set(self, pairs: Mapping[FullKey, tuple[Any, int | None]]) -> None:
        """Keep values for a number of seconds, or for good if it is None. Either all are written or none."""
        rows = []
        for (namespace, key), (value, seconds) in sorted(pairs.items(), key=lambda pair: pair[0]):
            expiry = None if seconds is None else datetime.now(UTC) + timedelta(seconds=seconds)
            rows.append((",".join(namespace), key, expiry, *_SERDE.dumps_typed(value)))
        if rows:
            self._database.rows(_SET, *(list(column) for column in zip(*rows, strict=True)))

    async def aset(self, pairs: Mapping[FullKey, tuple[Any, int | None]], /) -> None:
        """Do what `set` does, in a thread."""
        await asyncio.to_thread(self.set, pairs)

    @repeatable
    def delete(self, namespace: Namespace, keys: Collection[str]) -> None:
        """Delete what is kept under `keys`. Postgres overwrites freed rows when it vacuums."""
        self._database.rows(_DELETE, ",".join(namespace), list(keys))


@dataclass(frozen=True)
class ClaimedKeys:
    """Locks of keys between processes, each a claim."""

    claims: Claims

    async def try_acquire(self, key: str) -> bool:
        """Return whether this process holds the lock of `key` now; it then has to release it."""
        return await shielded(asyncio.to_thread(self.claims.claim, key))

    async def release(self, key: str) -> None:
        """Let another process have it."""
        await shielded(asyncio.to_thread(self.claims.drop, key))
