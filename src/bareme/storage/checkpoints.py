"""What is asked of the checkpoints of sessions, wherever they are kept."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # it takes long, and most commands need none
    from langgraph.checkpoint.base import BaseCheckpointSaver


@dataclass(frozen=True)
class KeptThread:
    """The newest checkpoint of a thread."""

    channels: dict[str, Any]
    writes: list[tuple[str, Any]]
    """What finished tasks of the step under way have written, each with its channel."""
    questions: list[Any]
    """What it waits to be answered."""


class Checkpoints(Protocol):
    """Where checkpoints are kept."""

    def open(self) -> "AbstractAsyncContextManager[BaseCheckpointSaver[Any]]":
        """Return LangGraph's checkpointer over them."""

    async def is_begun(self, thread_id: str) -> bool:
        """Return whether there is a checkpoint of a thread. Its state is not read."""

    async def read(self, thread_id: str) -> KeptThread | None:
        """Return the newest checkpoint of a thread, or None if it has none. No run can go on from it."""

    async def newest(self) -> dict[str, str]:
        """Return the id of the newest checkpoint of each thread."""

    async def is_named_elsewhere(self, key: str, thread_id: str) -> bool:
        """Return whether a checkpoint of another thread holds this text."""
