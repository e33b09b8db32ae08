"""Whose session it is: who may run it, beside what the server's own records say.

A server may lose its record of a thread in a crash, while the checkpoints stay. So the owner is in the session's own
state too, and every node checks it.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.config import get_config

from bareme.errors import SessionMissing
from bareme.storage.owners import LOCAL


def owner_of(config: RunnableConfig) -> str:
    """Return who runs: the identity that the server has authenticated, or `local` for a run of the command line.

    The servers write it themselves, and refuse a client's config or context that sets it.
    """
    configurable: Mapping[str, Any] = config.get("configurable") or {}
    return str(configurable.get("langgraph_auth_user_id") or LOCAL)


def may_enter(owner: str, caller: str) -> bool:
    """Return whether `caller` may read and run a session of `owner`.

    A session that an earlier version began has no owner in its state: for it, the server's record decides alone.
    """
    return owner in {"", caller}


def refuse_strangers(owner: str) -> None:
    """Refuse the run of anybody but the session's owner.

    Raises:
        SessionMissing: it is somebody else's session.
    """
    config = get_config()
    if not may_enter(owner, owner_of(config)):
        raise SessionMissing(str((config.get("configurable") or {}).get("thread_id", "")))


def only_for_owner(node: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Return the node with `refuse_strangers` before it."""

    @wraps(node)
    async def checked(state: Any, *args: Any, **kwargs: Any) -> Any:
        refuse_strangers(state.get("owner", "") if isinstance(state, dict) else state.owner)
        return await node(state, *args, **kwargs)

    return checked
