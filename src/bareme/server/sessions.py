"""HTTP routes of a session beside the runs API."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import httpx
from fastapi import Depends, Request
from langgraph_sdk import get_client
from pydantic import BaseModel

from bareme.domain.outcomes import ActionOutcome
from bareme.domain.points import Language
from bareme.errors import InvalidInput, SessionMissing
from bareme.graphs.early_decisions import decide_early
from bareme.graphs.owner import may_enter
from bareme.graphs.review_answer import read_answer
from bareme.graphs.session_snapshot import SessionSnapshot, Stage, at_rest, snapshot_of
from bareme.graphs.state import updated
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
    state = await state_of(session_id, caller)
    if state["interrupts"] or state["values"].get("finished"):
        message = Message("no copy is being graded: send the actions as the answer to the session's interrupt")
        raise Problem(409, kinds.CONFLICT, message, language=language_of(state))
    language = accepted_language(request.scope, default=language_of(state))
    read = read_answer(command, language)
    if read.command is None:
        raise Problem(422, kinds.INVALID_INPUT, Message(read.error), language=language)
    try:
        return Decided(outcomes=read.with_refused(await decide_early(state["values"], read.command)))
    except InvalidInput as error:
        raise problem_of(error, language=language) from None


@dataclass(frozen=True)
class OpenSession:
    """A session as it stands, and whether a run is at work on it."""

    snapshot: SessionSnapshot
    is_running: bool

    @property
    def language(self) -> Language:
        """Its language, also before its settings are frozen."""
        return language_of({"values": self.snapshot.values})

    @property
    def stage(self) -> Stage:
        """Its stage. Where a run is at work, it is not stopped."""
        stage = self.snapshot.stage
        if not self.is_running or stage not in {Stage.NEW, Stage.STOPPED}:
            return stage
        return Stage.GRADING if self.snapshot.values.get("brief_id") else Stage.READING


async def open_session(session_id: UUID, caller: Caller) -> OpenSession:
    """Return a session of the caller's.

    Raises:
        SessionMissing: there is no such session, or it is somebody else's.
    """
    state = await state_of(session_id, caller)
    values = state.get("values") or {}
    question = state["interrupts"][0]["value"] if state.get("interrupts") else None
    for ended in state.get("tasks") or ():
        # Of a step that has not ended, the state may lack what its first tasks have written.
        values = updated(values, ended.get("result") or {})
    snapshot = await snapshot_of(str(session_id), values, question)
    is_running = state.get("is_running", False)
    if snapshot.stage is Stage.STOPPED and values.get("brief_id") and not is_running:
        snapshot = at_rest(snapshot)
    return OpenSession(snapshot, is_running)


async def open_graded(session_id: UUID, caller: Caller) -> OpenSession:
    """Return a session of the caller's whose scale is confirmed.

    Raises:
        Problem: 409, it is not confirmed yet.
        SessionMissing: there is no such session, or it is somebody else's.
    """
    session = await open_session(session_id, caller)
    if not session.snapshot.values.get("brief_id"):
        message = Message("there are no results yet: confirm the scale first")
        raise Problem(409, kinds.CONFLICT, message, language=session.language)
    return session


async def state_of(session_id: UUID, caller: Caller) -> dict[str, Any]:
    """Return the state of a thread that belongs to the caller.

    Raises:
        SessionMissing: there is no such thread, or it is somebody else's.
    """
    # This client reaches the server from within, past its authentication, so the owner is checked here.
    client = get_client()
    missing = SessionMissing(str(session_id))
    try:
        thread = await client.threads.get(str(session_id))
        if (thread.get("metadata") or {}).get("owner") != caller.identity:
            raise missing
        state: Any = await client.threads.get_state(str(session_id))
    except httpx.HTTPStatusError:
        raise missing from None
    if not isinstance(state, dict):
        return {}
    # The record may have been made anew after a crash, by anybody.
    if not may_enter(state["values"].get("owner", ""), caller.identity):
        raise missing
    return {**state, "is_running": thread.get("status") == "busy"}


def language_of(state: dict[str, Any]) -> Language:
    """Return the language of a session, also of one whose settings are not frozen yet."""
    return str((state["values"].get("policy") or {}).get("language", SESSION_LANGUAGE))
