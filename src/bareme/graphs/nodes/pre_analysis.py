"""`pre_analysis`: find the scale and the students, by rules and by a model. The teacher decides."""

import asyncio
from collections.abc import Sequence
from itertools import batched

from langgraph.runtime import Runtime

from bareme.agents.pre_analyst import PreAnalysis
from bareme.calls.budget import Allowance
from bareme.documents import get_store
from bareme.domain.copies import PageRef
from bareme.domain.money import Usage
from bareme.graphs.analysis import Analysis, NameOnPage
from bareme.graphs.contract import DocumentRole, GradingContext, context_of
from bareme.graphs.document_warnings import warn_of_documents
from bareme.graphs.marking_by_hand import first_reader
from bareme.graphs.material import load_record
from bareme.graphs.page_analysis import PageToAnalyse, analyse_pages
from bareme.graphs.proposal import (
    NO_PAGES,
    OpenedDocument,
    Readings,
    is_unread_copy,
    printed_texts,
    propose_scales,
)
from bareme.graphs.proposed_copies import propose_copies
from bareme.graphs.reading_progress import ReadingProgress
from bareme.graphs.state import Json, StartedState, dump
from bareme.models.picture_limit import picture_limit
from bareme.settings import get_settings
from bareme.translation import translator


async def pre_analysis(state: StartedState, runtime: Runtime[GradingContext]) -> Json:
    """Find the marking scale and the students in the files, by rules and by a model."""
    store, language = get_store(state.owner), state.policy.language
    opened = [
        OpenedDocument(summary, await load_record(summary.record_id, store) if summary.record_id else NO_PAGES)
        for summary in state.summaries
        if summary.record_id or is_unread_copy(summary)
    ]
    grader, transport = first_reader(state.policy), state.policy.image_transport
    calls: list[Json] = []
    if not context_of(runtime).stop:
        pages = _pages_to_analyse(opened)
        reading = ReadingProgress(state.session.session_id, "analysing", len(pages))
        batches = batched(pages, get_settings().pages_per_analysis)
        allowance = Allowance(state.session.session_id, state.policy.budget)
        jobs = (
            reading.counting(
                analyse_pages(
                    batch,
                    grader,
                    language,
                    transport,
                    owner=state.owner,
                    allowance=allowance,
                    entry=f"analysis/{number}",
                ),
                size=len(batch),
            )
            for number, batch in enumerate(batches, start=1)
        )
        calls = list(await asyncio.gather(*jobs))

    found = [PreAnalysis.model_validate(call["value"]) for call in calls if call["value"]]
    failures = [call["failure"] for call in calls if call["failure"]]
    head = found[0] if found else PreAnalysis()
    readings = _readings(calls)
    # For a large class this takes seconds of pure Python: in threads, it does not block other sessions.
    seen = await picture_limit(grader) != 0
    copies, warnings = await asyncio.to_thread(propose_copies, state, opened, readings, seen=seen)
    candidates = await asyncio.to_thread(propose_scales, state.scheme, opened, found, seen=seen)
    t = translator(language)
    analysis = Analysis(
        title=head.title or t("Exam"),
        subject=head.subject,
        exam_language=head.language,
        candidates=tuple(candidates),
        question_texts=printed_texts(opened, "exam_paper"),
        answer_texts=printed_texts(opened, "answer_key"),
        copies=tuple(copies),
        names_read=_names_read(readings, opened),
        warnings=(
            *warn_of_documents(state.summaries, opened, language, seen=seen),
            *(
                t(
                    "The model could not analyse the files ({reason}). The scale and the copies were found by rules "
                    "alone.",
                    reason=reason,
                )
                for reason in failures[:1]
            ),
            *(issue for analysis in found for issue in analysis.blocking_issues),
            *warnings,
        ),
        # Without graders rules read the files, which is no use of a model.
        usage=sum((Usage.model_validate(call["usage"]) for call in calls if not state.policy.by_hand), Usage()),
    )
    subject = head.subject or analysis.title
    # The day where the service runs, as in the names of its files.
    day = f"{state.session.created_at.astimezone():%Y-%m-%d}"
    name = state.session.name or f"{subject[:1].upper()}{subject[1:]} – {day}"
    return {"analysis": dump(analysis), "session": dump(state.session.model_copy(update={"name": name}))}


def _pages_to_analyse(opened: Sequence[OpenedDocument]) -> list[PageToAnalyse]:
    """Return the pages of exam paper and copies; if there is no exam paper, those of answer key and copies."""
    roles: list[DocumentRole] = ["exam_paper", "copies"]
    if not any(item.summary.role == "exam_paper" for item in opened):
        roles.insert(0, "answer_key")
    ordered = [item for role in roles for item in opened if item.summary.role == role]
    return [
        PageToAnalyse(
            ref=item.record.ref(page),
            record_id=item.summary.record_id,
            role=item.summary.role,
            document=number,
            url=item.summary.url,
        )
        for number, item in enumerate(ordered, start=1)
        for page in item.record.pages
        if page.kind.is_legible
    ]


def _names_read(readings: Readings, opened: Sequence[OpenedDocument]) -> tuple[NameOnPage, ...]:
    """Return the names that were read, each with its place where the model gave one and something is written there."""
    pages = {item.record.ref(page): page for item in opened for page in item.record.pages}
    boxes = {
        ref: one.name_box
        for ref, one in readings.items()
        if one.name_box and pages[ref].is_inked(one.name_box.turned_back(ref.rotation))
    }
    return tuple(
        NameOnPage(page=ref, name=one.student_name or "", confidence=one.name_confidence, box=boxes.get(ref))
        for ref, one in readings.items()
        if one.student_name or ref in boxes
    )


def _readings(calls: Sequence[Json]) -> Readings:
    """Return what was read on each page, by page."""
    readings: Readings = {}
    for call in calls:
        refs = [PageRef.model_validate(ref) for ref in call["pages"]]
        if call["value"]:
            for reading in PreAnalysis.model_validate(call["value"]).pages:
                readings[refs[reading.page - 1]] = reading
    return readings
