"""The routes by which a session is carried to another server: handed out as one file, and taken in from one."""

import asyncio
from contextlib import AsyncExitStack
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import FileResponse
from pydantic import Field
from starlette.background import BackgroundTask

from bareme.documents import get_store
from bareme.domain.frozen_model import FrozenModel
from bareme.errors import SessionExists
from bareme.graphs.grading import build_grading_graph
from bareme.graphs.session_archive import import_session, opened_archive, thread_id_of, write_archive
from bareme.graphs.session_snapshot import take_snapshot
from bareme.runtime import current_runtime
from bareme.server import problem_kinds as kinds
from bareme.server.caller import Caller
from bareme.server.exports import download_headers
from bareme.server.identity import caller_of, teacher_of
from bareme.server.platform_threads import has_run, record_thread, refuse_foreign_thread
from bareme.server.problems import Problem, problem_of
from bareme.server.quotas import check_new_session, check_upload
from bareme.server.sessions import language_of, state_of
from bareme.server.upload import receive_upload
from bareme.storage.checkpointer import open_checkpointer
from bareme.storage.in_thread import in_thread
from bareme.storage.session_lock import session_lock
from bareme.translation import Message

_MOST_JSON = 32 * 1024 * 1024
"""Bytes of an archive's state and replies: read as objects, they take twenty times as much."""


class ImportedSession(FrozenModel):
    """A session that was taken in. It asks what it asked."""

    session_id: str = Field(description="Of its thread here.")
    name: str


async def export_archive(session_id: UUID, caller: Annotated[Caller, Depends(caller_of)]) -> FileResponse:
    """Return a session as one file: documents, attempts, the models' replies, decisions, and who is behind the labels.

    409 while a run of it is going or waits, and for a browser as long as any marks are hidden from the teacher; 422 if
    it neither waits for an answer nor has ended.
    """
    session, language = str(session_id), language_of(await state_of(session_id, caller))
    if await has_run(session):
        message = Message("a run of the session is going: cancel it or wait for its end")
        raise Problem(409, kinds.SESSION_IN_USE, message, language=language)
    name = f"bareme-session-{session}.zip"
    async with AsyncExitStack() as until_sent:
        file = await until_sent.enter_async_context(get_store(caller.identity).receive())
        async with open_checkpointer() as saver:
            snapshot = await take_snapshot(saver, session)
            if caller.through == "cookie" and snapshot.material is not None and snapshot.material.hides:
                message = Message(
                    "the file would hold marks that are hidden until you have decided: decide on every answer first"
                )
                raise Problem(409, kinds.CONFLICT, message, language=language)
            await write_archive(snapshot, file.path)
        sent = BackgroundTask(until_sent.pop_all().aclose)
    return FileResponse(file.path, media_type="application/zip", headers=download_headers(name), background=sent)


async def import_archive(request: Request, caller: Annotated[Caller, Depends(teacher_of)]) -> ImportedSession:
    """Take a session in from a file that was exported here or elsewhere. No model is asked.

    Everything in it is checked before anything is kept; if the session is here, the 422 has its `session_id`. What the
    file says of who decided is what its sender says.
    """
    await check_upload(caller)
    if caller.through != "local":
        await check_new_session(caller.identity)
    async with get_store(caller.identity).receive() as file:
        await receive_upload(request, file, "")
        await asyncio.to_thread(file.finish)
        async with (
            current_runtime().resource(_one_at_a_time),
            in_thread(opened_archive(file.path, most_json=_MOST_JSON)) as archive,
        ):
            session_id = thread_id_of(archive.manifest)
            async with in_thread(session_lock(session_id)), open_checkpointer() as saver:
                await refuse_foreign_thread(session_id, caller.identity)
                graph = build_grading_graph(saver)
                try:
                    await import_session(archive, graph, caller.identity, session_id=session_id)
                except SessionExists as error:
                    raise problem_of(error, session_id=session_id) from None
                await record_thread(session_id, caller.identity)
                return ImportedSession(session_id=session_id, name=(await take_snapshot(saver, session_id)).name)


def _one_at_a_time() -> asyncio.Lock:
    return asyncio.Lock()
