"""The route that hands out a session's files."""

import asyncio
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import quote
from uuid import UUID

from fastapi import Depends, Query, Response
from pydantic import BaseModel, Field

from bareme.domain.limits import NAME_LENGTH
from bareme.errors import DocumentRefused, InvalidInput
from bareme.exports import DialectName, ExportFormat, Selection, export_name, select, write_export
from bareme.server import problem_kinds as kinds
from bareme.server.identity import Caller, caller_of
from bareme.server.open_session import OpenSession, open_graded
from bareme.server.problems import Problem, problem_of
from bareme.translation import Message

_DIALECTS: dict[str, DialectName | None] = {"auto": None, "fr": "french", "plain": "plain"}


class ExportOptions(BaseModel):
    """What is written of a session, and how."""

    only: Literal["all", "complete"] = Field("all", description="complete: only copies that are complete.")
    group: str = Field("", max_length=NAME_LENGTH, description="Only students of this group of the class list.")
    dialect: Literal["auto", "fr", "plain"] = Field("auto", description="Of a CSV.")
    reveal: bool = Field(default=False, description="Name the models behind A, B …")
    usage: bool = Field(default=False, description="Of csv and xlsx: add tokens and dollars.")
    class_figures: bool = Field(default=False, description="Of sheets: add the figures of the class.")


@dataclass(frozen=True)
class MadeFile:
    """A file of a session."""

    name: str
    content: bytes


async def export(
    session_id: UUID,
    fmt: ExportFormat,
    options: Annotated[ExportOptions, Query()],
    caller: Annotated[Caller, Depends(caller_of)],
) -> Response:
    """Return a session's results as a file, as far as it is graded. POST to make one that takes long, with progress.

    403 if a reviewer wants the models' names, 409 if the scale is not confirmed yet, 422 if no student has the
    group, or a sheet a student is wanted and no copy has a mark.
    """
    session = await open_exported(session_id, options, caller)
    try:
        # A class takes long enough for the event loop to be missed.
        file = await asyncio.to_thread(make_file, session, fmt, options)
    except (DocumentRefused, InvalidInput) as error:
        raise problem_of(error, language=session.language) from None
    return Response(file.content, media_type=fmt.media_type, headers=download_headers(file.name))


async def open_exported(session_id: UUID, options: ExportOptions, caller: Caller) -> OpenSession:
    """Return a session of which the caller may have a file.

    Raises:
        Problem: 403, a reviewer wants the models' names; 409, the scale is not confirmed yet.
        SessionMissing: there is no such session, or it is somebody else's.
    """
    session = await open_graded(session_id, caller, reviewers=True)
    if options.reveal and session.is_reviewer:
        message = Message("only the owner of the session may name the models")
        raise Problem(403, kinds.FORBIDDEN, message, language=session.language)
    return session


def make_file(
    session: OpenSession,
    fmt: ExportFormat,
    options: ExportOptions,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> MadeFile:
    """Return a file of a session; the same errors and `progress` as `write_export`. This blocks."""
    material = session.snapshot.revealed if options.reveal else session.snapshot.material
    assert material is not None  # noqa: S101 - the scale is confirmed
    selection = Selection(complete=options.only == "complete", group=options.group)
    part = select(material, selection)
    name = export_name(part.session, fmt, at=part.generated_at, part=selection.name)
    content = write_export(
        part,
        fmt,
        dialect=_DIALECTS[options.dialect],
        usage=options.usage,
        class_figures=options.class_figures,
        progress=progress,
    )
    return MadeFile(name, content)


def download_headers(name: str) -> dict[str, str]:
    """Return the headers of a file that is somebody's: a browser saves it (RFC 6266), and nobody else keeps it.

    The name is told a second time for clients that only know ASCII.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return {
        "content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "cache-control": "private, no-store",
        "x-content-type-options": "nosniff",
    }
