"""The route that tells how far each copy is, at any moment of a run."""

from collections import Counter
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response
from pydantic import ConfigDict, Field

from bareme.domain.copies import CopyStatus
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.money import BudgetLimit
from bareme.domain.points import Language
from bareme.domain.session import CopyProgress
from bareme.graphs.events import Counts
from bareme.graphs.session_snapshot import Stage
from bareme.server.identity import Caller, caller_of
from bareme.server.json_answer import answer_json
from bareme.server.open_session import OpenSession, open_session


class CopyState(FrozenModel):
    """How far a copy is."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"copy_id": "c03", "position": 3, "status": "processing"}]}
    )

    copy_id: str
    position: int = Field(description="Which copy of the session, from 1.")
    status: CopyStatus
    error: str = Field("", description="Why attempts failed or wait, if they do.")
    budget_reached: BudgetLimit | None = None
    seconds: float = Field(0.0, description="Time that grading the copy took.")
    evaluation_version: int = 0


class SessionProgress(FrozenModel):
    """How far a session is."""

    session_id: str
    name: str
    stage: Stage
    is_running: bool = Field(description="Whether a run is at work on it.")
    language: Language
    grading_started_at: datetime | None = None
    counts: Counts
    copies: tuple[CopyState, ...] = Field((), description="In order; empty before the scale is confirmed.")


async def get_progress(session_id: UUID, request: Request, caller: Annotated[Caller, Depends(caller_of)]) -> Response:
    """Return how far a session and each of its copies is, also while a run goes on."""
    session = await open_session(session_id, caller, reviewers=True)
    return await answer_json(request, progress_of, session)


def progress_of(session: OpenSession) -> SessionProgress:
    """Return how far a session is."""
    state = session.snapshot.state
    graded = state.copies if state.brief_id else {}
    known = [(copy_id, state.progress.get(copy_id, CopyProgress())) for copy_id in graded]
    statuses = Counter(progress.status for _, progress in known)
    completed, failed = statuses[CopyStatus.COMPLETE], statuses[CopyStatus.FAILED]
    return SessionProgress(
        session_id=session.snapshot.session_id,
        name=session.snapshot.name,
        stage=session.stage,
        is_running=session.is_running,
        language=session.language,
        grading_started_at=state.session.grading_started_at if state.session else None,
        counts=Counts(total=len(known), completed=completed, failed=failed, remaining=len(known) - completed - failed),
        copies=tuple(
            CopyState(
                copy_id=copy_id,
                position=number,
                **progress.model_dump(include={"status", "error", "budget_reached", "seconds", "evaluation_version"}),
            )
            for number, (copy_id, progress) in enumerate(known, start=1)
        ),
    )
