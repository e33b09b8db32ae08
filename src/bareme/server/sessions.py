"""HTTP routes of a session beside the runs API."""

import asyncio
from typing import Annotated, Any
from uuid import UUID

import httpx
from fastapi import Depends, Request
from langgraph_sdk import get_client
from pydantic import BaseModel, WithJsonSchema

from bareme.domain.decider import Decider
from bareme.domain.limits import MOST_ACTIONS, NAME_LENGTH
from bareme.domain.mock_exam.free_form import BOUNDS
from bareme.domain.outcomes import ActionOutcome
from bareme.domain.points import Language
from bareme.errors import InvalidInput, SessionMissing
from bareme.graphs.early_decisions import decide_early
from bareme.graphs.owner import invited_by, may_enter
from bareme.graphs.review_answer import read_answer
from bareme.graphs.validation import SESSION_LANGUAGE
from bareme.server import problem_kinds as kinds
from bareme.server.accepted_language import accepted_language
from bareme.server.identity import Caller, caller_of
from bareme.server.problems import Problem, problem_of
from bareme.translation import Message

# It is read action by action, so that one that cannot be read takes none of the others with it.
type SentCommand = Annotated[
    dict[str, Any],
    WithJsonSchema(
        {
            "type": "object",
            "description": "A ReviewCommand, whose whole schema is at `/schemas`.",
            "properties": {
                "actions": {"type": "array", "items": {"type": "object", **BOUNDS}, "maxItems": MOST_ACTIONS},
                "author": {"type": "string", "maxLength": NAME_LENGTH},
            },
            "required": ["actions"],
            "additionalProperties": False,
        }
    ),
]


class Decided(BaseModel):
    """What became of each action. Decisions that were applied are kept for good, and count already."""

    outcomes: list[ActionOutcome]


async def decide(
    session_id: UUID, command: SentCommand, request: Request, caller: Annotated[Caller, Depends(caller_of)]
) -> Decided:
    """Decide on copies that are graded, also while others still are. The body is a ReviewCommand.

    409 before the scale is confirmed and after the review is finished. 422 names a faulty field.
    """
    state = await state_of(session_id, caller, reviewers=True)
    if not state["values"].get("brief_id") or state["values"].get("finished"):
        message = Message("no decisions are taken now: send an answer to the session's interrupt")
        raise Problem(409, kinds.CONFLICT, message, language=language_of(state))
    language = accepted_language(request.scope, default=language_of(state))
    # Thousands of actions take long enough for the event loop to be missed.
    read = await asyncio.to_thread(read_answer, command, language)
    if read.command is None:
        raise Problem(422, kinds.INVALID_INPUT, Message(read.error), language=language)
    try:
        decided = await decide_early(state["values"], read.command, by=decider_in(state, caller))
        return Decided(outcomes=await asyncio.to_thread(read.with_refused, decided))
    except InvalidInput as error:
        raise problem_of(error, language=language) from None


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


def decider_in(state: dict[str, Any], caller: Caller) -> Decider:
    """Return the caller as who decides in a session."""
    return Decider(caller.identity, is_reviewer=not may_enter(state["values"].get("owner", ""), caller.identity))


def language_of(state: dict[str, Any]) -> Language:
    """Return the language of a session, also of one whose settings are not frozen yet."""
    return str((state["values"].get("policy") or {}).get("language", SESSION_LANGUAGE))
