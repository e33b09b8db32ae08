"""Warn of pictures that a grader is not shown: on the pages of the copies and of the teacher's papers."""

from collections.abc import Collection, Iterator

from bareme.documents import get_store
from bareme.domain.policy import Grader
from bareme.graphs.contract import DocumentRole
from bareme.graphs.material import load_record
from bareme.graphs.state import StartedState
from bareme.models.picture_limit import picture_limit
from bareme.translation import Translator, translator


async def warn_of_unseen_pictures(state: StartedState) -> list[str]:
    """Return warnings for each model that is not shown every page that is more than its text."""
    of_copies = await _pictured_pages(state, {"copies"})
    of_teacher = await _pictured_pages(state, {"exam_paper", "answer_key"})
    t = translator(state.policy.language)
    graders = {grader.model: grader for grader in state.policy.graders}.values()
    return [
        warning
        for grader in graders
        for warning in _warnings(grader, await picture_limit(grader), of_copies, of_teacher, t)
    ]


def _warnings(grader: Grader, limit: int | None, of_copies: int, of_teacher: int, t: Translator) -> Iterator[str]:
    if limit == 0 and of_copies:
        yield t.ngettext(
            "{model} sees no pictures, and {n} page of the copies has some: what is only in the picture is not marked.",
            "{model} sees no pictures, and {n} pages of the copies have some: what is only in the pictures is not "
            "marked.",
            of_copies,
            model=grader.model,
        )
    if limit is not None and limit <= of_teacher and of_teacher:  # there is no room for a page of a copy beside them
        yield t.ngettext(
            "{model} is not shown the picture of {n} page of the exam paper or the answer key: it knows only the text "
            "there, not the figures or what is written by hand.",
            "{model} is not shown the pictures of {n} pages of the exam paper or the answer key: it knows only the "
            "text there, not the figures or what is written by hand.",
            of_teacher,
            model=grader.model,
        )


async def _pictured_pages(state: StartedState, roles: Collection[DocumentRole]) -> int:
    store, count = get_store(state.owner), 0
    for summary in state.summaries:
        if summary.role in roles and not summary.refused:
            record = await load_record(summary.record_id, store)
            count += sum(page.needs_picture for page in record.pages)
    return count
