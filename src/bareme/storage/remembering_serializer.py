"""LangGraph's serializer, which remembers the newest checkpoint of each session that it wrote or read last.

An edit reads the checkpoint that the edit before has written. Decoding it again took a third of an edit's processor
time, and gave equal objects beside those that the process keeps of the session.
"""

from typing import Any

from langgraph.checkpoint.base import Checkpoint, copy_checkpoint
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

MOST_BYTES = 16_000_000
"""Of all checkpoints that are remembered. A class of five hundred copies takes ten million."""

_LARGE = 20_000
"""Bytes. Smaller values are no sessions, or are decoded as soon as they are found."""


class RememberingSerializer(JsonPlusSerializer):
    """Decodes plain JSON and LangGraph's own types alone, because somebody may have changed what is in the file."""

    def __init__(self) -> None:
        super().__init__(pickle_fallback=False)
        self._remembered: dict[str, tuple[bytes, Checkpoint]] = {}
        """By session, the one written or read last at the end."""

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        """Return the kind of a value and its bytes."""
        kind, data = super().dumps_typed(obj)
        self._remember(data, obj)
        return kind, data

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        """Return the value of a kind and bytes. Those of a checkpoint that is remembered give its channels' objects."""
        known = next((checkpoint for written, checkpoint in self._remembered.values() if written == data[1]), None)
        if known is not None:
            return copy_checkpoint(known)
        value = super().loads_typed(data)
        self._remember(data[1], value)
        return value

    def forget(self) -> None:
        """Forget all checkpoints, because one of them was deleted; the others are decoded once more."""
        self._remembered.clear()

    def _remember(self, data: bytes, value: Any) -> None:
        session_id = _session_of(value) if _LARGE <= len(data) <= MOST_BYTES else None
        if session_id is None:
            return
        self._remembered.pop(session_id, None)
        self._remembered[session_id] = data, copy_checkpoint(value)
        while sum(len(written) for written, _ in self._remembered.values()) > MOST_BYTES:
            del self._remembered[next(iter(self._remembered))]


def _session_of(value: Any) -> str | None:
    """Return the id of the session whose checkpoint a value is, if it is one.

    The nodes of sessions replace what is in a channel; those of other graphs may change it in place.
    """
    channels = value.get("channel_values", {}) if isinstance(value, dict) else {}
    return str(channels["session"]["session_id"]) if "session_input" in channels and channels.get("session") else None
