"""The routes by which the owner of a session invites others to review it."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from bareme.server import problem_kinds as kinds
from bareme.server.identity import Caller, caller_of
from bareme.server.problems import Problem
from bareme.server.sessions import state_of
from bareme.storage.stores import stores
from bareme.translation import Message

MOST_REVIEWERS = 50


class Reviewer(BaseModel):
    """Somebody who reviews the session of another."""

    model_config = ConfigDict(extra="forbid")

    identity: str = Field(min_length=1, max_length=200, description="As `GET /me` tells it.", examples=["bruno"])


class Reviewers(BaseModel):
    """Who is invited to review a session."""

    identities: list[str] = Field(description="As `GET /me` tells them.", examples=[["bruno", "chloé"]])


async def get_reviewers(session_id: UUID, caller: Annotated[Caller, Depends(caller_of)]) -> Reviewers:
    """Return who is invited to review the caller's session."""
    await state_of(session_id, caller)
    return await _reviewers(session_id)


async def invite(session_id: UUID, sent: Reviewer, caller: Annotated[Caller, Depends(caller_of)]) -> Reviewers:
    """Invite somebody to review the caller's session: to read it, decide on its marks and export it.

    They cannot delete it, change its scheme, have copies regraded, finish it, or see which model is which.
    """
    await state_of(session_id, caller)
    if sent.identity == caller.identity:
        raise Problem(422, kinds.INVALID_INPUT, Message("this is your own session: invite somebody else"))
    known = (await _reviewers(session_id)).identities
    if sent.identity not in known and len(known) >= MOST_REVIEWERS:
        message = Message("a session has at most {limit} reviewers", limit=MOST_REVIEWERS)
        raise Problem(422, kinds.INVALID_INPUT, message, limit=MOST_REVIEWERS)
    await asyncio.to_thread(stores().invitations.invite, str(session_id), sent.identity, owner=caller.identity)
    return await _reviewers(session_id)


async def withdraw(
    session_id: UUID,
    identity: Annotated[str, Query(max_length=200, description="Of the reviewer.")],
    caller: Annotated[Caller, Depends(caller_of)],
) -> None:
    """Take an invitation back. Decisions that were made stay."""
    await state_of(session_id, caller)
    await asyncio.to_thread(stores().invitations.withdraw, str(session_id), identity)


async def _reviewers(session_id: UUID) -> Reviewers:
    return Reviewers(identities=await asyncio.to_thread(stores().invitations.reviewers, str(session_id)))
