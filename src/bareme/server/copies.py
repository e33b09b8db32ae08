"""The routes of one copy: all that is known of it, and what was sent to a grader and came back."""

import asyncio
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path, Query, Request, Response
from pydantic import ConfigDict, Field

from bareme.documents import get_store
from bareme.domain.copies import PageRef
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.results import CopyResult
from bareme.graphs.attempt_transcript import transcript_of
from bareme.graphs.material import load_record
from bareme.graphs.state import ConfirmedState
from bareme.server import problem_kinds as kinds
from bareme.server.copy_detail import copy_detail
from bareme.server.identity import Caller, caller_of
from bareme.server.json_answer import answer_json
from bareme.server.open_session import OpenSession, open_graded
from bareme.server.problems import Problem
from bareme.translation import Message

type CopyId = Annotated[str, Path(max_length=100, description="Such as c01.")]


class Transcript(FrozenModel):
    """What was sent to a grader in its latest attempt, and its answers. It does not name the model."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "system": "You mark exam copies …",
                    "texts": ["The marking scheme …", "The copy …"],
                    "pictures": [],
                    "is_exact": True,
                    "replies": [{"tool_calls": [{"name": "Examination", "arguments": "{…}"}]}],
                }
            ]
        }
    )

    system: str = Field(description="The system prompt.")
    texts: tuple[str, ...] = Field(
        description="What followed it. Pictures stand after the first one and after the copy's."
    )
    pictures: tuple[tuple[PageRef, ...], ...] = Field(description="The pages of each picture.")
    is_exact: bool = Field(
        description="Whether this is the prompt that was sent. Not if settings or Barème's version have changed since."
    )
    replies: tuple[dict[str, Any], ...] = Field(description="Empty if none is kept, as for graders that cost nothing.")


async def get_copy(
    session_id: UUID, copy_id: CopyId, request: Request, caller: Annotated[Caller, Depends(caller_of)]
) -> Response:
    """Return all that is known of a copy: pages, answers, transcriptions, feedback, rationale.

    Marks of a question are left out as long as they are hidden from the teacher.
    """
    session = await open_graded(session_id, caller, reviewers=True)
    graded, result = session.snapshot.graded, await _result(session, copy_id)
    assert graded is not None  # noqa: S101 - the scale is confirmed
    texts = await _page_texts(session, copy_id)
    return await answer_json(request, copy_detail, graded, result, session.snapshot.state.analysis, texts)


async def get_transcript(
    session_id: UUID,
    copy_id: CopyId,
    label: Annotated[str, Path(pattern=r"^[A-Z]$", description="The grader's blind label on this copy.")],
    caller: Annotated[Caller, Depends(caller_of)],
    try_index: Annotated[int, Query(ge=1, le=10, description="Which of its tries.")] = 1,
) -> Transcript:
    """Return the exact prompt and answer behind a grader's marks of a copy.

    403 for reviewers, and 409 as long as any of the copy's marks are hidden from the teacher.
    """
    session = await open_graded(session_id, caller, reviewers=True)
    if session.is_reviewer:
        message = Message("only the teacher of a session sees what was sent to a grader")
        raise Problem(403, kinds.FORBIDDEN, message, language=session.language)
    if any(question.hidden for question in (await _result(session, copy_id)).questions.values()):
        message = Message("the graders' marks of copy {copy_id!r} are hidden until it is decided", copy_id=copy_id)
        raise Problem(409, kinds.CONFLICT, message, language=session.language, copy_id=copy_id)
    state = session.snapshot.state
    assert isinstance(state, ConfirmedState)  # noqa: S101 - the scale is confirmed
    found = await transcript_of(state, copy_id, label, try_index=try_index)
    return Transcript(
        system=found.system,
        texts=found.texts,
        pictures=tuple(picture.pages for picture in found.pictures),
        is_exact=found.is_exact,
        replies=tuple({name: value for name, value in reply.items() if name != "model"} for reply in found.replies),
    )


async def _result(session: OpenSession, copy_id: str) -> CopyResult:
    result = await asyncio.to_thread(lambda: session.snapshot.result)
    for copy in result.copies if result else ():
        if copy.copy_id == copy_id:
            return copy
    message = Message("There is no copy {copy_id!r}.", copy_id=copy_id)
    raise Problem(404, kinds.NOT_FOUND, message, language=session.language, copy_id=copy_id)


async def _page_texts(session: OpenSession, copy_id: str) -> list[str]:
    """Return the text of each page of a copy; empty where it is a picture."""
    state = session.snapshot.state
    records = {summary.document_id: summary.record_id for summary in state.summaries if summary.record_id}
    store = get_store(state.owner)
    pages = state.copies[copy_id].pages
    opened = [await load_record(records[page.document_id], store) for page in pages]
    return [record.pages[page.index].text for record, page in zip(opened, pages, strict=True)]
