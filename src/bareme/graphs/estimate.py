"""Estimate what grading will cost, from the prompts as they will be sent."""

import asyncio
import json
from collections.abc import Sequence
from functools import lru_cache

from bareme.agents.examiner import examination_schema
from bareme.agents.examiner_prompt import has_criteria, shared_content, system_prompt
from bareme.calls.forecast import Forecast, forecast
from bareme.domain.brief import Brief
from bareme.domain.copies import Copy
from bareme.domain.money import Budget, CostEstimate
from bareme.domain.points import DEFAULT_STEP
from bareme.domain.policy import Grader, Verification
from bareme.domain.scheme import Question
from bareme.errors import InvalidInput, NeedsPictures, NothingReadable
from bareme.graphs.copy_view import CopyView, view_copy
from bareme.models.picture_limit import picture_limit
from bareme.models.picture_rules import Size
from bareme.models.prices import is_priced


async def estimate_grading(brief: Brief, copies: Sequence[Copy]) -> CostEstimate:
    """Return what the attempts of all graders at `copies` are expected to take.

    Second looks count only in the worst case: that every grader looks again at every copy.
    """
    questions = list(brief.scheme.leaves())
    verified = brief.policy.verification is Verification.DISAGREEMENTS and len(brief.policy.graders) > 1
    system = system_prompt(brief)
    total = CostEstimate()
    for grader in brief.policy.graders:
        limit = await picture_limit(grader)
        shared = shared_content(brief.shown_to(sees=limit != 0))
        for copy in copies:
            await asyncio.sleep(0)  # other sessions have their turn between two copies
            try:
                view = await view_copy(brief, copy, grader, limit)
            except (NeedsPictures, NothingReadable):
                continue  # no call is made
            attempt = forecast_attempt(grader, questions, [system, shared], [view.text], view)
            for _ in range(grader.tries):
                total += attempt.estimate
                if verified:
                    once = attempt.estimate
                    total += CostEstimate(most_calls=once.most_calls, most_dollars=once.most_dollars)
    return total


def forecast_attempt(
    grader: Grader, questions: Sequence[Question], shared: Sequence[str], own: Sequence[str], view: CopyView
) -> Forecast:
    """Return the forecast of one attempt, whose `shared` texts, the system prompt first, all copies have."""
    shared_parts: list[str | Size] = [
        _tool(has_criteria(questions)),
        *shared,
        *(one.size for one in view.shared_pictures),
    ]
    parts = [*shared_parts, *own, *(one.size for one in view.copy_pictures)]
    return forecast(grader, parts, items=len(questions), shared=shared_parts)


def refuse_unpriced(budget: Budget, graders: Sequence[Grader]) -> None:
    """Refuse a budget in dollars if a grader's price is not known, as it could not be kept.

    Raises:
        InvalidInput: a grader has no price; the message names its model.
    """
    if budget.dollars is None:
        return
    for grader in graders:
        if not is_priced(grader.model):
            raise InvalidInput(
                "the price of {model!r} is not known, so a budget in dollars cannot be kept: give its price in the "
                "file that {variable} names, or limit the calls instead",
                model=grader.model,
                variable="BAREME_PRICES",
            )


@lru_cache(maxsize=2)
def _tool(with_criteria: bool) -> str:  # noqa: FBT001 - part of the cache's key
    return json.dumps(examination_schema((), DEFAULT_STEP, with_criteria=with_criteria).model_json_schema())
