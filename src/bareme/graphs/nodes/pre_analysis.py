"""`pre_analysis`: find the scale and the students, by rules and by a model. The teacher decides."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from langgraph.func import task
from langgraph.runtime import Runtime

from bareme.agents.agent import ask
from bareme.agents.pre_analyst import PreAnalysis, build_pre_analyst, page_content, system_prompt
from bareme.calls.budget import Allowance
from bareme.calls.call import CallPlan
from bareme.calls.fair_queue import Requester
from bareme.calls.forecast import forecast
from bareme.calls.limits import copy_slot
from bareme.calls.paid import Order
from bareme.documents import DocumentStore, get_store, inked_boxes
from bareme.domain.copies import PageRef
from bareme.domain.money import Usage
from bareme.domain.points import Language
from bareme.domain.policy import Grader, ImageTransport
from bareme.errors import BaremeError
from bareme.graphs.analysis import Analysis, NameOnPage
from bareme.graphs.contract import DocumentRole, GradingContext, context_of
from bareme.graphs.copy_view import picture_key
from bareme.graphs.document_warnings import warn_of_documents
from bareme.graphs.marking_by_hand import first_reader
from bareme.graphs.material import load_record, page_text, show_pictures
from bareme.graphs.pictures import Picture, picture_of
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
from bareme.models.picture_limit import PictureLimit, picture_limit, within_picture_limit
from bareme.models.picture_rules import Size
from bareme.models.registry import build_model
from bareme.settings import get_settings
from bareme.storage.answers import cache_key
from bareme.translation import translator


@dataclass(frozen=True)
class ShownPage:
    """A page to show to the model."""

    ref: PageRef
    record_id: str
    role: DocumentRole
    document: int
    url: str


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
        pages = _pages_to_show(opened)
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
        names_read=await _names_read(readings, store),
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


@task
async def analyse_pages(
    shown: Sequence[ShownPage],
    grader: Grader,
    language: Language,
    transport: ImageTransport,
    *,
    owner: str,
    allowance: Allowance,
    entry: str,
) -> Json:
    """Return one call's answer as JSON: `value` or `failure`, `usage`, and the `pages` it is about.

    It is a task, so that a resumed run does not pay for it again.
    """
    order = Order(CallPlan.of(grader, Requester(allowance.session)), allowance, entry)
    store = get_store(owner)
    try:
        reply = await _analyse(shown, grader, language, transport, order, store=store)
    except BaremeError as failure:
        reply = {"value": None, "failure": failure.explain(language)}
    return {**reply, "usage": dump(order.usage), "pages": [dump(page.ref) for page in shown]}


async def _analyse(
    shown: Sequence[ShownPage],
    grader: Grader,
    language: Language,
    transport: ImageTransport,
    order: Order,
    *,
    store: DocumentStore,
) -> Json:
    """Return the model's answer, which is found or asked for."""

    async def ask_within(limit: PictureLimit) -> Json:
        # Many pages in one picture would be illegible here; text and rules have to do.
        sees = limit is None or len(shown) <= limit
        return await _analyse_shown(shown, grader, language, transport, order, store=store, sees=sees)

    return await within_picture_limit(grader, ask_within)


async def _analyse_shown(
    shown: Sequence[ShownPage],
    grader: Grader,
    language: Language,
    transport: ImageTransport,
    order: Order,
    *,
    store: DocumentStore,
    sees: bool,
) -> Json:
    model = build_model(grader)
    texts: list[str] = []
    pictures: list[Picture] = []
    for position, page in enumerate(shown, start=1):
        record = await load_record(page.record_id, store)
        text = page_text(record.pages[page.ref.index], pictures=sees)
        texts.append(page_content(position, text, role=page.role, document=page.document))
        pictures += [picture_of([(page.ref, record.pages[page.ref.index])], grader.model)] if sees else []
    digests = await store.digests({page.ref.document_id for page in shown})
    key = cache_key(
        store.owner,
        **grader.call_settings,
        system_prompt=system_prompt(language),
        texts=texts,
        **picture_key(pictures, digests),
    )
    problem = ""
    async with order.paid_once([key]):
        if order.missing:
            parts: list[str | Size] = [system_prompt(language), *texts, *(one.size for one in pictures)]
            caller = await order.reserve(forecast(grader, parts, items=len(shown)))
            urls = {page.ref.document_id: page.url for page in shown}
            # The pages are rendered once it is their turn: all batches of a class together would fill the memory.
            async with copy_slot([grader.model], order.plan.requester):
                blocks = await show_pictures(pictures, store, transport=transport, urls=urls)
                content: list[str | dict[str, Any]] = []
                for position, text in enumerate(texts):
                    content += [{"type": "text", "text": text}, *blocks[position : position + 1]]
                agent = build_pre_analyst(model, page_count=len(shown), language=language)
                answer = await ask(agent, content, caller)
            problem = answer.explain(language)
            # A bad answer is not kept, since there is no other way to have the same files read again.
            if answer.value is not None:
                await order.keep({key: {"value": dump(answer.value)}})
    found = order.answers.get(key, {})
    # Earlier versions kept bad answers, with their failure.
    return {"value": found.get("value"), "failure": found.get("failure", problem)}


def _pages_to_show(opened: Sequence[OpenedDocument]) -> list[ShownPage]:
    """Return the pages of exam paper and copies; if there is no exam paper, those of answer key and copies."""
    roles: list[DocumentRole] = ["exam_paper", "copies"]
    if not any(item.summary.role == "exam_paper" for item in opened):
        roles.insert(0, "answer_key")
    ordered = [item for role in roles for item in opened if item.summary.role == role]
    return [
        ShownPage(
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


async def _names_read(readings: Readings, store: DocumentStore) -> tuple[NameOnPage, ...]:
    """Return the names that were read, each with its place where the model gave one and something is written there."""
    inked = await inked_boxes(((page, one.name_box) for page, one in readings.items() if one.name_box), store)
    boxes = dict(inked)
    return tuple(
        NameOnPage(page=page, name=one.student_name or "", confidence=one.name_confidence, box=boxes.get(page))
        for page, one in readings.items()
        if one.student_name or page in boxes
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
