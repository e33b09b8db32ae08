"""Which threads a checkpointer keeps something of."""

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

_THREADS = "SELECT DISTINCT thread_id FROM checkpoints"


async def kept_threads(saver: BaseCheckpointSaver[str]) -> list[str]:
    """Return the ids of the threads, without reading the states of those in a SQLite file."""
    if isinstance(saver, AsyncSqliteSaver):
        return [thread for (thread,) in await saver.conn.execute_fetchall(_THREADS)]
    if isinstance(saver, SqliteSaver):
        return [thread for (thread,) in saver.conn.execute(_THREADS)]
    return list(dict.fromkeys([saved.config["configurable"]["thread_id"] async for saved in saver.alist(None)]))
