"""How much a caller may keep and have done at once. Without authentication nothing is limited, as with the rates."""

import asyncio

from bareme.documents import get_store
from bareme.server import problem_kinds as kinds
from bareme.server.caller import Caller
from bareme.server.platform_client import get_client
from bareme.server.problems import Problem
from bareme.server.rate_limits import count_new_session, count_upload
from bareme.settings import get_settings
from bareme.storage.stores import stores
from bareme.translation import Message

_PAUSE_SECONDS = 30


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
    starting_runs = stores().starting_runs
    starting = await asyncio.to_thread(starting_runs.note, identity, thread_id)
    busy = await get_client().threads.search(
        metadata={"owner": identity}, status="busy", select=["thread_id"], limit=limit + 1
    )
    running = {thread["thread_id"] for thread in busy} | starting
    if len(running - {thread_id}) >= limit:
        await asyncio.to_thread(starting_runs.withdraw, identity, thread_id)
        message = Message("{limit} sessions of yours are running, the most at once: wait for one of them", limit=limit)
        headers = {"retry-after": str(_PAUSE_SECONDS)}
        raise Problem(429, kinds.TOO_MANY_REQUESTS, message, headers=headers, limit=limit)


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
