"""Files that take long: made while the client is told how far they are, then kept for a while to be downloaded.

Nothing about them is kept in the process, so the file may be asked for at another one. A client that goes away ends
the work.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query, Request
from fastapi.responses import FileResponse, StreamingResponse
from pydantic import Field

from bareme.domain.frozen_model import FrozenModel
from bareme.errors import BaremeError, SessionMissing
from bareme.exports import ExportFormat
from bareme.runtime import current_runtime
from bareme.server.copy_without_row import CopyWithoutRow
from bareme.server.exports import ExportOptions, MadeFile, download_headers, make_file, open_exported
from bareme.server.identity import Caller, caller_of
from bareme.server.open_session import OpenSession, open_session
from bareme.server.problems import problem_of
from bareme.server.worksheet import sent_participants
from bareme.settings import get_settings
from bareme.storage.exported_files import FileLabel, drop_exported, exported_file, keep_exported

_TICK_SECONDS = 0.2
_SILENCE_SECONDS = 15.0
"""After which a comment is sent, so that nothing between takes the connection for dead."""


class ExportProgress(FrozenModel):
    """How far a file is. The figures are absolute, so a lost event does no harm."""

    done: int = Field(ge=0, description="Students whose part is made.")
    total: int = Field(ge=0, description="Of how many. 0: it is not known yet.")


class ExportedFile(FrozenModel):
    """A file that is made: GET /sessions/{session_id}/files/{file_id}. It is kept for an hour at least."""

    file_id: str
    name: str
    media_type: str
    size: int = Field(ge=0, description="In bytes.")
    missing: list[CopyWithoutRow] = Field(
        [],
        description="Of moodle-feedback: copies without a part in it, as nobody knows which participant they are of.",
    )


class _Stopped(Exception):
    """Ends the work in its thread and in the worker processes."""


@dataclass(frozen=True)
class _Order:
    """Who wants which file of which session."""

    session_id: UUID
    fmt: ExportFormat
    options: ExportOptions
    participants: Mapping[str, str] | None
    caller: Caller


@dataclass
class _Work:
    """A file that is being made: what the thread that makes it tells, and is told."""

    order: "_Order"
    progress: ExportProgress = field(default_factory=lambda: ExportProgress(done=0, total=0))
    is_stopped: bool = False

    def report(self, done: int, total: int) -> None:
        if self.is_stopped:
            raise _Stopped
        self.progress = ExportProgress(done=done, total=total)


async def make_export(
    session_id: UUID,
    fmt: ExportFormat,
    options: Annotated[ExportOptions, Query()],
    request: Request,
    caller: Annotated[Caller, Depends(caller_of)],
) -> StreamingResponse:
    """Make a file of a session and tell how far it is, as server-sent events.

    `progress` has an ExportProgress; at the end comes `file` with an ExportedFile, or `problem` with a problem
    document. To cancel, close the connection. The same refusals as for GET; 413 or 422 if the body is no worksheet.
    """
    session = await open_exported(session_id, options, caller)
    participants = await sent_participants(request, session, fmt, options)
    events = _events(request, session, _Order(session_id, fmt, options, participants, caller))
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)


async def get_file(
    session_id: UUID,
    file_id: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="As ExportedFile tells it.")],
    caller: Annotated[Caller, Depends(caller_of)],
) -> FileResponse:
    """Return a file that was made of a session. 404 if it was made too long ago: make it again."""
    await open_session(session_id, caller, reviewers=True)
    async with exported_file(str(session_id), file_id) as (label, path):
        return FileResponse(path, media_type=label.media_type, headers=download_headers(label.name))


async def _events(request: Request, session: OpenSession, order: _Order) -> AsyncIterator[str]:
    work = _Work(order)
    making = asyncio.create_task(_make(work, session))
    told, told_at = None, time.monotonic()
    try:
        while not making.done():
            if work.progress != told:
                told, told_at = work.progress, time.monotonic()
                yield _event("progress", told.model_dump_json())
            elif time.monotonic() - told_at > _SILENCE_SECONDS:
                told_at = time.monotonic()
                yield ":\n\n"
            await asyncio.wait({making}, timeout=_TICK_SECONDS)
        file = making.result()
        assert file is not None  # noqa: S101 - it was not stopped
        yield _event("file", (await _keep(order, file)).model_dump_json())
    except BaremeError as error:
        problem = problem_of(error, language=session.language).response(request.scope)
        yield _event("problem", bytes(problem.body).decode())
    finally:
        work.is_stopped = True


async def _make(work: _Work, session: OpenSession) -> MadeFile | None:
    """Return the file, or nothing if it was stopped. It is not cancelled: the thread would go on without its place."""
    async with current_runtime().resource(_places):
        try:
            order = work.order
            return await make_file(session, order.fmt, order.options, work.report, order.participants)
        except _Stopped:
            return None


def _places() -> asyncio.Semaphore:
    """So many are made at once in a process: each has a thread, which other requests need too."""
    return asyncio.Semaphore(get_settings().document_workers)


async def _keep(order: _Order, file: MadeFile) -> ExportedFile:
    session, label = str(order.session_id), FileLabel(file.name, order.fmt.media_type)
    file_id = await keep_exported(session, label, file.content)
    try:
        await open_session(order.session_id, order.caller, reviewers=True)
    except SessionMissing:  # it was deleted meanwhile
        await asyncio.to_thread(drop_exported, session)
        raise
    return ExportedFile(
        file_id=file_id,
        size=len(file.content),
        name=label.name,
        media_type=label.media_type,
        missing=list(file.missing),
    )


def _event(name: str, data: str) -> str:
    """Return a server-sent event; JSON has no line ends of its own."""
    return f"event: {name}\ndata: {data}\n\n"
