"""Checkpoints that are written inside the event loop, for a process that grades on its own.

LangGraph's saver writes in a thread, so that the loop goes on. But the offline examiner keeps the loop busy, and writes
wait behind its next attempts: in a process killed after twenty attempts, none of them was in the file.
"""

import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata, CheckpointTuple
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver

from bareme.storage.checkpoint_order import follow
from bareme.storage.private_files import make_private_file
from bareme.storage.pruning import has_ended, keep_latest, logging_failures, shrink_file, waits_for_answer


class InlineSaver(SqliteSaver):
    """LangGraph's SQLite saver, whose asynchronous methods do their work before they return.

    Like the other one, it keeps the newest checkpoint of a thread that waits for an answer or has ended.
    """

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """Return a checkpoint, which those that this process makes will follow."""
        found = self.get_tuple(config)
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
        for found in self.list(config, filter=filter, before=before, limit=limit):
            yield found

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Write a checkpoint."""
        placed = self.put(config, checkpoint, metadata, new_versions)
        if has_ended(checkpoint):
            self._prune(config)
        return placed

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        """Write what a task returned."""
        self.put_writes(config, writes, task_id, task_path)
        if waits_for_answer(writes):
            self._prune(config)

    def _prune(self, config: RunnableConfig) -> None:
        with logging_failures():
            keep_latest(self.conn, config["configurable"]["thread_id"])


@contextmanager
def open_inline_checkpointer(path: Path) -> Iterator[InlineSaver]:
    """Yield the checkpointer over a file, which is created if it does not exist."""
    make_private_file(path)
    with closing(sqlite3.connect(path, check_same_thread=False)) as connection:
        connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA busy_timeout=30000")
        # No waiting for the disk. A killed process loses nothing, a power cut only the last moment.
        connection.execute("PRAGMA synchronous=NORMAL")
        saver = InlineSaver(connection, serde=JsonPlusSerializer(pickle_fallback=False))
        saver.setup()
        yield saver
    with logging_failures():
        shrink_file(path)
