"""The route that hands out a session's files."""

import asyncio
import unicodedata
from dataclasses import dataclass
from typing import Annotated, Literal, Unpack
from urllib.parse import quote
from uuid import UUID

from fastapi import Depends, Query, Response

from bareme.domain.limits import NAME_LENGTH
from bareme.errors import DocumentRefused, InvalidInput
from bareme.exports import DialectName, ExportFormat, ExportOptions, Selection, export_name, select, write_export
from bareme.graphs.session_snapshot import SessionSnapshot
from bareme.server import problem_kinds as kinds
from bareme.server.identity import Caller, caller_of
from bareme.server.open_session import open_graded
from bareme.server.problems import Problem, problem_of
from bareme.translation import Message

_DIALECTS: dict[str, DialectName | None] = {"auto": None, "fr": "french", "plain": "plain"}


@dataclass(frozen=True)
class _File:
    name: str
    content: bytes


async def export(
    session_id: UUID,
    fmt: ExportFormat,
    caller: Annotated[Caller, Depends(caller_of)],
    *,
    only: Annotated[Literal["all", "complete"], Query(description="complete: only copies that are complete.")] = "all",
    group: Annotated[
        str, Query(max_length=NAME_LENGTH, description="Only students of this group of the class list.")
    ] = "",
    dialect: Annotated[Literal["auto", "fr", "plain"], Query(description="Of a CSV.")] = "auto",
    reveal: Annotated[bool, Query(description="Name the models behind A, B …")] = False,
    usage: Annotated[bool, Query(description="Of csv and xlsx: add tokens and dollars.")] = False,
    class_figures: Annotated[bool, Query(description="Of sheets: add the figures of the class.")] = False,
) -> Response:
    """Return a session's results as a file, as far as it is graded.

    403 if a reviewer wants the models' names, 409 if the scale is not confirmed yet, 422 if no student has the
    group, or a sheet a student is wanted and no copy has a mark.
    """
    session = await open_graded(session_id, caller, reviewers=True)
    if reveal and session.is_reviewer:
        message = Message("only the owner of the session may name the models")
        raise Problem(403, kinds.FORBIDDEN, message, language=session.language)
    selection = Selection(complete=only == "complete", group=group)
    try:
        # A class takes long enough for the event loop to be missed.
        file = await asyncio.to_thread(
            _write,
            session.snapshot,
            fmt,
            selection,
            reveal=reveal,
            dialect=_DIALECTS[dialect],
            usage=usage,
            class_figures=class_figures,
        )
    except (DocumentRefused, InvalidInput) as error:
        raise problem_of(error, language=session.language) from None
    headers = {"content-disposition": _attachment(file.name), "cache-control": "private, no-store"}
    return Response(file.content, media_type=fmt.media_type, headers=headers)


def _write(
    snapshot: SessionSnapshot,
    fmt: ExportFormat,
    selection: Selection,
    *,
    reveal: bool,
    **options: Unpack[ExportOptions],
) -> _File:
    material = snapshot.revealed if reveal else snapshot.material
    assert material is not None  # noqa: S101 - the scale is confirmed
    part = select(material, selection)
    name = export_name(part.session, fmt, at=part.generated_at, part=selection.name)
    return _File(name, write_export(part, fmt, **options))


def _attachment(name: str) -> str:
    """Return the Content-Disposition of a download (RFC 6266), with a name for clients that only know ASCII."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
