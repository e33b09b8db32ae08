"""HTTP routes of a session beside the runs API."""

from typing import Annotated, Any
from uuid import UUID

import httpx
from fastapi import Depends, Request
from langgraph_sdk import get_client
from pydantic import BaseModel

from bareme.domain.decider import Decider
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


class Decided(BaseModel):
    """What became of each action. Decisions that were applied are kept for good, and count already."""

    outcomes: list[ActionOutcome]


async def decide(
    session_id: UUID, command: dict[str, Any], request: Request, caller: Annotated[Caller, Depends(caller_of)]
) -> Decided:
    """Decide on copies that are graded while others still are. The body is a ReviewCommand.

    409 if the session waits for an answer: send the actions as the answer to its interrupt. 422 names a faulty field.
    """
    state = await state_of(session_id, caller, reviewers=True)
    if state["interrupts"] or state["values"].get("finished"):
        message = Message("no copy is being graded: send the actions as the answer to the session's interrupt")
        raise Problem(409, kinds.CONFLICT, message, language=language_of(state))
    language = accepted_language(request.scope, default=language_of(state))
    read = read_answer(command, language)
    if read.command is None:
        raise Problem(422, kinds.INVALID_INPUT, Message(read.error), language=language)
    try:
        return Decided(
            outcomes=read.with_refused(await decide_early(state["values"], read.command, by=decider_in(state, caller)))
        )
    except InvalidInput as error:
        raise problem_of(error, language=language) from None


async def state_of(session_id: UUID, caller: Caller, *, reviewers: bool = False) -> dict[str, Any]:
    """Return the state of a thread that belongs to the caller or, if so said, that they are invited to review.

    Raises:
        SessionMissing: there is no such thread, or it is somebody else's.
    """
    inviter = await invited_by(caller.identity, str(session_id)) if reviewers else None
    owner = inviter or caller.identity
    # This client reaches the server from within, past its authentication, so the owner is checked here.
    client = get_client()
    missing = SessionMissing(str(session_id))
    try:
        thread = await client.threads.get(str(session_id))
        if (thread.get("metadata") or {}).get("owner") != owner:
            raise missing
        state: Any = await client.threads.get_state(str(session_id))
    except httpx.HTTPStatusError:
        raise missing from None
    if not isinstance(state, dict):
        return {}
    # The record may have been made anew after a crash, by anybody.
    if not may_enter(state["values"].get("owner", ""), owner):
        raise missing
    return state


def decider_in(state: dict[str, Any], caller: Caller) -> Decider:
    """Return the caller as who decides in a session."""
    return Decider(caller.identity, is_reviewer=not may_enter(state["values"].get("owner", ""), caller.identity))


def language_of(state: dict[str, Any]) -> Language:
    """Return the language of a session, also of one whose settings are not frozen yet."""
    return str((state["values"].get("policy") or {}).get("language", SESSION_LANGUAGE))
