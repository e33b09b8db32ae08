"""LangGraph's checkpointer over a pool of connections, for a server that outlives a restart of its database."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import psycopg
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata, CheckpointTuple
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from psycopg.rows import DictRow
from psycopg_pool import AsyncConnectionPool

from bareme.storage.patience import PAUSE_SECONDS, Patience
from bareme.storage.postgres.connections import AS_BEFORE_OUR_SCHEMA
from bareme.storage.run_attempts import RunAttempt

_CONNECT_SECONDS = 2.0
_IDLE_SECONDS = 30.0
_LOST = (psycopg.OperationalError, psycopg.InterfaceError)
_OPTIONS = {"connect_timeout": 10, "keepalives_idle": 30, "tcp_user_timeout": 30_000}
"""A server that vanished is given up."""

_COUNT = """
INSERT INTO bareme.run_attempts AS known (thread_id, run_id, kept, tries, at) VALUES (%s, %s, %s, 1, now())
ON CONFLICT (thread_id) DO UPDATE SET
tries = CASE WHEN known.run_id = EXCLUDED.run_id AND known.kept = EXCLUDED.kept THEN known.tries + 1 ELSE 1 END,
run_id = EXCLUDED.run_id, kept = EXCLUDED.kept, at = EXCLUDED.at RETURNING tries
"""
_FORGET = "DELETE FROM bareme.run_attempts WHERE thread_id = %s"
_FORGET_OLD = "DELETE FROM bareme.run_attempts WHERE at < now() - make_interval(days => 7)"
"""No run takes longer."""


class LastingPool(AsyncConnectionPool[psycopg.AsyncConnection[DictRow]]):
    """A pool of connections that has new ones soon after the database was restarted.

    It does not check a connection before it gives it away: each broken one would be followed by a pause twice as long
    as the one before, so that five of them make a run wait for half a minute and fail. Nor does it go on trying to
    connect in ever longer pauses; whoever asks next has it try again.
    """

    def __init__(self, conninfo: str, *, kwargs: dict[str, Any], **options: Any) -> None:
        options |= {"check": None, "timeout": _CONNECT_SECONDS, "reconnect_timeout": _CONNECT_SECONDS}
        options |= {"max_idle": _IDLE_SECONDS, "configure": _configure}
        super().__init__(conninfo, kwargs={**_OPTIONS, **kwargs}, **options)


async def _configure(connection: psycopg.AsyncConnection[Any]) -> None:
    await connection.execute(AS_BEFORE_OUR_SCHEMA.encode())


class RepeatingSaver(AsyncPostgresSaver):
    """A checkpointer that does again what a lost connection cut short.

    What it reads and writes may be done twice: rows are replaced by themselves. It ends a run that was taken up too
    often without anything having been kept of it.
    """

    def __init__(self, conn: LastingPool) -> None:
        # Channels hold plain JSON, so nothing else is read back.
        super().__init__(conn, serde=JsonPlusSerializer(pickle_fallback=False))
        self._pool = conn

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """Return a checkpoint.

        Raises:
            RunStuck: a run asks for it that is not taken up again.
        """
        found = await self._repeated(super().aget_tuple, config)
        attempt = RunAttempt.of(config, found)
        if attempt is not None:
            attempt.check(await self._repeated(self._count, attempt))
        return found

    async def adelete_thread(self, thread_id: str) -> None:
        """Delete all that is kept of a thread."""
        await self._repeated(super().adelete_thread, thread_id)
        async with self._pool.connection() as connection:
            await connection.execute(_FORGET, (thread_id,))

    async def _count(self, attempt: RunAttempt) -> int:
        """Return how often a run has been taken up with nothing more kept than there is now, this time included."""
        async with self._pool.connection() as connection:
            await connection.execute(_FORGET_OLD)
            found = await connection.execute(_COUNT, (attempt.thread_id, attempt.run_id, attempt.kept))
            row = await found.fetchone()
            assert row is not None  # noqa: S101 - it returns one
            return int(row["tries"])

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Write a checkpoint."""
        return await self._repeated(super().aput, config, checkpoint, metadata, new_versions)

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        """Write what a task returned."""
        await self._repeated(super().aput_writes, config, writes, task_id, task_path)

    async def _repeated[*Ts, T](self, method: Callable[[*Ts], Awaitable[T]], *arguments: *Ts) -> T:
        patience = Patience()
        while True:
            try:
                return await method(*arguments)
            except _LOST:
                if patience.is_over():
                    raise
            await self._pool.check()  # the others are broken as well
            await asyncio.sleep(PAUSE_SECONDS)
