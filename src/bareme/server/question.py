"""The route that tells what a session asks of its owner before grading: its scale, or the drafted criteria."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response
from pydantic import ConfigDict, Field

from bareme.documents import get_store
from bareme.domain.copies import Box
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.pages import Page
from bareme.domain.scale import CandidateQuestion
from bareme.graphs.interrupts import ConfirmRubric, ConfirmScale
from bareme.graphs.material import load_record
from bareme.graphs.session_snapshot import Stage
from bareme.server.identity import Caller, caller_of
from bareme.server.json_answer import answer_json
from bareme.server.open_session import OpenSession, open_session

_PAPERS = ("exam_paper", "answer_key")


class PaperPlace(FrozenModel):
    """Where something stands on a paper."""

    document_id: str
    page: int = Field(description="Zero-based position in the document.")
    box: Box


class PendingQuestion(FrozenModel):
    """What a session waits for before grading, as the interrupt of its run has it. Neither: it waits for nothing."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"scale": None, "rubric": None}]})

    scale: ConfirmScale | None = Field(None, description="Answered by a ScaleConfirmation.")
    rubric: ConfirmRubric | None = Field(None, description="Answered by a RubricConfirmation.")
    places: tuple[dict[str, PaperPlace], ...] = Field(
        (),
        description="Where the questions of each candidate of `scale` were read, by id. A question is missing if its "
        "words stand nowhere or more than once.",
    )


async def get_question(session_id: UUID, request: Request, caller: Annotated[Caller, Depends(caller_of)]) -> Response:
    """Return what a session asks its owner to confirm."""
    session = await open_session(session_id, caller)
    return await answer_json(request, question_of, session, await _papers_of(session))


def question_of(session: OpenSession, papers: dict[str, tuple[Page, ...]]) -> PendingQuestion:
    """Return what a session asks its owner to confirm. `papers` has the pages of the teacher's papers by document."""
    snapshot = session.snapshot
    scale = snapshot.scale_question if session.stage is Stage.SCALE else None
    return PendingQuestion(
        scale=scale,
        rubric=snapshot.rubric_question if session.stage is Stage.RUBRIC else None,
        places=tuple(_places(candidate.questions, papers) for candidate in scale.candidates) if scale else (),
    )


async def _papers_of(session: OpenSession) -> dict[str, tuple[Page, ...]]:
    """Return the pages of exam paper and answer key, the exam paper first."""
    if session.stage is not Stage.SCALE:
        return {}
    state = session.snapshot.state
    papers = [one for one in state.summaries if one.role in _PAPERS and one.record_id]
    store = get_store(state.owner)
    return {
        paper.document_id: (await load_record(paper.record_id, store)).pages
        for paper in sorted(papers, key=lambda paper: _PAPERS.index(paper.role))
    }


def _places(questions: Sequence[CandidateQuestion], papers: dict[str, tuple[Page, ...]]) -> dict[str, PaperPlace]:
    from bareme.domain.printed_scale import find_place  # noqa: PLC0415 - its patterns take long to load

    found = {}
    for question in questions:
        for document_id, pages in papers.items():
            place = find_place(question.detected_from, pages)
            if place is not None:
                found[question.id] = PaperPlace(document_id=document_id, page=place.page, box=place.box)
                break
    return found
