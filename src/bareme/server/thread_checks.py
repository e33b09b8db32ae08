"""What is checked of a thread before the platform answers for it."""

from uuid import UUID

import httpx

from bareme.graphs.owner import invited_by
from bareme.server import problem_kinds as kinds
from bareme.server.caller import Caller
from bareme.server.platform_client import get_client, runs_on_aegra
from bareme.server.problems import Problem
from bareme.storage.checkpointer import is_begun
from bareme.translation import Message


async def require_begun(thread_id: str) -> None:
    """Refuse to continue a session that has not begun: the graph would start on nothing.

    Raises:
        Problem: 404, as the platform answers for another's.
    """
    if not await is_begun(thread_id):
        message = Message("no session has begun on the thread {thread_id!r}: send an input first", thread_id=thread_id)
        raise Problem(404, kinds.SESSION_MISSING, message)


async def have_it_wait(thread_id: str) -> None:
    """Have aegra take an answer to a session that no run here has asked: it was carried here from another server."""
    if runs_on_aegra():
        await get_client().threads.mark_interrupted(thread_id)


async def require_same_graph(thread_id: str, assistant_id: object) -> None:
    """Refuse to run another graph on a thread than the one that began it: it would put its own state in the session's.

    Raises:
        Problem: 409.
    """
    try:
        found = await get_client().threads.search(ids=[thread_id], select=["thread_id", "metadata"])
        began = (found[0]["metadata"] or {}).get("graph_id") if found else None
        asked = await _graph_of(str(assistant_id)) if began else None
    except httpx.HTTPStatusError:  # no such thread or assistant, which the platform says itself
        return
    if began != asked:
        message = Message("the session was begun by {began!r}, which no other graph can continue", began=str(began))
        raise Problem(409, kinds.CONFLICT, message)


async def _graph_of(assistant_id: str) -> str:
    """Return the graph of an assistant, which is named by its id or by its graph."""
    try:
        UUID(assistant_id)
    except ValueError:
        return assistant_id
    return str((await get_client().assistants.get(assistant_id))["graph_id"])


async def is_invited(caller: Caller, thread_id: str) -> bool:
    """Return whether the caller is invited to review the session of another."""
    return await invited_by(caller.identity, thread_id) is not None


async def sees_screens_only(caller: Caller, thread_id: str) -> bool:
    """Return whether what blind marking hides is kept from the caller: a browser, or whoever is invited to review.

    `thread_id` is empty where no thread is concerned.
    """
    return caller.through == "cookie" or await is_invited(caller, thread_id)


async def require_own(thread_id: str, caller: Caller) -> None:
    """Refuse to stream from a thread of another. The platform itself would find that out in the middle of the stream.

    Raises:
        Problem: 404, as for a thread that there is not.
    """
    try:
        found = await get_client().threads.search(ids=[thread_id], select=["thread_id", "metadata"])
    except httpx.HTTPStatusError:  # no id of a thread
        found = []
    owner = (found[0]["metadata"] or {}).get("owner") if found else None
    if owner is None or owner not in {caller.identity, await invited_by(caller.identity, thread_id)}:
        message = Message("there is no session {session_id!r}", session_id=thread_id)
        raise Problem(404, kinds.SESSION_MISSING, message)
