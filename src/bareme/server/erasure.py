"""Erasing sessions: when their owner asks for it, after the time of retention, and where a crash cut it short."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

import structlog
from fastapi import Depends, FastAPI

from bareme.domain.points import Language
from bareme.errors import BaremeError, SessionMissing
from bareme.graphs.session_cache import drop_sessions
from bareme.graphs.validation import SESSION_LANGUAGE
from bareme.runtime import current_runtime
from bareme.server import problem_kinds as kinds
from bareme.server.identity import Caller, caller_of
from bareme.server.platform_threads import forget_thread, has_run, threads_untouched_since
from bareme.server.problems import Problem
from bareme.server.run_queue import forget_let_in
from bareme.server.sessions import language_of, state_of
from bareme.settings import get_settings
from bareme.storage.checkpointer import kept_owner
from bareme.storage.earlier_sessions import record_earlier_uses
from bareme.storage.erasure import delete_unused_documents, erase_sessions, last_used
from bareme.storage.exported_files import drop_exported_before
from bareme.storage.session_lock import is_held_elsewhere
from bareme.storage.stores import stores
from bareme.translation import Message

_log = structlog.stdlib.get_logger(__name__)
_PAUSE_SECONDS = 3600.0
_LOCK = "expired sessions"
_DOWNLOADED_WITHIN = timedelta(hours=1)


async def delete_session(session_id: UUID, caller: Annotated[Caller, Depends(caller_of)]) -> None:
    """Erase a session: thread, runs, checkpoints, decisions, spending; documents and answers unless another uses them.

    409 while a run of it is going or waits: cancel it first. Files that were exported are not the server's to erase.
    """
    session = str(session_id)
    begun = await asyncio.to_thread(stores().uses.unfinished_erasures)
    if begun.get(session) != caller.identity:
        language = await _language_of_own(session_id, caller)
        if await has_run(session) or await asyncio.to_thread(is_held_elsewhere, session):
            message = Message("a run of the session is going: cancel it, then delete the session")
            raise Problem(409, kinds.SESSION_IN_USE, message, language=language)
    await _erase({session: caller.identity})


async def _language_of_own(session_id: UUID, caller: Caller) -> Language:
    """Return the language of a session of the caller's, also of one whose record the server lost in a crash.

    Raises:
        SessionMissing: there is no such session, or it is somebody else's.
    """
    try:
        return language_of(await state_of(session_id, caller))
    except SessionMissing:
        if await kept_owner(str(session_id)) != caller.identity:
            raise
    return SESSION_LANGUAGE


async def _erase(owners: dict[str, str]) -> None:
    """Erase sessions, given with their owners, and finish what was begun. One erasure at a time: each finishes all."""
    async with current_runtime().resource(_one_at_a_time):
        await _erase_and_finish(owners)


def _one_at_a_time() -> asyncio.Lock:
    return asyncio.Lock()


async def _erase_and_finish(owners: dict[str, str]) -> None:
    uses = stores().uses
    for session, owner in owners.items():
        await asyncio.to_thread(uses.begin_erasure, session, owner)
    begun = await asyncio.to_thread(uses.unfinished_erasures)
    for session in begun:
        await record_earlier_uses(session)  # as long as its state is there
        await forget_thread(session)
        forget_let_in(session)
    await erase_sessions({})
    drop_sessions(begun)
    for session in begun:
        _log.info("a session was erased", session_id=session)


async def erase_expired() -> None:
    """Finish the erasures that were cut short, and erase what is over: sessions by the retention, files to download.

    Of the processes of a cluster one does it at a time; the others have nothing to do.
    """
    locks = stores().locks
    if not await asyncio.to_thread(locks.try_acquire, _LOCK):
        return
    try:
        await _erase_expired()
    finally:
        await asyncio.to_thread(locks.release, _LOCK)


async def _erase_expired() -> None:
    await asyncio.to_thread(drop_exported_before, datetime.now(UTC) - _DOWNLOADED_WITHIN)
    days = get_settings().retention_days
    limit = datetime.now(UTC) - timedelta(days=days)
    await _erase(await _expired(limit) if days else {})
    if days:
        await delete_unused_documents(before=limit)


async def _expired(limit: datetime) -> dict[str, str]:
    """Return the sessions and threads in which nothing has happened since `limit`, of whichever owner."""
    last = await last_used()
    # The server may have lost the record of a session, and a thread may never have been run.
    found = [*last, *(thread for thread in await threads_untouched_since(limit) if thread not in last)]
    return {
        session: ""
        for session in found
        if last.get(session, limit) <= limit
        and not (await has_run(session) or await asyncio.to_thread(is_held_elsewhere, session))
    }


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
