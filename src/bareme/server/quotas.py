"""How much a caller may keep and have done at once. Without authentication nothing is limited, as with the rates."""

import time

from bareme.documents import get_store
from bareme.server import problem_kinds as kinds
from bareme.server.caller import Caller
from bareme.server.platform_client import get_client
from bareme.server.problems import Problem
from bareme.server.rate_limits import count_new_session, count_upload
from bareme.settings import get_settings
from bareme.translation import Message

_PAUSE_SECONDS = 30
_CREATION_SECONDS = 1.0
_let_in: dict[str, dict[str, float]] = {}
"""When a run was last let in, by identity and thread. Of requests that come together, each sees those before it."""


async def check_new_session(identity: str) -> None:
    """Refuse to begin another session.

    Raises:
        Problem: 409, if the caller has as many as one may have; 429, if they have begun too many of late.
    """
    await count_new_session(identity)
    limit = get_settings().max_sessions
    if await get_client().threads.count(metadata={"owner": identity}) >= limit:
        message = Message("you have {limit} sessions, the most that one may have: delete some first", limit=limit)
        raise Problem(409, kinds.QUOTA_REACHED, message, limit=limit)


async def check_running(identity: str, thread_id: str) -> None:
    """Refuse a run while as many sessions of somebody are running as may at once.

    Raises:
        Problem: 429; it says when to try again.
    """
    limit = get_settings().max_sessions_at_once
    busy = await get_client().threads.search(
        metadata={"owner": identity}, status="busy", select=["thread_id"], limit=limit + 1
    )
    running = {thread["thread_id"] for thread in busy} | _just_let_in(identity)
    if len(running - {thread_id}) >= limit:
        message = Message("{limit} sessions of yours are running, the most at once: wait for one of them", limit=limit)
        headers = {"retry-after": str(_PAUSE_SECONDS)}
        raise Problem(429, kinds.TOO_MANY_REQUESTS, message, headers=headers, limit=limit)
    _let_in.setdefault(identity, {})[thread_id] = time.monotonic()


def _just_let_in(identity: str) -> set[str]:
    """Return the threads whose runs were let in a moment ago, so that the platform may not show them as busy yet."""
    now = time.monotonic()
    recent = {thread: at for thread, at in _let_in.pop(identity, {}).items() if now - at < _CREATION_SECONDS}
    if recent:
        _let_in[identity] = recent
    return set(recent)


async def check_upload(caller: Caller) -> None:
    """Refuse another document.

    Raises:
        Problem: 409, if the caller keeps as much as one may; 429, if they have sent too many of late.
    """
    if caller.through == "local":
        return
    await count_upload(caller)
    limit = get_settings().max_stored_bytes
    _, stored = await get_store(caller.identity).totals()
    if stored >= limit:
        message = Message(
            "your documents take {limit} bytes, the most that one may keep: delete some first", limit=limit
        )
        raise Problem(409, kinds.QUOTA_REACHED, message, limit=limit)
