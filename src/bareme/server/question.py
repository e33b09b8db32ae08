"""The route that tells what a session asks of its owner before grading: its scale, or the drafted criteria."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response
from pydantic import ConfigDict, Field

from bareme.domain.frozen_model import FrozenModel
from bareme.graphs.interrupts import ConfirmRubric, ConfirmScale
from bareme.graphs.session_snapshot import Stage
from bareme.server.identity import Caller, caller_of
from bareme.server.json_answer import answer_json
from bareme.server.open_session import OpenSession, open_session


class PendingQuestion(FrozenModel):
    """What a session waits for before grading, as the interrupt of its run has it. Neither: it waits for nothing."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"scale": None, "rubric": None}]})

    scale: ConfirmScale | None = Field(None, description="Answered by a ScaleConfirmation.")
    rubric: ConfirmRubric | None = Field(None, description="Answered by a RubricConfirmation.")


async def get_question(session_id: UUID, request: Request, caller: Annotated[Caller, Depends(caller_of)]) -> Response:
    """Return what a session asks its owner to confirm."""
    return await answer_json(request, question_of, await open_session(session_id, caller))


def question_of(session: OpenSession) -> PendingQuestion:
    """Return what a session asks its owner to confirm."""
    snapshot = session.snapshot
    return PendingQuestion(
        scale=snapshot.scale_question if session.stage is Stage.SCALE else None,
        rubric=snapshot.rubric_question if session.stage is Stage.RUBRIC else None,
    )
