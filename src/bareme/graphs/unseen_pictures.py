"""Warn of copies whose pages are pictures that a grader does not see."""

from bareme.documents import get_store
from bareme.domain.pages import PageKind
from bareme.graphs.material import load_record
from bareme.graphs.state import StartedState
from bareme.models.picture_limit import picture_limit
from bareme.translation import translator

_WITH_PICTURES = {PageKind.SCAN, PageKind.OCR_SCAN, PageKind.MIXED}


async def warn_of_unseen_pictures(state: StartedState) -> list[str]:
    """Return a warning for each model that sees no pictures, if there are pictures on the pages of the copies."""
    pages = await _pages_with_pictures(state)
    if not pages:
        return []
    t = translator(state.policy.language)
    graders = {grader.model: grader for grader in state.policy.graders}.values()
    return [
        t.ngettext(
            "{model} sees no pictures, and {n} page of the copies has some: what is only in the picture is not marked.",
            "{model} sees no pictures, and {n} pages of the copies have some: what is only in the pictures is not "
            "marked.",
            pages,
            model=grader.model,
        )
        for grader in graders
        if await picture_limit(grader) == 0
    ]


async def _pages_with_pictures(state: StartedState) -> int:
    store, count = get_store(), 0
    for summary in state.summaries:
        if summary.role == "copies" and not summary.refused:
            record = await load_record(summary.record_id, store)
            count += sum(page.kind in _WITH_PICTURES for page in record.pages)
    return count
