"""Erasing sessions: when their owner asks for it, after the time of retention, and where a crash cut it short."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

import structlog
from fastapi import Depends, FastAPI

from bareme.errors import BaremeError
from bareme.server import problem_kinds as kinds
from bareme.server.identity import Caller, caller_of
from bareme.server.platform_threads import forget_thread, has_run
from bareme.server.problems import Problem
from bareme.server.sessions import language_of, state_of
from bareme.settings import get_settings
from bareme.storage.erasure import erase_sessions, sessions_untouched_since
from bareme.storage.session_lock import is_held_elsewhere
from bareme.storage.session_uses import session_uses
from bareme.translation import Message

_log = structlog.stdlib.get_logger(__name__)
_PAUSE_SECONDS = 3600.0


async def delete_session(session_id: UUID, caller: Annotated[Caller, Depends(caller_of)]) -> None:
    """Erase a session: thread, runs, checkpoints, decisions, spending; documents and answers unless another uses them.

    409 while a run of it is going or waits: cancel it first. Files that were exported are not the server's to erase.
    """
    session = str(session_id)
    begun = await asyncio.to_thread(session_uses().unfinished_erasures)
    if begun.get(session) != caller.identity:
        state = await state_of(session_id, caller)
        if await has_run(session) or await asyncio.to_thread(is_held_elsewhere, session):
            message = Message("a run of the session is going: cancel it, then delete the session")
            raise Problem(409, kinds.SESSION_IN_USE, message, language=language_of(state))
    await _erase({session: caller.identity})


async def _erase(owners: dict[str, str]) -> None:
    """Erase sessions, given with their owners, and finish what was begun."""
    uses = session_uses()
    for session, owner in owners.items():
        await asyncio.to_thread(uses.begin_erasure, session, owner)
    begun = await asyncio.to_thread(uses.unfinished_erasures)
    for session in begun:
        await forget_thread(session)
    await erase_sessions({})
    for session in begun:
        _log.info("a session was erased", session_id=session)


async def erase_expired() -> None:
    """Finish the erasures that were cut short, and erase the sessions that the time of retention is over for."""
    expired: dict[str, str] = {}
    if days := get_settings().retention_days:
        for session in await sessions_untouched_since(datetime.now(UTC) - timedelta(days=days)):
            if not (await has_run(session) or await asyncio.to_thread(is_held_elsewhere, session)):
                expired[session] = ""
    await _erase(expired)


@asynccontextmanager
async def erasing_what_expires(app: FastAPI) -> AsyncIterator[None]:  # noqa: ARG001 - FastAPI passes itself
    """While the server runs, erase what expires, at its start and once an hour."""

    async def repeat() -> None:
        while True:
            try:
                await erase_expired()
            except BaremeError:
                _log.exception("what has expired could not be erased; it is tried again in an hour")
            await asyncio.sleep(_PAUSE_SECONDS)

    task = asyncio.create_task(repeat())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
