"""The route of a session's figures."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response
from pydantic import Field

from bareme.domain.calibration.report import CalibrationReport
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.statistics import SessionStatistics
from bareme.graphs.revisions import revision_of
from bareme.server.caller import Caller
from bareme.server.identity import caller_of
from bareme.server.json_answer import answer_json
from bareme.server.open_session import OpenSession, open_graded


class Figures(FrozenModel):
    """Figures of a class, and what comparing answers across copies shows."""

    revision: int = Field(description="Of the results that they are of.")
    statistics: SessionStatistics
    calibration: CalibrationReport | None = Field(None, description="null if it is off, or not made yet.")


async def get_statistics(session_id: UUID, request: Request, caller: Annotated[Caller, Depends(caller_of)]) -> Response:
    """Return the figures of a session: of the class, of each question, and of answers that say the same."""
    return await answer_json(request, figures_of, await open_graded(session_id, caller, reviewers=True))


def figures_of(session: OpenSession) -> Figures:
    """Return the figures of a session that is graded."""
    snapshot = session.snapshot
    assert snapshot.result is not None  # noqa: S101 - the route has asked
    return Figures(
        revision=revision_of(snapshot.state.changed_in),
        statistics=snapshot.result.statistics,
        calibration=snapshot.calibration,
    )
