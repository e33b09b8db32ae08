"""Begin grading: freeze the brief and make a task for every copy."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from langgraph.graph import END
from langgraph.types import Send

from bareme.calls.limits import expect_session
from bareme.documents import get_store
from bareme.domain.brief import Brief
from bareme.domain.copies import PageRef
from bareme.domain.pages import Page, PageKind
from bareme.domain.scheme import GradingScheme
from bareme.domain.session import CopyProgress
from bareme.graphs.content_flags import flag_contents
from bareme.graphs.contract import DocumentRole
from bareme.graphs.dispatch import GradeTask, processing, slots_of
from bareme.graphs.events import Counts, SessionStart
from bareme.graphs.grader_key import draw_labels, seal_labels
from bareme.graphs.material import keep_brief, load_record, page_text
from bareme.graphs.progress import emit
from bareme.graphs.state import Json, ScaledState, StartedState, dump


async def begin_grading(state: ScaledState, pilot: Collection[str] = ()) -> tuple[list[Send] | str, Json]:
    """Freeze the brief, and return a task for each copy, or for those of the pilot, with the update of the state.

    From here on every copy is graded by the same scheme and criteria. Without graders the session goes on to its
    review; without copies it ends, and the scheme is its result.
    """
    if not state.copies:
        return END, {"finished": True}
    store = get_store(state.owner)
    session_id = state.session.session_id
    expect_session(session_id, (grader.model for grader in state.policy.graders))
    brief = await make_brief(state, state.scheme)
    brief_id = await keep_brief(brief, store)
    started_at = datetime.now(UTC)
    copies = await flag_contents(state.copies.values(), brief, store)
    count = len(state.policy.grader_names)
    sent = set(pilot) or {copy.copy_id for copy in copies}
    # In a thread: the server's secret may have to be read, or made.
    labels = await asyncio.to_thread(draw_labels, session_id, [copy.copy_id for copy in copies], count)
    sealed = await asyncio.to_thread(seal_labels, session_id, labels)
    tasks = [
        GradeTask(
            session_id=session_id,
            owner=state.owner,
            brief_id=brief_id,
            copy=copy,
            progress=CopyProgress(scheme_version=state.scheme.version),
            slots=tuple(slots_of(state.policy, labels[copy.copy_id], round_number=0)),
            graders=labels[copy.copy_id],
            total=len(copies),
            others_waiting=len(copies) - len(sent),
            place=place,
            budget=state.policy.budget,
            spent=state.spent,
            grading_started_at=started_at,
            event_names=state.policy.event_names,
            language=state.policy.language,
        )
        for place, copy in enumerate(copies)
        if copy.copy_id in sent
    ]
    counts = Counts(total=len(copies), remaining=len(copies))
    emit(SessionStart(session_id=session_id, session_name=state.session.name, counts=counts, session_seconds=0.0))
    tasks = [task for task in tasks if task.slots]
    waiting = {copy.copy_id: dump(CopyProgress(scheme_version=state.scheme.version)) for copy in copies}
    return [task.send() for task in tasks] or "calibrate", {
        "session": dump(state.session.model_copy(update={"grading_started_at": started_at})),
        "brief_id": brief_id,
        "copies": {copy.copy_id: dump(copy) for copy in copies},
        "progress": {**waiting, **processing(tasks)},
        "pilot": list(pilot),
        "grader_key": sealed,
    }


async def make_brief(state: StartedState, scheme: GradingScheme) -> Brief:
    """Return what all graders share, as of now."""
    texts: dict[DocumentRole, list[Page]] = {"exam_paper": [], "answer_key": []}
    pictures: list[PageRef] = []
    store = get_store(state.owner)
    for summary in state.summaries:
        if summary.refused or summary.role not in texts:
            continue
        record = await load_record(summary.record_id, store)
        for page in record.pages:
            if page.kind in {PageKind.TYPED, PageKind.MIXED, PageKind.OCR_SCAN} and page.lines:
                texts[summary.role].append(page)
            if page.needs_picture:
                pictures.append(record.ref(page))
    return Brief(
        session_id=state.session.session_id,
        owner=state.owner,
        policy=state.policy,
        scheme=scheme,
        guidelines=state.guidelines,
        exam_paper=_text(texts["exam_paper"], pictures=True),
        answer_key=_text(texts["answer_key"], pictures=True),
        recognised_texts={
            role: _text(pages, pictures=False)
            for role, pages in texts.items()
            if any(page_text(page, pictures=True) != page.text for page in pages)
        },
        records={s.document_id: s.record_id for s in state.summaries if s.record_id},
        digests=await store.digests({s.document_id for s in state.summaries if s.document_id}),
        urls={s.document_id: s.url for s in state.summaries if s.url},
        picture_pages=tuple(pictures),
    )


def _text(pages: Sequence[Page], *, pictures: bool) -> str:
    return "\n".join(text for text in (page_text(page, pictures=pictures) for page in pages) if text)
