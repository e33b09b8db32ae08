"""The route that reads an edited file back, and tells which decisions it asks for."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request

from bareme.domain.decider import Decider
from bareme.domain.limits import FILE_NAME_LENGTH
from bareme.edited_files import EditedFile, open_tables, read_back
from bareme.edited_files.tables import MOST_BYTES
from bareme.errors import DocumentRefused, InvalidInput, UncertainEncoding
from bareme.graphs.contract import TextEncoding
from bareme.server.accepted_language import accepted_language
from bareme.server.identity import Caller, caller_of
from bareme.server.open_session import open_graded
from bareme.server.problems import encoding_problem, problem_of
from bareme.server.upload import FileInMemory, base_name, receive_upload


async def read_edited_file(
    session_id: UUID,
    request: Request,
    caller: Annotated[Caller, Depends(caller_of)],
    name: Annotated[
        str, Query(max_length=FILE_NAME_LENGTH, description="The file's name, where the body is the file itself.")
    ] = "",
    encoding: Annotated[TextEncoding | None, Query(description="Of a CSV, where it cannot be told.")] = None,
) -> EditedFile:
    """Read marks and feedback that were changed in an export of the session (csv, csv-short, csv-flat, xlsx).

    Nothing is decided: the answer has the actions to send to `POST /sessions/{session_id}/decisions`, the cells behind
    them, and what is not taken and why. 409 before the scale is confirmed. 422: the file cannot be read, or is of
    another session.
    """
    session = await open_graded(session_id, caller, reviewers=True)
    file = FileInMemory()
    name = await receive_upload(request, file, base_name(name), limit=MOST_BYTES)
    language = accepted_language(request.scope, default=session.language)
    material = session.snapshot.material
    assert material is not None  # noqa: S101 - the scale is confirmed
    try:
        tables = await open_tables(file.content, encoding=encoding)
        by = Decider(caller.identity, is_reviewer=session.is_reviewer)
        # Thousands of cells take long enough for the event loop to be missed.
        return await asyncio.to_thread(read_back, material, tables, by=by)
    except UncertainEncoding as error:
        raise encoding_problem(error, language, document=name) from None
    except DocumentRefused as refusal:
        raise problem_of(refusal, language=language, document=name) from None
    except InvalidInput as error:
        raise problem_of(error, language=language) from None
