"""What a checkpointer keeps, as it is read to be looked at."""

from typing import TYPE_CHECKING

from langgraph.checkpoint.serde.types import INTERRUPT

from bareme.storage.checkpoints import KeptThread

if TYPE_CHECKING:  # it takes long to load
    from langgraph.checkpoint.base import BaseCheckpointSaver

_THREADS = "SELECT DISTINCT thread_id FROM checkpoints"


async def kept_threads(saver: "BaseCheckpointSaver[str]") -> list[str]:
    """Return the ids of the threads of a checkpointer, without reading the states of those in a SQLite file."""
    from bareme.storage.pruning_saver import PruningSaver  # noqa: PLC0415 - see above

    if isinstance(saver, PruningSaver):
        return [thread for (thread,) in await saver.rows(_THREADS)]
    return list(dict.fromkeys([saved.config["configurable"]["thread_id"] async for saved in saver.alist(None)]))


async def kept_thread(saver: "BaseCheckpointSaver[str]", thread_id: str) -> KeptThread | None:
    """Return the newest checkpoint of a thread, or None if it has none."""
    kept = await saver.aget_tuple({"configurable": {"thread_id": thread_id}})
    if kept is None:
        return None
    writes = [(channel, value) for _, channel, value in kept.pending_writes or ()]
    return KeptThread(
        channels=kept.checkpoint["channel_values"],
        writes=[(channel, value) for channel, value in writes if channel != INTERRUPT],
        questions=[asked.value for channel, value in writes if channel == INTERRUPT for asked in value],
    )
