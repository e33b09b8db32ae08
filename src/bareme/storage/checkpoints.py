"""What is asked of the checkpoints of sessions, wherever they are kept."""

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # it takes long, and most commands need none
    from langgraph.checkpoint.base import BaseCheckpointSaver


class Checkpoints(Protocol):
    """Where checkpoints are kept."""

    def open(self) -> "AbstractAsyncContextManager[BaseCheckpointSaver[Any]]":
        """Return LangGraph's checkpointer over them."""

    async def is_begun(self, thread_id: str) -> bool:
        """Return whether there is a checkpoint of a thread. Its state is not read."""

    async def newest(self) -> dict[str, str]:
        """Return the id of the newest checkpoint of each thread."""

    async def is_named_elsewhere(self, key: str, thread_id: str) -> bool:
        """Return whether a checkpoint of another thread holds this text."""
