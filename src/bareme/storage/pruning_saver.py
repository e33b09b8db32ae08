"""LangGraph's SQLite saver, without the older checkpoints of a thread that waits for an answer or has ended."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiosqlite
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata, CheckpointTuple
from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from bareme.storage.checkpoint_order import follow
from bareme.storage.pruning import has_ended, logging_failures, prune_file, shrink_file, waits_for_answer


class PruningSaver(AsyncSqliteSaver):
    """A checkpointer that keeps the newest checkpoint of each thread, unless it `keeps_all`."""

    def __init__(
        self, conn: aiosqlite.Connection, path: Path, *, serde: SerializerProtocol, keeps_all: bool = False
    ) -> None:
        super().__init__(conn, serde=serde)
        self._path = path
        self._keeps_all = keeps_all
        self._has_pruned = False
        self._asked_at: dict[str, str] = {}
        """By thread, the checkpoint at which it asks something."""

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """Return a checkpoint, which those that this process makes will follow."""
        found = await super().aget_tuple(config)
        if found is not None:
            follow(found.checkpoint["id"])
        return found

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Write a checkpoint, and delete the older ones if the thread has ended with it."""
        placed = await super().aput(config, checkpoint, metadata, new_versions)
        thread = str(config["configurable"]["thread_id"])
        ended = has_ended(checkpoint)
        # A question can be written before the checkpoint at which it is asked.
        asked_at = self._asked_at.get(thread, "")
        if asked_at and asked_at <= checkpoint["id"]:
            del self._asked_at[thread]
        if ended or asked_at == checkpoint["id"]:
            # The platform deletes a thread that was for one run. Sessions are erased by writing the file anew.
            await self._prune(thread, overwrite=ended)
        return placed

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        """Write what a task returned, and delete the older checkpoints if it asks something."""
        await super().aput_writes(config, writes, task_id, task_path)
        if waits_for_answer(writes):
            thread = str(config["configurable"]["thread_id"])
            self._asked_at[thread] = config["configurable"]["checkpoint_id"]
            await self._prune(thread, overwrite=False)

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
                await self._keep_latest(thread, overwrite=True)

    async def _prune(self, thread: str, *, overwrite: bool) -> None:
        if not self._keeps_all:
            with logging_failures():
                await self._keep_latest(thread, overwrite=overwrite)

    async def _keep_latest(self, thread: str, *, overwrite: bool) -> None:
        async with self.lock:
            await asyncio.to_thread(prune_file, self._path, thread, overwrite=overwrite)
        self._has_pruned = True

    async def shrink(self) -> None:
        """Make the file as small as what it holds, if checkpoints were deleted from it."""
        if self._has_pruned:
            with logging_failures():
                await asyncio.to_thread(shrink_file, self._path)
