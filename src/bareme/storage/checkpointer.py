"""The checkpoints of sessions, in the home or in the database of a cluster."""

<<<<<<< HEAD
from contextlib import AbstractAsyncContextManager
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver, CheckpointTuple
=======
import asyncio
import sqlite3
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

from langgraph.checkpoint.base import CheckpointTuple
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
>>>>>>> main

from bareme.storage.owners import LOCAL
from bareme.storage.stores import stores


<<<<<<< HEAD
def open_checkpointer() -> AbstractAsyncContextManager[BaseCheckpointSaver[Any]]:
    """Return LangGraph's checkpointer over the checkpoints that the settings name, to be entered."""
    return stores().checkpoints.open()
=======
@asynccontextmanager
async def open_checkpointer() -> AsyncIterator[CountingSaver]:
    """Yield the checkpointer over `Settings.checkpoints_file`, which is created if it does not exist."""
    settings = get_settings()
    path = settings.checkpoints_file
    loop = asyncio.get_running_loop()
    thread = ThreadPoolExecutor(1, thread_name_prefix="checkpoints")
    connection = await loop.run_in_executor(thread, _open, path)
    try:
        # Channels hold plain JSON, so nothing else is read back from a file that somebody may have changed.
        serde = JsonPlusSerializer(pickle_fallback=False)
        # LangGraph Studio looks back and begins again at an earlier step.
        saver = CountingSaver(connection, path, serde=serde, thread=thread, keeps_all=settings.studio)
        await loop.run_in_executor(thread, saver.setup)
        yield saver
        await saver.shrink()
    finally:
        await asyncio.shield(loop.run_in_executor(thread, connection.close))
        thread.shutdown(wait=False)


def _open(path: Path) -> sqlite3.Connection:
    make_private_file(path)
    _make_home_private(path.parent)
    connection = sqlite3.connect(path)
    # Only a new file takes it: freed pages can be cut off.
    connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
    # Readers do not wait for the writer, and a killed process leaves a file that can be opened.
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA busy_timeout=30000")
    connection.execute("PRAGMA secure_delete=ON")
    return connection


@cache
def _make_home_private(home: Path) -> None:
    """Do so once in a process: what it makes itself is private from the start."""
    make_tree_private(home, depth=1)
>>>>>>> main


async def is_begun(thread_id: str) -> bool:
    """Return whether there is a checkpoint of a thread. Its state is not read."""
<<<<<<< HEAD
    return await stores().checkpoints.is_begun(thread_id)
=======
    async with open_checkpointer() as saver:
        return bool(await saver.rows("SELECT 1 FROM checkpoints WHERE thread_id = ? LIMIT 1", thread_id))
>>>>>>> main


async def kept_owner(thread_id: str) -> str | None:
    """Return who owns the checkpoints of a thread, or None if it has none.

    Those of a run that was cut short at once have only the server's note of who started it. Where nothing is noted, the
    command line made them.
    """
    kept = await newest_checkpoint(thread_id)
    if kept is None:
        return None
    noted: dict[str, Any] = {**kept.metadata}
    return str(kept.checkpoint["channel_values"].get("owner") or noted.get("owner") or LOCAL)


async def kept_values(thread_id: str) -> dict[str, Any] | None:
    """Return the newest state of a thread that is kept, or None if it has none."""
    kept = await newest_checkpoint(thread_id)
    return kept.checkpoint["channel_values"] if kept else None


async def newest_checkpoint(thread_id: str) -> CheckpointTuple | None:
    """Return the newest checkpoint of a thread, or None if it has none."""
    async with open_checkpointer() as saver:
        return await saver.aget_tuple({"configurable": {"thread_id": thread_id}})
