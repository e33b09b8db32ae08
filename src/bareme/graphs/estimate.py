"""Estimate what grading will cost, from the prompts as they will be sent."""

import json
from collections.abc import Sequence
from functools import lru_cache

from bareme.agents.examiner import Examination, copy_content, shared_content, system_prompt
from bareme.calls.forecast import Forecast, forecast
from bareme.documents import get_store
from bareme.domain.brief import Brief
from bareme.domain.copies import Copy, PageRef
from bareme.domain.money import Budget, CostEstimate
from bareme.domain.policy import Grader, Verification
from bareme.domain.scheme import Question
from bareme.errors import InvalidInput
from bareme.graphs.material import load_record, page_text, picture_size
from bareme.models.prices import is_priced
from bareme.models.registry import build_model, reads_images
from bareme.models.tokens import Size


async def estimate_grading(brief: Brief, copies: Sequence[Copy]) -> CostEstimate:
    """Return what the attempts of all graders at `copies` are expected to take.

    Second looks count only in the worst case: that every grader looks again at every copy.
    """
    questions = list(brief.scheme.leaves())
    verified = brief.policy.verification is Verification.DISAGREEMENTS and len(brief.policy.graders) > 1
    shared = shared_content(brief, questions)
    total = CostEstimate()
    for grader in brief.policy.graders:
        sees = reads_images(build_model(grader))
        for copy in copies:
            text = await copy_text(brief, copy, pictures=sees)
            pages = (*brief.picture_pages, *copy.pages) if sees else ()
            attempt = await forecast_attempt(grader, brief, questions, [shared, text], pages)
            for _ in range(grader.tries):
                total += attempt.estimate
                if verified:
                    once = attempt.estimate
                    total += CostEstimate(most_calls=once.most_calls, most_dollars=once.most_dollars)
    return total


async def forecast_attempt(
    grader: Grader, brief: Brief, questions: Sequence[Question], texts: Sequence[str], pages: Sequence[PageRef]
) -> Forecast:
    """Return the forecast of one attempt that shows `texts`, and `pages` as pictures."""
    sizes = await picture_sizes(brief, pages)
    return forecast(grader, [system_prompt(brief), _tool(), *texts, *sizes], items=len(questions))


async def copy_text(brief: Brief, copy: Copy, *, pictures: bool) -> str:
    """Return the copy's part of the message. `pictures`: its pages follow as pictures."""
    texts = []
    for page in copy.pages:
        record = await load_record(brief.records[page.document_id], get_store())
        texts.append(page_text(record.pages[page.index], pictures=pictures))
    return copy_content(pages=texts, answers=copy.answers, pictures=pictures and bool(texts))


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


@lru_cache(maxsize=1)
def _tool() -> str:
    return json.dumps(Examination.model_json_schema())


async def picture_sizes(brief: Brief, pages: Sequence[PageRef]) -> list[Size]:
    """Return the sizes of pages as pictures, in pixels."""
    records = [await load_record(brief.records[page.document_id], get_store()) for page in pages]
    return [picture_size(record.pages[page.index]) for record, page in zip(records, pages, strict=True)]
