"""Which threads a checkpointer keeps something of."""

from langgraph.checkpoint.base import BaseCheckpointSaver

from bareme.storage.pruning_saver import PruningSaver

_THREADS = "SELECT DISTINCT thread_id FROM checkpoints"


async def kept_threads(saver: BaseCheckpointSaver[str]) -> list[str]:
    """Return the ids of the threads, without reading the states of those in a SQLite file."""
    if isinstance(saver, PruningSaver):
        return [thread for (thread,) in await saver.rows(_THREADS)]
    return list(dict.fromkeys([saved.config["configurable"]["thread_id"] async for saved in saver.alist(None)]))
