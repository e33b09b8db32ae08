"""The checkpoints of a cluster, in its Postgres database, where the server that runs the graphs keeps them too."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import cache

import psycopg
from langgraph.checkpoint.postgres import PostgresSaver
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.store.postgres import PostgresStore
from psycopg.rows import dict_row

from bareme.errors import StoreUnusable
from bareme.storage.checkpoints import KeptThread
from bareme.storage.kept_threads import kept_thread
from bareme.storage.postgres.connections import AS_BEFORE_OUR_SCHEMA, FORGET_THE_VANISHED

_log = logging.getLogger(__name__)
_LOCK = 8_271_204_550
_HOLDER = """
SELECT COALESCE(host(client_addr), 'this machine'), to_char(backend_start, 'HH24:MI:SS TZ')
FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND granted AND classid::bigint = %s AND objid::bigint = %s
"""
_BEGUN = "SELECT thread_id, thread_id FROM checkpoints WHERE thread_id = %s LIMIT 1"
_NEWEST = "SELECT thread_id, MAX(checkpoint_id) FROM checkpoints GROUP BY 1"
# Texts are in the checkpoint itself, everything larger beside it.
_NAMED_ELSEWHERE = """
SELECT thread_id, channel FROM checkpoint_blobs WHERE thread_id != %s AND position(convert_to(%s, 'UTF8') IN blob) > 0
UNION ALL
SELECT thread_id, '' FROM checkpoints WHERE thread_id != %s AND position(%s IN checkpoint::text) > 0
LIMIT 1
"""


@dataclass(frozen=True)
class PostgresCheckpoints:
    """The checkpoints in the database `url`, whose tables are made when they are first needed."""

    url: str = field(repr=False)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncPostgresSaver]:
        """Yield a checkpointer over a connection of its own."""
        await asyncio.to_thread(_make_missing_tables, self.url)
        # Channels hold plain JSON, so nothing else is read back.
        serde = JsonPlusSerializer(pickle_fallback=False)
        async with AsyncPostgresSaver.from_conn_string(self.url, serde=serde) as saver:
            yield saver

    async def is_begun(self, thread_id: str) -> bool:
        """Return whether there is a checkpoint of a thread. Its state is not read."""
        return bool(await self._rows(_BEGUN, thread_id))

    async def read(self, thread_id: str) -> KeptThread | None:
        """Return the newest checkpoint of a thread, or None if it has none."""
        async with self.open() as saver:
            return await kept_thread(saver, thread_id)

    async def newest(self) -> dict[str, str]:
        """Return the id of the newest checkpoint of each thread."""
        return dict(await self._rows(_NEWEST))

    async def is_named_elsewhere(self, key: str, thread_id: str) -> bool:
        """Return whether a checkpoint of another thread holds this text."""
        return bool(await self._rows(_NAMED_ELSEWHERE, thread_id, key, thread_id, key))

    async def _rows(self, query: str, *values: str) -> list[tuple[str, str]]:
        try:
            await asyncio.to_thread(_make_missing_tables, self.url)
            async with await psycopg.AsyncConnection.connect(self.url, autocommit=True) as connection:
                found = await connection.execute(query.encode(), values)
                return [(str(first), str(second)) for first, second in await found.fetchall()]
        except psycopg.Error as error:
            reason = f"Postgres: {type(error).__name__}"
        raise StoreUnusable("sessions", reason)  # not chained: the error may quote the URL


@contextmanager
def one_process_at_a_time(url: str) -> Iterator[None]:
    """Make tables within the block: of processes that start together, all but one would fail."""
    with psycopg.connect(url, autocommit=True) as holder:
        holder.execute(FORGET_THE_VANISHED.encode())
        told = False
        # Asked again and again: an index that is made concurrently waits for statements that wait, and they for it. The
        # lock ends with the connection.
        while holder.execute("SELECT pg_try_advisory_lock(%s)", (_LOCK,)).fetchone() != (True,):
            if not told and (found := holder.execute(_HOLDER, (_LOCK >> 32, _LOCK & 0xFFFFFFFF)).fetchone()):
                place, since = found
                _log.warning("waiting for a process at %s, which has been making the tables since %s", place, since)
                told = True
            time.sleep(0.2)
        yield


def make_checkpoint_tables(url: str) -> None:
    """Make LangGraph's tables where they are missing."""
    with psycopg.connect(url, autocommit=True, prepare_threshold=0, row_factory=dict_row) as connection:
        connection.execute(AS_BEFORE_OUR_SCHEMA.encode())
        PostgresSaver(connection).setup()
        PostgresStore(connection).setup()


@cache  # once in a process
def _make_missing_tables(url: str) -> None:
    """Make LangGraph's tables where no server has done so yet: the command line may come first.

    Raises:
        StoreUnusable: Postgres cannot be reached, or does not allow it.
    """
    try:
        if not _are_made(url):
            with one_process_at_a_time(url):
                make_checkpoint_tables(url)
    except psycopg.Error as error:
        # Not chained to the error, which may quote the URL.
        raise StoreUnusable("sessions", f"Postgres: {type(error).__name__}") from None


def _are_made(url: str) -> bool:
    with psycopg.connect(url, autocommit=True) as connection:
        if connection.execute("SELECT to_regclass('checkpoint_migrations')").fetchone() == (None,):
            return False
        newest = len(PostgresSaver.MIGRATIONS) - 1
        return connection.execute("SELECT 1 FROM checkpoint_migrations WHERE v >= %s", (newest,)).fetchone() is not None
