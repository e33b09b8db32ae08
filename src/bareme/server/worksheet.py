"""Moodle's grading worksheet, sent with the request for the feedback files of an assignment."""

import asyncio
from collections.abc import Mapping
from typing import Any

from fastapi import Request

from bareme.edited_files.tables import MOST_BYTES
from bareme.errors import DocumentRefused, InvalidInput, UncertainEncoding
from bareme.exports import ExportFormat
from bareme.exports.pupil_marks import pupil_marks
from bareme.school_files import read_participants
from bareme.server import problem_kinds as kinds
from bareme.server.exports import ExportOptions
from bareme.server.open_session import OpenSession
from bareme.server.problems import Problem, encoding_problem, problem_of
from bareme.server.upload import FORM, FileInMemory, receive_upload
from bareme.translation import Message

OPTIONAL_FORM: dict[str, Any] = {
    "requestBody": {
        **FORM["requestBody"],
        "required": False,
        "description": "Of moodle-feedback: the grading worksheet of the assignment, where the copies did not come "
        "from its own archive. As the body, or as the one file of a form.",
    }
}
"""How the body of the request is described."""


async def sent_participants(
    request: Request, session: OpenSession, fmt: ExportFormat, options: ExportOptions
) -> Mapping[str, str] | None:
    """Return the participants' numbers by copy id from the worksheet in a request; None if it has none.

    Raises:
        Problem: 413 or 422, the file cannot be read as one, or the format takes none.
    """
    if not int(request.headers.get("content-length", 0)) and "transfer-encoding" not in request.headers:
        return None
    if fmt is not ExportFormat.MOODLE_FEEDBACK:
        refusal = Message("only {format} takes a file", format=ExportFormat.MOODLE_FEEDBACK.value)
        raise Problem(422, kinds.INVALID_INPUT, refusal, language=session.language)
    try:
        file = FileInMemory()
        await receive_upload(request, file, "", limit=MOST_BYTES)
        material = session.snapshot.material
        assert material is not None  # noqa: S101 - the scale is confirmed
        marks = await asyncio.to_thread(pupil_marks, material)
        return await read_participants(file.content, marks, options.encoding)
    except UncertainEncoding as error:
        raise encoding_problem(error, session.language) from None
    except (DocumentRefused, InvalidInput) as error:
        raise problem_of(error, language=session.language) from None
