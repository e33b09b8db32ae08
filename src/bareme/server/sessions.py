"""HTTP routes of a session beside the runs API."""

from typing import Any
from uuid import UUID

import httpx

from bareme.domain.points import Language
from bareme.errors import SessionMissing
from bareme.graphs.owner import invited_by, may_enter
from bareme.graphs.validation import SESSION_LANGUAGE
from bareme.server.identity import Caller
from bareme.server.platform_client import get_client


async def state_of(session_id: UUID, caller: Caller, *, reviewers: bool = False) -> dict[str, Any]:
    """Return the state of a thread that belongs to the caller or, if so said, that they are invited to review.

    Raises:
        SessionMissing: there is no such thread, or it is somebody else's.
    """
    owner = await owner_for(session_id, caller, reviewers=reviewers)
    await record_of(session_id, owner)
    try:
        state: Any = await get_client().threads.get_state(str(session_id))
    except httpx.HTTPStatusError:
        raise SessionMissing(str(session_id)) from None
    if not isinstance(state, dict):
        return {}
    # The record may have been made anew after a crash, by anybody.
    if not may_enter(state["values"].get("owner", ""), owner):
        raise SessionMissing(str(session_id))
    return state


async def owner_for(session_id: UUID, caller: Caller, *, reviewers: bool) -> str:
    """Return whose session it must be: the caller's, or of who invited them to review it."""
    inviter = await invited_by(caller.identity, str(session_id)) if reviewers else None
    return inviter or caller.identity


async def record_of(session_id: UUID, owner: str) -> dict[str, Any]:
    """Return the server's record of a thread of the owner's, without its values.

    Raises:
        SessionMissing: there is no such thread, or it is somebody else's.
    """
    # This client reaches the server from within, past its authentication, so the owner is checked here.
    threads, wanted = get_client().threads, str(session_id)
    try:
        # `get` would send all values, which are megabytes.
        found: Any = await threads.search(
            ids=[wanted], limit=1, select=["thread_id", "status", "updated_at", "metadata"]
        )
        if [thread["thread_id"] for thread in found] != [wanted]:
            found = [await threads.get(wanted)]
    except httpx.HTTPStatusError:
        raise SessionMissing(wanted) from None
    record: dict[str, Any] = found[0]
    if (record.get("metadata") or {}).get("owner") != owner:
        raise SessionMissing(wanted)
    return record


def language_of(state: dict[str, Any]) -> Language:
    """Return the language of a session, also of one whose settings are not frozen yet."""
    return str((state["values"].get("policy") or {}).get("language", SESSION_LANGUAGE))
