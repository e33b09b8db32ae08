"""LangGraph's serializer, which remembers the checkpoints of sessions that it wrote or read last.

An edit reads the checkpoint that the edit before has written. Decoding it again took a third of an edit's processor
time, and gave equal objects beside those that the process keeps of the session.
"""

from collections import deque
from typing import Any

from langgraph.checkpoint.base import Checkpoint, copy_checkpoint
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

MOST_BYTES = 16_000_000
"""Of all checkpoints that are remembered. A class of five hundred copies takes ten million."""

_LARGE = 20_000
"""Bytes. Smaller values are no sessions, or are decoded as soon as they are found."""

_OF_SESSIONS = "session_input"
"""A channel that sessions alone have. Their nodes replace what is in a channel; other graphs may change it in place."""


class RememberingSerializer(JsonPlusSerializer):
    """It decodes plain JSON and LangGraph's own types alone, because somebody may have changed what is in the file."""

    def __init__(self) -> None:
        super().__init__(pickle_fallback=False)
        self._remembered: deque[tuple[bytes, Checkpoint]] = deque()

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        """Return the kind of a value and its bytes."""
        kind, data = super().dumps_typed(obj)
        self._remember(data, obj)
        return kind, data

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        """Return the value of a kind and bytes. Those of a checkpoint that is remembered give its channels' objects."""
        known = next((checkpoint for written, checkpoint in reversed(self._remembered) if written == data[1]), None)
        if known is not None:
            return copy_checkpoint(known)
        value = super().loads_typed(data)
        self._remember(data[1], value)
        return value

    def _remember(self, data: bytes, value: Any) -> None:
        if not _LARGE <= len(data) <= MOST_BYTES or not _is_of_session(value):
            return
        self._remembered.append((data, copy_checkpoint(value)))
        while sum(len(written) for written, _ in self._remembered) > MOST_BYTES:
            self._remembered.popleft()


def _is_of_session(value: Any) -> bool:
    """Return whether a value is a checkpoint of a session."""
    return isinstance(value, dict) and _OF_SESSIONS in value.get("channel_values", ())
