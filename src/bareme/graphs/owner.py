"""Whose session it is: who may run it, beside what the server's own records say.

A server may lose its record of a thread in a crash, while the checkpoints stay. So the owner is in the session's own
state too, and every node checks it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.config import get_config

from bareme.domain.decider import Decider
from bareme.errors import SessionMissing
from bareme.storage.owners import LOCAL
from bareme.storage.stores import stores


def owner_of(config: RunnableConfig) -> str:
    """Return who runs: the identity that the server has authenticated, or `local` for a run of the command line.

    langgraph-api writes the id and the user over whatever a client sent, aegra the user alone; the door
    (`server/run_options.py`) lets no client set either. On aegra a reviewer's run is the owner's, and its `decider`
    says who it really is.
    """
    configurable: Mapping[str, Any] = config.get("configurable") or {}
    user = configurable.get("langgraph_auth_user")
    of_user = _field(user, "decider") or _field(user, "identity")
    return str(configurable.get("langgraph_auth_user_id") or of_user or LOCAL)


def _field(user: object, name: str) -> object:
    return user.get(name) if isinstance(user, Mapping) else getattr(user, name, None)


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


def decider_of(owner: str) -> Decider:
    """Return who decides in this run, in a session of `owner`."""
    identity = owner_of(get_config())
    return Decider(identity, is_reviewer=not may_enter(owner, identity))


async def _refuse_uninvited(owner: str) -> None:
    """Refuse the run of anybody but the session's owner and those whom the owner has invited.

    Raises:
        SessionMissing: it is somebody else's session.
    """
    config = get_config()
    caller, session_id = owner_of(config), str((config.get("configurable") or {}).get("thread_id", ""))
    if not may_enter(owner, caller) and await invited_by(caller, session_id) != owner:
        raise SessionMissing(session_id)


async def invited_by(caller: str, session_id: str) -> str | None:
    """Return the owner of a session that `caller` is invited to review, or None."""
    return await asyncio.to_thread(stores().invitations.owner_for, caller, session_id)


def only_for_owner(node: Callable[..., Awaitable[Any]], *, reviewers: bool = False) -> Callable[..., Awaitable[Any]]:
    """Return the node with a check of who runs it before it: the session's owner and, if so said, reviewers."""

    @wraps(node)
    async def checked(state: Any, *args: Any, **kwargs: Any) -> Any:
        owner = state.get("owner", "") if isinstance(state, dict) else state.owner
        if reviewers:
            await _refuse_uninvited(owner)
        else:
            refuse_strangers(owner)
        return await node(state, *args, **kwargs)

    return checked
