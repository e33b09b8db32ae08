"""The route that hands out a session's files."""

import asyncio
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal
from urllib.parse import quote
from uuid import UUID

from fastapi import Depends, Query, Response
from pydantic import BaseModel, Field

from bareme.domain.limits import NAME_LENGTH
from bareme.errors import DocumentRefused, InvalidInput
from bareme.exports import DialectName, ExportFormat, Selection, export_name, select, write_export
from bareme.exports.material import state_of
from bareme.exports.originals import Original
from bareme.graphs.contract import TextEncoding
from bareme.graphs.moodle_numbers import moodle_numbers
from bareme.graphs.shown_files import shown_files
from bareme.server import problem_kinds as kinds
from bareme.server.copy_without_row import CopyWithoutRow
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
    provisional: bool = Field(
        default=False,
        description="Of files for a school's system and marked copies: also marks that are not decided yet.",
    )
    class_figures: bool = Field(default=False, description="Of sheets and marked copies: add the figures of the class.")
    offset_right: float = Field(
        0.0, ge=-50, le=50, description="Of marked-overlay: by how many millimetres to move it."
    )
    offset_down: float = Field(0.0, ge=-50, le=50, description="The same downwards.")
    encoding: TextEncoding | None = Field(None, description="Of a worksheet, where it cannot be told.")
    max_megabytes: float | None = Field(None, gt=0, le=1000, description="Of marked copies: the largest file.")


@dataclass(frozen=True)
class MadeFile:
    """A file of a session."""

    name: str
    content: bytes
    missing: Sequence[CopyWithoutRow] = ()
    """Copies that have no part in it, because nothing tells which participant of the assignment their student is."""


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
        file = await make_file(session, fmt, options)
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


async def make_file(
    session: OpenSession,
    fmt: ExportFormat,
    options: ExportOptions,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    participants: Mapping[str, str] | None = None,
) -> MadeFile:
    """Return a file of a session; the same errors and `progress` as `write_export`.

    `participants` are Moodle's numbers by copy id; without them, those in the names of the students' files are taken.
    """
    async with shown_files(session.snapshot.state, fmt) as originals:
        # A class takes long enough for the event loop to be missed.
        return await asyncio.to_thread(
            _make, session, fmt, options, progress=progress, originals=originals, participants=participants
        )


def _make(
    session: OpenSession,
    fmt: ExportFormat,
    options: ExportOptions,
    *,
    progress: Callable[[int, int], None],
    originals: Mapping[str, Original],
    participants: Mapping[str, str] | None,
) -> MadeFile:
    material = session.snapshot.revealed if options.reveal else session.snapshot.material
    assert material is not None  # noqa: S101 - the scale is confirmed
    selection = Selection(complete=options.only == "complete", group=options.group)
    part = replace(select(material, selection), originals=originals)
    name = export_name(part.session, fmt, at=part.generated_at, part=selection.name)
    numbers: Mapping[str, str] = {}
    missing: list[CopyWithoutRow] = []
    if fmt is ExportFormat.MOODLE_FEEDBACK:
        numbers = (
            moodle_numbers(part.session.copies, session.snapshot.state.summaries)
            if participants is None
            else participants
        )
        missing = [
            CopyWithoutRow(copy_id=copy.copy_id, student=copy.student, state=state_of(copy))
            for copy in part.result.copies
            if copy.copy_id not in numbers
        ]
    content = write_export(
        part,
        fmt,
        dialect=_DIALECTS[options.dialect],
        usage=options.usage,
        provisional=options.provisional,
        participants=numbers,
        class_figures=options.class_figures,
        offset=(options.offset_right, options.offset_down),
        max_megabytes=options.max_megabytes,
        progress=progress,
    )
    return MadeFile(name, content, missing)


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
