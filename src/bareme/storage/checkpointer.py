"""The checkpoints of sessions, in the home or in the database of a cluster."""

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any

from bareme.storage.owners import LOCAL
from bareme.storage.stores import stores

if TYPE_CHECKING:  # it takes long to load
    from langgraph.checkpoint.base import BaseCheckpointSaver, CheckpointTuple


def open_checkpointer() -> "AbstractAsyncContextManager[BaseCheckpointSaver[Any]]":
    """Return LangGraph's checkpointer over the checkpoints that the settings name, to be entered."""
    return stores().checkpoints.open()


async def is_begun(thread_id: str) -> bool:
    """Return whether there is a checkpoint of a thread. Its state is not read."""
    return await stores().checkpoints.is_begun(thread_id)


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


async def newest_checkpoint(thread_id: str) -> "CheckpointTuple | None":
    """Return the newest checkpoint of a thread, or None if it has none."""
    async with open_checkpointer() as saver:
        return await saver.aget_tuple({"configurable": {"thread_id": thread_id}})
