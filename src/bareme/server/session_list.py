"""The route that lists a caller's sessions."""

import asyncio
from collections import Counter
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Depends, Query
from pydantic import ConfigDict, Field

from bareme.domain.copies import CopyStatus
from bareme.domain.frozen_model import FrozenModel
from bareme.graphs.events import Counts
from bareme.graphs.owner import may_enter
from bareme.graphs.session_snapshot import Stage
from bareme.server.caller import Caller
from bareme.server.extraction import values_at
from bareme.server.identity import caller_of
from bareme.server.platform_client import get_client
from bareme.server.platform_threads import GRAPH
from bareme.storage.checkpointer import open_checkpointer
from bareme.storage.kept_threads import kept_thread
from bareme.storage.stores import stores

# The platform hands out these alone: a whole session has megabytes.
_EXTRACTED = {
    "recorded": "metadata.owner",
    "owner": "values.owner",
    "name": "values.session.name",
    "confirmed": "values.brief_id",
    "scale": "values.scheme.version",
    "drafted": "values.rubric.round",
    "progress": "values.progress",
    "current": "values.results_current",
    "finished": "values.finished",
    "to_decide": "values.open_questions",
}


class SessionEntry(FrozenModel):
    """A session in a list."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "session_id": "5f0c2b1e-8d7a-4c53-9e57-3b6a0f3f2f10",
                    "name": "Physique – 2026-11-30",
                    "stage": "in_review",
                    "is_running": False,
                    "counts": {"total": 28, "completed": 27, "failed": 1, "remaining": 0},
                    "open_questions": 41,
                    "created_at": "2026-11-30T08:00:00Z",
                    "updated_at": "2026-11-30T09:12:00Z",
                }
            ]
        }
    )

    session_id: str
    name: str
    stage: Stage
    is_running: bool = Field(description="Whether a run is at work on it; `counts` are then those before the run.")
    counts: Counts | None = Field(None, description="null before the scale is confirmed.")
    open_questions: int | None = Field(
        None, description="Questions whose mark is not decided yet; null before the copies are graded."
    )
    created_at: datetime
    updated_at: datetime


class SessionList(FrozenModel):
    """Sessions, the latest change first."""

    sessions: tuple[SessionEntry, ...]
    next_offset: int | None = Field(None, description="To send as `offset` for those that follow; null at the end.")


async def list_sessions(
    caller: Annotated[Caller, Depends(caller_of)],
    *,
    whose: Annotated[Literal["own", "invited"], Query(description="invited: those that one may review.")] = "own",
    limit: Annotated[int, Query(ge=1, le=100, description="How many at most.")] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000, description="How many to leave out first.")] = 0,
) -> SessionList:
    """Return the caller's sessions, or those that they are invited to review, without what is in them."""
    invited = await asyncio.to_thread(_invitations_of, caller.identity) if whose == "invited" else None
    if invited == {}:
        return SessionList(sessions=())
    found: Any = await get_client().threads.search(
        metadata={"graph_id": GRAPH, **({} if invited else {"owner": caller.identity})},
        ids=list(invited) if invited else None,
        limit=limit + 1,
        offset=offset,
        sort_by="updated_at",
        sort_order="desc",
        select=["thread_id", "created_at", "updated_at", "status"],
        extract=_EXTRACTED,
    )
    found = [await _with_kept(thread) for thread in found]
    # The record may have been made anew after a crash, by anybody; the owner in the state is who began the session.
    shown = [
        thread
        for thread in found[:limit]
        if thread["extracted"]["recorded"] == (owner := (invited or {}).get(thread["thread_id"], caller.identity))
        and may_enter(thread["extracted"].get("owner") or "", owner)
    ]
    return SessionList(sessions=tuple(map(_entry, shown)), next_offset=offset + limit if len(found) > limit else None)


async def _with_kept(thread: dict[str, Any]) -> dict[str, Any]:
    """Return a thread with what its checkpoints say, if its record knows no state.

    That is so of a session that was carried here, and of one whose record was made anew after a crash.
    """
    if thread["status"] != "idle" or thread["extracted"].get("owner"):
        return thread
    async with open_checkpointer() as saver:
        kept = await kept_thread(saver, thread["thread_id"])
    whole = {"metadata": {"owner": thread["extracted"]["recorded"]}, "values": kept.channels if kept else {}}
    return {**thread, "extracted": values_at(whole, _EXTRACTED)}


def _invitations_of(reviewer: str) -> dict[str, str]:
    """Return the owners of the sessions that somebody is invited to review, by session."""
    invitations = stores().invitations
    owners = {session: invitations.owner_for(reviewer, session) for session in invitations.sessions_of(reviewer)}
    return {session: owner for session, owner in owners.items() if owner}


def _entry(thread: dict[str, Any]) -> SessionEntry:
    values = thread["extracted"]
    running = thread["status"] == "busy"
    counts = None
    if values.get("confirmed"):
        statuses = Counter(copy["status"] for copy in (values.get("progress") or {}).values())
        completed, failed = statuses[CopyStatus.COMPLETE], statuses[CopyStatus.FAILED]
        total = statuses.total()
        counts = Counts(total=total, completed=completed, failed=failed, remaining=total - completed - failed)
    return SessionEntry(
        session_id=thread["thread_id"],
        name=values.get("name") or "",
        stage=_stage(values, running=running),
        is_running=running,
        counts=counts,
        open_questions=values.get("to_decide") if values.get("current") else None,
        created_at=thread["created_at"],
        updated_at=thread["updated_at"],
    )


def _stage(values: dict[str, Any], *, running: bool) -> Stage:
    """Return the stage by what the last run has left. What one is doing that still goes on is not known here."""
    if values.get("finished"):
        return Stage.FINISHED
    if values.get("name") is None:
        return Stage.READING if running else Stage.NEW
    if not values.get("confirmed"):
        at_rest = Stage.RUBRIC if values.get("drafted") and values.get("scale") else Stage.SCALE
        return Stage.GRADING if running else at_rest
    if values.get("current"):
        return Stage.REVIEW
    return Stage.GRADING if running else Stage.STOPPED
