"""Erase sessions: everything that Barème keeps of them, down to the freed pages of its databases.

An erasure is recorded before it begins and forgotten when it is complete. Each step may be repeated, so one that was
cut short is finished by the next.
"""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from bareme.settings import get_settings
from bareme.storage.answers import answer_store
from bareme.storage.checkpointer import open_checkpointer
from bareme.storage.documents import get_store
from bareme.storage.earlier_sessions import record_earlier_uses
from bareme.storage.exported_files import drop_exported
from bareme.storage.freed_pages import overwrite_freed_pages
from bareme.storage.stores import stores
from bareme.storage.written_files import forget_written


async def erase_sessions(owners: dict[str, str]) -> None:
    """Erase sessions, given with their owners, and finish what was cut short before. Nothing may run them meanwhile.

    Documents and answers that another session uses stay.

    Raises:
        StoreUnusable: a store cannot be written; the next call goes on.
    """
    uses = stores().uses
    for session, owner in owners.items():
        await asyncio.to_thread(uses.begin_erasure, session, owner)
    begun = await asyncio.to_thread(uses.unfinished_erasures)
    for session in begun:
        for step in _STEPS:
            await step(session)
    if begun:
        # After the last of them: it takes as long for one session as for many.
        await asyncio.to_thread(_overwrite_what_is_freed)
    for session in begun:
        await asyncio.to_thread(uses.end_erasure, session)
    if begun:
        await asyncio.to_thread(overwrite_freed_pages, get_settings().uses_file)  # that it was erased


async def _erase_checkpoints(session: str) -> None:
    async with open_checkpointer() as saver:
        await saver.adelete_thread(session)


async def _erase_documents_and_answers(session: str) -> None:
    store, answers = get_store(), answer_store()

    def erase() -> None:
        with stores().uses.dropping(session) as used:
            store.remove(used.documents)
            answers.delete(used.answers)

    await asyncio.to_thread(erase)


async def _erase_lines(session: str) -> None:
    await asyncio.to_thread(stores().inbox.erase, session)
    await asyncio.to_thread(stores().ledger.erase, session)
    await asyncio.to_thread(stores().outcomes.forget, session)
    await asyncio.to_thread(stores().invitations.withdraw_all, session)
    await asyncio.to_thread(drop_exported, session)
    await asyncio.to_thread(_erase_files, session)


def _erase_files(session: str) -> None:
    stores().locks.forget(session)
    forget_written(session)
    with suppress(FileNotFoundError):
        shutil.rmtree(get_settings().opened_folder / session)


_STEPS: tuple[Callable[[str], Awaitable[None]], ...] = (
    record_earlier_uses,
    _erase_checkpoints,
    _erase_documents_and_answers,
    _erase_lines,
)


def _overwrite_what_is_freed() -> None:
    settings = get_settings()
    for file in (*settings.home.glob("*.sqlite"), settings.documents_folder / "index.sqlite"):
        overwrite_freed_pages(file)


async def delete_unused_documents(*, before: datetime) -> None:
    """Delete the files that were sent before a time and never came into a session."""
    await get_store().delete_unused(before=before)


async def last_used() -> dict[str, datetime]:
    """Return when something was last written for each session."""
    last = await asyncio.to_thread(stores().uses.last_recorded)
    for session, checkpoint_id in (await stores().checkpoints.newest()).items():
        last[session] = max(last.get(session, 0), _written_at(checkpoint_id))
    return {session: datetime.fromtimestamp(at, UTC) for session, at in last.items()}


def _written_at(checkpoint_id: str) -> float:
    """Return when a checkpoint was written, in seconds since 1970. Its id is a UUID of version 6 (RFC 9562)."""
    digits = checkpoint_id.replace("-", "")
    ticks = int(digits[:12] + digits[13:16], 16)  # of 100 nanoseconds, since the Gregorian calendar began
    return (datetime(1582, 10, 15, tzinfo=UTC) + timedelta(microseconds=ticks // 10)).timestamp()
