"""A session as routes read it: its state at this moment, whole and validated."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bareme.domain.points import Language
from bareme.graphs.early_decisions import last_entry
from bareme.graphs.lru_cache import LruCache
from bareme.graphs.session_snapshot import SessionSnapshot, Stage, at_rest, snapshot_of
from bareme.graphs.state import updated
from bareme.runtime import current_runtime
from bareme.server import problem_kinds as kinds
from bareme.server.caller import Caller
from bareme.server.problems import Problem
from bareme.server.sessions import language_of, owner_for, record_of, state_of
from bareme.translation import Message

_KEPT = 4
"""Sessions at rest that stay in memory: a screen reads one again and again, copy by copy."""


@dataclass(frozen=True)
class OpenSession:
    """A session as it stands, and whether a run is at work on it."""

    snapshot: SessionSnapshot
    is_running: bool = False
    is_reviewer: bool = False
    """Whether the caller was invited to review it, and does not own it."""

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


@dataclass(frozen=True)
class _AtRest:
    """A session that waits for an answer: its state, and what it came to with the decisions up to the last one."""

    state: dict[str, Any]
    decided: int
    session: OpenSession


async def open_session(session_id: UUID, caller: Caller, *, reviewers: bool = False) -> OpenSession:
    """Return a session that belongs to the caller or, if so said, that they are invited to review.

    Raises:
        SessionMissing: there is no such session, or it is somebody else's.
    """
    owner = await owner_for(session_id, caller, reviewers=reviewers)
    record = await record_of(session_id, owner)
    is_running = record.get("status") == "busy"
    at_rest = current_runtime().resource(_at_rest)
    # The caller is a part of the key, so what was checked for one serves no other.
    key = (caller.identity, str(session_id), str(record.get("updated_at")))
    # What changes without another record is a decision by the route.
    decided = await asyncio.to_thread(last_entry, str(session_id))
    known = None if is_running else at_rest.get(key)
    if known is not None and known.decided == decided:
        return known.session
    state = known.state if known is not None else await state_of(session_id, caller, reviewers=reviewers)
    snapshot = await _snapshot(session_id, state, is_running=is_running)
    session = OpenSession(snapshot, is_running, is_reviewer=owner != caller.identity)
    if snapshot.question is not None and not is_running:
        at_rest.keep(key, _AtRest(state, decided, session))
    return session


async def open_graded(session_id: UUID, caller: Caller, *, reviewers: bool = False) -> OpenSession:
    """Return a session as `open_session` does, if its scale is confirmed.

    Raises:
        Problem: 409, it is not confirmed yet.
        SessionMissing: there is no such session, or it is somebody else's.
    """
    session = await open_session(session_id, caller, reviewers=reviewers)
    if not session.snapshot.values.get("brief_id"):
        message = Message("there are no results yet: confirm the scale first")
        raise Problem(409, kinds.CONFLICT, message, language=session.language)
    return session


async def _snapshot(session_id: UUID, state: dict[str, Any], *, is_running: bool) -> SessionSnapshot:
    values = state.get("values") or {}
    question = state["interrupts"][0]["value"] if state.get("interrupts") else None
    for ended in state.get("tasks") or ():
        # Of a step that has not ended, the state may lack what its first tasks have written.
        values = updated(values, ended.get("result") or {})
    snapshot = await snapshot_of(str(session_id), values, question)
    cut_short = snapshot.stage is Stage.STOPPED and values.get("brief_id") and not is_running
    return at_rest(snapshot) if cut_short else snapshot


def _at_rest() -> LruCache[tuple[str, str, str], _AtRest]:
    return LruCache(_KEPT)
