"""The route of a session's decisions."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from pydantic import Field

from bareme.domain.decisions import Decision, history_of
from bareme.domain.frozen_model import FrozenModel
from bareme.server.identity import Caller, caller_of
from bareme.server.json_answer import answer_json
from bareme.server.open_session import OpenSession, open_session

MOST = 500


class History(FrozenModel):
    """Decisions of people on a session, by number. The list only grows."""

    decisions: dict[str, Decision] = Field(description='By number: "00001" is the first.')
    next_after: str | None = Field(None, description="To send as `after` for those that follow; null at the end.")


async def get_history(
    session_id: UUID,
    request: Request,
    caller: Annotated[Caller, Depends(caller_of)],
    *,
    copy_id: Annotated[str, Query(max_length=100, description="Only decisions on this copy.")] = "",
    after: Annotated[str, Query(pattern=r"^\d{0,12}$", description="Only decisions after this number.")] = "",
    limit: Annotated[int, Query(ge=1, le=MOST, description="How many at most.")] = MOST,
) -> Response:
    """Return who decided what and when, in order. Decisions that were undone stay in the list."""
    session = await open_session(session_id, caller, reviewers=True)
    return await answer_json(request, _history, session, copy_id, after, limit)


def _history(session: OpenSession, copy_id: str, after: str, limit: int) -> History:
    decisions = session.snapshot.state.decisions
    wanted = history_of(decisions, copy_id) if copy_id else decisions
    numbers = sorted(number for number in wanted if number > after)
    shown = numbers[:limit]
    return History(
        decisions={number: wanted[number] for number in shown},
        next_after=shown[-1] if len(numbers) > limit else None,
    )
