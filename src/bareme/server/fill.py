"""The route that writes a session's marks into a file of the school's system."""

import asyncio
import base64
from decimal import Decimal
from pathlib import PurePath
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request
from pydantic import BaseModel, Field

from bareme.documents import get_store
from bareme.domain.limits import FILE_NAME_LENGTH, LABEL_LENGTH, REMARK_LENGTH
from bareme.domain.points import to_points
from bareme.errors import DocumentRefused, InvalidInput, UncertainEncoding
from bareme.exports.material import ExportMaterial
from bareme.graphs.contract import TextEncoding
from bareme.school_files import (
    FilledFile,
    FillOptions,
    Outcome,
    columns_to_choose,
    fill_file,
    pupil_marks,
    read_bands,
)
from bareme.server.copy_without_row import CopyWithoutRow
from bareme.server.identity import Caller, caller_of
from bareme.server.open_session import open_graded
from bareme.server.problems import encoding_problem, problem_of
from bareme.server.upload import base_name, receive_upload
from bareme.translation import translator

_CSV, _WORKBOOK = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FilledRow(BaseModel):
    """What became of one pupil's row."""

    line: int = Field(description="The line of a text, the row of a sheet.")
    name: str = Field(
        description="The name in the file or, if it has none, the number, the e-mail address or the login."
    )
    outcome: Outcome
    before: str = Field(description="What stood in the cell for the mark.")
    mark: str = Field(description='What was written there, "" if nothing was.')
    replaced: bool = Field(description="Whether another mark stood there.")


class FilledAnswer(BaseModel):
    """The file with the marks, and what was written into it and what was not."""

    name: str
    media_type: str
    data: str = Field(description="The file, base64.", json_schema_extra={"format": "byte"})
    column: str = Field(description="The title of the column for the marks.")
    columns: list[str] = Field(description="The titles of all columns that do not tell whose a row is.")
    sheet: str = Field(description='The name of the sheet; "" for a text.')
    maximum: float = Field(description="What the written marks are out of.")
    exam_maximum: float = Field(description="What the exam is out of. Marks are converted where the two differ.")
    maximum_is_told: bool = Field(description="Whether the file or the request tells what the marks are out of.")
    contradicted_maximum: float | None = Field(
        description="What the file says that its marks are out of, where the request told another maximum."
    )
    breaks_signature: bool = Field(description="Whether the file had a digital signature, which does not hold now.")
    rows: list[FilledRow]
    missing: list[CopyWithoutRow]


async def fill_school_file(
    session_id: UUID,
    request: Request,
    caller: Annotated[Caller, Depends(caller_of)],
    *,
    name: Annotated[
        str, Query(max_length=FILE_NAME_LENGTH, description="The file's name, where the body is the file itself.")
    ] = "",
    mark: Annotated[
        str,
        Query(
            max_length=LABEL_LENGTH,
            description='The title of the column for the marks; without it, the only one called "Note", "Grade" …',
        ),
    ] = "",
    feedback: Annotated[str, Query(max_length=LABEL_LENGTH, description="That of the column for the feedback.")] = "",
    sheet: Annotated[
        str, Query(max_length=LABEL_LENGTH, description="The sheet, where several have such a list.")
    ] = "",
    scale: Annotated[str, Query(max_length=20, description="What the marks are out of in the file, such as 100.")] = "",
    bands: Annotated[
        str,
        Query(max_length=REMARK_LENGTH, description='Grades instead of points, each from a mark: "16:A,14:B,0:C".'),
    ] = "",
    provisional: Annotated[bool, Query(description="Also write marks that are not decided yet.")] = False,
    encoding: Annotated[TextEncoding | None, Query(description="Of a text, where it cannot be told.")] = None,
) -> FilledAnswer:
    """Write the marks into a CSV file or an .xlsx workbook of the school's system, and change nothing else in it.

    The file is not kept. 409 if the scale is not confirmed yet. 413 or 422 if the file cannot be read or it is not
    clear where the marks go: then `columns` are the titles to choose from.
    """
    session = await open_graded(session_id, caller, reviewers=True)
    material = session.snapshot.material
    assert material is not None  # noqa: S101 - the scale is confirmed
    try:
        options = FillOptions(
            mark=mark,
            feedback=feedback,
            sheet=sheet,
            scale=_scale(scale),
            bands=read_bands(bands) if bands else (),
            provisional=provisional,
            encoding=encoding,
        )
        async with get_store(caller.identity).receive() as file:
            name = await receive_upload(request, file, base_name(name))
            await asyncio.to_thread(file.finish)
            marks = await asyncio.to_thread(pupil_marks, material)
            maximum = material.reference.total
            filled = await fill_file(file.path, marks, maximum=maximum, language=session.language, options=options)
    except UncertainEncoding as error:
        raise encoding_problem(error, session.language) from None
    except DocumentRefused as refusal:
        raise problem_of(refusal, language=session.language) from None
    except InvalidInput as error:
        columns = columns_to_choose(error)
        raise problem_of(error, language=session.language, **({"columns": columns} if columns else {})) from None
    return await asyncio.to_thread(_answer, filled, name, material, session.language)


def _scale(text: str) -> Decimal | None:
    if not text:
        return None
    scale = to_points(text)
    if scale <= 0:
        raise InvalidInput("marks are out of more than {scale}", scale=scale)
    return scale


def _answer(filled: FilledFile, name: str, material: ExportMaterial, language: str) -> FilledAnswer:
    path = PurePath(name)
    return FilledAnswer(
        name=f"{path.stem}-{translator(language)('with-marks')}{path.suffix}",
        media_type=_WORKBOOK if filled.sheet else _CSV,
        data=base64.b64encode(filled.data).decode(),
        column=filled.mark_title,
        columns=list(filled.columns),
        sheet=filled.sheet,
        maximum=float(filled.maximum),
        exam_maximum=float(material.reference.total),
        maximum_is_told=filled.maximum_is_told,
        contradicted_maximum=None if filled.contradicted_maximum is None else float(filled.contradicted_maximum),
        breaks_signature=filled.breaks_signature,
        rows=[
            FilledRow(
                line=row.line,
                name=row.name,
                outcome=row.outcome,
                before=row.before,
                mark=row.mark,
                replaced=row.replaces_mark,
            )
            for row in filled.rows
        ],
        missing=[
            CopyWithoutRow(copy_id=mark.copy_id, student=mark.student, state=mark.state) for mark in filled.missing
        ],
    )
