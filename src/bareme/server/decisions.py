"""The route that takes decisions without a run."""

import asyncio
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from pydantic import BaseModel, WithJsonSchema

from bareme.domain.decider import Decider
from bareme.domain.limits import MOST_ACTIONS, NAME_LENGTH
from bareme.domain.mock_exam.free_form import BOUNDS
from bareme.domain.outcomes import ActionOutcome
from bareme.errors import InvalidInput
from bareme.graphs.early_decisions import decide_early
from bareme.graphs.review_answer import read_answer
from bareme.graphs.session_snapshot import Stage
from bareme.server import problem_kinds as kinds
from bareme.server.accepted_language import accepted_language
from bareme.server.identity import Caller, caller_of
from bareme.server.open_session import open_graded
from bareme.server.problems import Problem, problem_of
from bareme.translation import Message

# It is read action by action, so that one that cannot be read takes none of the others with it.
type SentCommand = Annotated[
    dict[str, Any],
    WithJsonSchema(
        {
            "type": "object",
            "description": "A ReviewCommand, whose whole schema is at `/schemas`.",
            "properties": {
                "actions": {"type": "array", "items": {"type": "object", **BOUNDS}, "maxItems": MOST_ACTIONS},
                "author": {"type": "string", "maxLength": NAME_LENGTH},
            },
            "required": ["actions"],
            "additionalProperties": False,
        }
    ),
]


class Decided(BaseModel):
    """What became of each action. Decisions that were applied are kept for good, and count already."""

    outcomes: list[ActionOutcome]


async def decide(
    session_id: UUID, command: SentCommand, request: Request, caller: Annotated[Caller, Depends(caller_of)]
) -> Decided:
    """Decide on copies that are graded, also while others still are. The body is a ReviewCommand.

    409 before the scale is confirmed and after the review is finished. 422 names a faulty field.
    """
    session = await open_graded(session_id, caller, reviewers=True)
    if session.stage is Stage.FINISHED:
        message = Message("the review is finished: reopen the session first")
        raise Problem(409, kinds.CONFLICT, message, language=session.language)
    language = accepted_language(request.scope, default=session.language)
    # Thousands of actions take long enough for the event loop to be missed.
    read = await asyncio.to_thread(read_answer, command, language)
    if read.command is None:
        raise Problem(422, kinds.INVALID_INPUT, Message(read.error), language=language)
    try:
        by = Decider(caller.identity, is_reviewer=session.is_reviewer)
        decided = await decide_early(session.snapshot.values, read.command, by=by)
        return Decided(outcomes=await asyncio.to_thread(read.with_refused, decided))
    except InvalidInput as error:
        raise problem_of(error, language=language) from None
