"""LangGraph's SQLite saver for an event loop, without the older checkpoints of a thread that waits or has ended.

LangGraph's own saver for event loops sends each statement and each commit to a thread, which costs several times as
much as writing. This one sends whole methods.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata, CheckpointTuple
from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.checkpoint.sqlite import SqliteSaver

from bareme.storage.checkpoint_order import follow
from bareme.storage.pruning import has_ended, logging_failures, prune_file, shrink_file, waits_for_answer
from bareme.storage.remembering_serializer import RememberingSerializer


class PruningSaver(SqliteSaver):
    """A checkpointer that keeps the newest checkpoint of each thread, unless it `keeps_all`.

    `thread` has one thread, in which everything that uses the connection is done, in the order in which it was asked
    for. Without it, everything is done inside the event loop. Checkpoints are on disk when they are written if
    `waits_for_disk`; otherwise a power cut may take the last ones, which a killed process never does.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        *,
        serde: SerializerProtocol,
        thread: ThreadPoolExecutor | None,
        keeps_all: bool = False,
        waits_for_disk: bool = True,
    ) -> None:
        super().__init__(connection, serde=serde)
        self._waits_for_disk = waits_for_disk
        self._path = path
        self._keeps_all = keeps_all
        self._thread = thread
        self._has_pruned = False
        self._synchronous = ""
        self._asked_at: dict[str, str] = {}
        """By thread, the checkpoint at which it asks something."""

    async def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return await self._do(lambda: self.conn.execute(query, values).fetchall())

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """Return a checkpoint, which those that this process makes will follow."""
        found = await self._do(self.get_tuple, config)
        if found is not None:
            follow(found.checkpoint["id"])
        return found

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,  # noqa: A002 - LangGraph's name
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        """Yield checkpoints, the latest first."""
        for found in await self._do(lambda: [*self.list(config, filter=filter, before=before, limit=limit)]):
            yield found

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Write a checkpoint, and delete the older ones if the thread has ended with it."""
        return await self._do(self.put, config, checkpoint, metadata, new_versions)

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        """Write what a task returned, and delete the older checkpoints if it asks something."""
        await self._do(self.put_writes, config, writes, task_id, task_path)

    async def adelete_thread(self, thread_id: str) -> None:
        """Delete all that is kept of a thread."""
        await self._do(self.delete_thread, thread_id)

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """Delete the checkpoints of threads: all but the newest of each (`keep_latest`), or all (`delete`).

        Raises:
            ValueError: the strategy is neither.
            NotImplementedError: `keep_latest` cannot prune a thread with a `DeltaChannel`.
        """
        if strategy not in {"keep_latest", "delete"}:
            raise ValueError(f"unknown strategy {strategy!r}")
        for thread in thread_ids:
            if strategy == "delete":
                await self.adelete_thread(thread)
            else:
                await self._do(partial(self._keep_latest, thread, overwrite=True))

    async def shrink(self) -> None:
        """Make the file as small as what it holds, if checkpoints were deleted from it."""
        if self._has_pruned:
            with logging_failures():
                await self._do(shrink_file, self._path)

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Write a checkpoint, and delete the older ones if the thread has ended with it."""
        self._sync(waits=True)
        placed = super().put(config, checkpoint, metadata, new_versions)
        thread = str(config["configurable"]["thread_id"])
        ended = has_ended(checkpoint)
        # A question can be written before the checkpoint at which it is asked.
        asked_at = self._asked_at.get(thread, "")
        if asked_at and asked_at <= checkpoint["id"]:
            del self._asked_at[thread]
        if ended or asked_at == checkpoint["id"]:
            # The platform deletes a thread that was for one run. Sessions are erased by writing the file anew.
            self._prune(thread, overwrite=ended)
        return placed

    def put_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        """Write what a task returned, and delete the older checkpoints if it asks something."""
        asks = waits_for_answer(writes)
        # Without waiting, a killed process loses nothing. After a power cut the task is made again, from the answers
        # that were paid for; what people decided is on disk with the checkpoint that follows, before they are told.
        self._sync(waits=asks)
        super().put_writes(config, writes, task_id, task_path)
        if asks:
            thread = str(config["configurable"]["thread_id"])
            self._asked_at[thread] = config["configurable"]["checkpoint_id"]
            self._prune(thread, overwrite=False)

    def delete_thread(self, thread_id: str) -> None:
        """Delete all that is kept of a thread, in memory too."""
        super().delete_thread(thread_id)
        self._asked_at.pop(thread_id, None)
        if isinstance(self.serde, RememberingSerializer):
            self.serde.forget()

    def _sync(self, *, waits: bool) -> None:
        """Let transactions from now on end when they and all before are on disk, or as soon as they are written."""
        level = "FULL" if waits and self._waits_for_disk else "NORMAL"
        if level != self._synchronous:
            self.conn.execute(f"PRAGMA synchronous={level}")
            self._synchronous = level

    def _prune(self, thread: str, *, overwrite: bool) -> None:
        if not self._keeps_all:
            with logging_failures():
                self._keep_latest(thread, overwrite=overwrite)

    def _keep_latest(self, thread: str, *, overwrite: bool) -> None:
        prune_file(self._path, thread, overwrite=overwrite)
        self._has_pruned = True

    async def _do[*Ts, T](self, work: Callable[[*Ts], T], *arguments: *Ts) -> T:
        """Return what `work` returns. It is done even if whoever waits for it is cancelled."""
        if self._thread is None:
            return work(*arguments)
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments))
