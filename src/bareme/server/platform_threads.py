"""The platform's record of a thread: threads, runs and what they were started with."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http import HTTPStatus
from threading import Lock
from typing import Any, Literal

import httpx

from bareme.errors import InvalidInput
from bareme.server.platform_client import get_client

GRAPH = "graph_grading"
_FLUSHING = Lock()
_PAGE = 100
_UNDER_WAY: tuple[Literal["pending", "running"], ...] = ("pending", "running")


async def has_run(thread_id: str) -> bool:
    """Return whether a run of the thread is going or waits to be started."""
    client = get_client()
    with _lost_records():
        for status in _UNDER_WAY:
            if await client.runs.list(thread_id, status=status, limit=1):
                return True
    return False


@contextmanager
def _lost_records() -> Iterator[None]:
    """Pass over a thread that the server does not know, such as one whose record it lost in a crash."""
    try:
        yield
    except httpx.HTTPStatusError as error:
        if error.response.status_code != HTTPStatus.NOT_FOUND:
            raise


async def threads_untouched_since(limit: datetime) -> list[str]:
    """Return the threads that the platform has last written before a time, also those in which nothing was ever run."""
    client, found = get_client(), list[str]()
    while page := await client.threads.search(
        sort_by="updated_at", sort_order="asc", limit=_PAGE, offset=len(found), select=["thread_id", "updated_at"]
    ):
        old = [thread["thread_id"] for thread in page if _time(thread["updated_at"]) < limit]
        found += old
        if len(old) < _PAGE:
            break
    return found


def _time(value: datetime | str) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


async def refuse_foreign_thread(thread_id: str, owner: str) -> None:
    """Refuse to write a thread of anybody but `owner`; there may be none.

    Raises:
        InvalidInput: it is somebody else's.
    """
    found = await get_client().threads.search(ids=[thread_id], limit=1, select=["thread_id", "metadata"])
    if any((thread["metadata"] or {}).get("owner") != owner for thread in found):
        raise InvalidInput("session {session_id!r} is somebody else's here", session_id=thread_id)


async def record_thread(thread_id: str, owner: str) -> None:
    """Make the platform's record of a session whose state is kept already, unless there is one."""
    metadata = {"owner": owner, "graph_id": GRAPH}
    await get_client().threads.create(thread_id=thread_id, metadata=metadata, if_exists="do_nothing")


async def forget_thread(thread_id: str) -> None:
    """Delete the platform's record of a thread and of its runs, on disk too. There may be none."""
    with _lost_records():
        await get_client().threads.delete(thread_id)
    await asyncio.to_thread(_flush)


def _flush() -> None:
    """Have the development server write its records now. By itself it does so every ten seconds."""
    # Not imported here: the import starts a thread that writes, also where that server does not run.
    persistence: Any = sys.modules.get("langgraph_runtime_inmem._persistence")
    database: Any = sys.modules.get("langgraph_runtime_inmem.database")
    if persistence is None or database is None:
        return
    with _FLUSHING:
        if persistence._flush_thread is None:  # noqa: SLF001 - nothing public tells whether it flushes
            return
        # Its own thread writes to the same unfinished file.
        persistence.stop_flush_loop()
        try:
            database.GLOBAL_STORE.sync()
        finally:
            persistence.register_persistent_dict(database.GLOBAL_STORE)
