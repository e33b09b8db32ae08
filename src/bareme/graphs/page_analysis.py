"""Have a model look at pages: whose they are, where copies begin, what scale is printed.

Names and beginnings are found on small pictures. A page that was too small to tell is looked at again, larger.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from langgraph.func import task

from bareme.agents.agent import ask
from bareme.agents.pre_analyst import (
    PageReading,
    PreAnalysis,
    build_pre_analyst,
    page_content,
    system_prompt,
    tool_schema,
)
from bareme.calls.budget import Allowance
from bareme.calls.call import CallPlan
from bareme.calls.fair_queue import Requester
from bareme.calls.forecast import forecast
from bareme.calls.limits import copy_slot
from bareme.calls.paid import Order
from bareme.documents import DocumentStore, get_store
from bareme.domain.copies import PageRef
from bareme.domain.money import Usage
from bareme.domain.pages import Page, PageKind
from bareme.domain.points import Language
from bareme.domain.policy import Grader, ImageTransport
from bareme.errors import BaremeError
from bareme.graphs.contract import DocumentRole
from bareme.graphs.copy_owners import SURE
from bareme.graphs.copy_view import picture_key
from bareme.graphs.material import load_record, page_text, show_pictures
from bareme.graphs.pictures import Picture, picture_of
from bareme.graphs.state import Json, dump
from bareme.models.picture_limit import PictureLimit, within_picture_limit
from bareme.models.picture_rules import NAMES_LEGIBLE, UNLIMITED, PictureRule, Size
from bareme.models.registry import build_model
from bareme.storage.answers import cache_key


@dataclass(frozen=True)
class PageToAnalyse:
    """A page to show to the model."""

    ref: PageRef
    record_id: str
    role: DocumentRole
    document: int
    url: str


@dataclass(frozen=True)
class _Reader:
    """Who looks at the pages, and on whose account."""

    grader: Grader
    language: Language
    transport: ImageTransport
    store: DocumentStore
    allowance: Allowance


@task
async def analyse_pages(
    shown: Sequence[PageToAnalyse],
    grader: Grader,
    language: Language,
    transport: ImageTransport,
    *,
    owner: str,
    allowance: Allowance,
    entry: str,
) -> Json:
    """Return what was found on pages as JSON: `value` or `failure`, `usage`, and the `pages` it is about.

    It is a task, so that a resumed run does not pay for it again.
    """
    reader = _Reader(grader, language, transport, get_store(owner), allowance)
    reply, usage = await _look(shown, reader, entry, larger=False)
    if reply["value"]:
        first = PreAnalysis.model_validate(reply["value"])
        readings = {reading.page: reading for reading in first.pages}
        unsure = [
            number for number, page in enumerate(shown, start=1) if await _is_too_small(page, readings[number], reader)
        ]
        if unsure:
            again, took = await _look([shown[number - 1] for number in unsure], reader, f"{entry}+", larger=True)
            usage += took
            if again["value"]:
                for number, seen in zip(unsure, PreAnalysis.model_validate(again["value"]).in_order, strict=True):
                    readings[number] = readings[number].with_larger(seen)
                reply["value"] = dump(first.model_copy(update={"pages": [*readings.values()]}))
    return {**reply, "usage": dump(usage), "pages": [dump(page.ref) for page in shown]}


async def _look(shown: Sequence[PageToAnalyse], reader: _Reader, entry: str, *, larger: bool) -> tuple[Json, Usage]:
    """Return `value` or `failure`, and what it took."""
    order = Order(CallPlan.of(reader.grader, Requester(reader.allowance.session)), reader.allowance, entry)

    async def look_within(limit: PictureLimit) -> Json:
        return await _answer(shown, reader, order, limit, larger=larger)

    try:
        reply = await within_picture_limit(reader.grader, look_within)
    except BaremeError as failure:
        reply = {"value": None, "failure": failure.explain(reader.language)}
    return reply, order.usage


async def _answer(
    shown: Sequence[PageToAnalyse], reader: _Reader, order: Order, limit: PictureLimit, *, larger: bool
) -> Json:
    """Return the model's answer, which is found or asked for."""
    grader, language, store = reader.grader, reader.language, reader.store
    pages = [await _page_of(page, store) for page in shown]
    pictures = {
        place: picture_of([(page.ref, read)], grader.model, UNLIMITED if larger else _largest(page, read))
        for place, (page, read) in enumerate(zip(shown, pages, strict=True))
        if _is_pictured(page, read)
    }
    # Many pages in one picture would be illegible here; text and rules have to do.
    if limit is not None and len(pictures) > limit:
        pictures = {}
    texts = [
        page_content(place + 1, page_text(read, pictures=place in pictures), role=page.role, document=page.document)
        for place, (page, read) in enumerate(zip(shown, pages, strict=True))
    ]
    digests = await store.digests({page.ref.document_id for page in shown})
    key = cache_key(
        store.owner,
        **grader.call_settings,
        system_prompt=system_prompt(language),
        texts=texts,
        **picture_key([*pictures.values()], digests),
    )
    problem = ""
    async with order.paid_once([key]):
        if order.missing:
            parts: list[str | Size] = [system_prompt(language), tool_schema(), *texts]
            parts += [one.size for one in pictures.values()]
            caller = await order.reserve(forecast(grader, parts, items=len(shown)))
            # The pages are rendered once it is their turn: all batches of a class together would fill the memory.
            async with copy_slot([grader.model], order.plan.requester):
                content = await _content(texts, pictures, shown, reader)
                agent = build_pre_analyst(build_model(grader), page_count=len(shown), language=language)
                answer = await ask(agent, content, caller)
            problem = answer.explain(language)
            # A bad answer is not kept, since there is no other way to have the same files read again.
            if answer.value is not None:
                await order.keep({key: {"value": dump(answer.value)}})
    found = order.answers.get(key, {})
    # Earlier versions kept bad answers, with their failure.
    return {"value": found.get("value"), "failure": found.get("failure", problem)}


