"""The checkpoints of sessions, in the home or in the database of a cluster."""

from contextlib import AbstractAsyncContextManager
from functools import lru_cache
from typing import Any, Protocol

from langgraph.checkpoint.base import BaseCheckpointSaver, CheckpointTuple

from bareme.settings import Settings, get_settings
from bareme.storage.owners import LOCAL
from bareme.storage.sqlite_checkpoints import SqliteCheckpoints


class Checkpoints(Protocol):
    """Where checkpoints are kept."""

    def open(self) -> AbstractAsyncContextManager[BaseCheckpointSaver[Any]]:
        """Return LangGraph's checkpointer over them."""

    async def is_begun(self, thread_id: str) -> bool:
        """Return whether there is a checkpoint of a thread. Its state is not read."""

    async def newest(self) -> dict[str, str]:
        """Return the id of the newest checkpoint of each thread."""

    async def is_named_elsewhere(self, key: str, thread_id: str) -> bool:
        """Return whether a checkpoint of another thread holds this text."""


def checkpoints() -> Checkpoints:
    """Return the checkpoints that the settings name."""
    return _open(get_settings())


@lru_cache(maxsize=4)
def _open(settings: Settings) -> Checkpoints:
    if settings.storage == "cluster":
        from bareme.storage.postgres_checkpoints import PostgresCheckpoints  # noqa: PLC0415 - psycopg is in an extra

        return PostgresCheckpoints(settings.database)
    # LangGraph Studio looks back and begins again at an earlier step.
    return SqliteCheckpoints(settings.checkpoints_file, keeps_all=settings.studio)


def open_checkpointer() -> AbstractAsyncContextManager[BaseCheckpointSaver[Any]]:
    """Return LangGraph's checkpointer over the checkpoints that the settings name, to be entered."""
    return checkpoints().open()


async def is_begun(thread_id: str) -> bool:
    """Return whether there is a checkpoint of a thread. Its state is not read."""
    return await checkpoints().is_begun(thread_id)


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
