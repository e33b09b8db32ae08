"""The order of checkpoints, which is that of their ids: UUIDs of version 6, which begin with the time."""

from langgraph.checkpoint.base import id as checkpoint_ids

_LAST = "_last_v6_timestamp"
"""LangGraph's name for the time in the last id that this process has made."""


def follow(checkpoint_id: str) -> None:
    """Let the ids that this process makes come after that of a kept checkpoint.

    LangGraph sees to it within a process alone. If the clock was set back since, a new process would make ids before
    the kept one, and what was decided in it would never be read.
    """
    names = vars(checkpoint_ids)
    names[_LAST] = max(checkpoint_ids.UUID(hex=checkpoint_id).time, names[_LAST] or 0)