async def _content(
    texts: Sequence[str], pictures: dict[int, Picture], shown: Sequence[PageToAnalyse], reader: _Reader
) -> list[str | dict[str, Any]]:
    """Return the message: each page's text, and its picture behind it."""
    urls = {page.ref.document_id: page.url for page in shown}
    blocks = await show_pictures([*pictures.values()], reader.store, transport=reader.transport, urls=urls)
    behind = dict(zip(pictures, blocks, strict=True))
    content: list[str | dict[str, Any]] = []
    for place, text in enumerate(texts):
        content += [{"type": "text", "text": text}, *([behind[place]] if place in behind else [])]
    return content


async def _page_of(page: PageToAnalyse, store: DocumentStore) -> Page:
    return (await load_record(page.record_id, store)).pages[page.ref.index]


def _is_pictured(page: PageToAnalyse, read: Page) -> bool:
    """Whether the picture of a page tells more about whose it is, or which scale it prints, than its text."""
    return not read.text_suffices if page.role == "copies" else read.needs_picture


def _largest(page: PageToAnalyse, read: Page) -> PictureRule:
    return NAMES_LEGIBLE if _is_small(page, read) else UNLIMITED


def _is_small(page: PageToAnalyse, read: Page) -> bool:
    """Whether it is looked at on a small picture. A scale that is printed on a scan of the exam paper would be lost."""
    return page.role == "copies" or read.kind is PageKind.TYPED


async def _is_too_small(page: PageToAnalyse, reading: PageReading, reader: _Reader) -> bool:
    """Whether the small picture of a page left open whose it is."""
    read = await _page_of(page, reader.store)
    if reader.transport is ImageTransport.URL or not (_is_pictured(page, read) and _is_small(page, read)):
        return False
    return reading.too_small or (bool(reading.student_name) and reading.name_confidence < SURE)
