"""Find how far scanned pages have to be turned to stand upright."""

import asyncio
from collections.abc import Sequence
from itertools import batched

from bareme.documents.limits import PAGES_PER_JOB
from bareme.documents.ocr.engine import is_ocr_available
from bareme.documents.ocr.recogniser import find_turn
from bareme.documents.page_image import PageImage
from bareme.documents.render import render_pages
from bareme.domain.copies import PageRef
from bareme.domain.pages import Document, Page, PageKind
from bareme.errors import DocumentRefused
from bareme.storage.document_store import DocumentStore

_DPI = 72


async def stand_upright(document: Document, *, store: DocumentStore) -> Document:
    """Return the document, with the turn of each page without text, where it can be told.

    Without the extra `ocr`, or where a page cannot be read within its limits, the pages stay as they are.
    """
    scans = [page for page in document.pages if page.kind is PageKind.SCAN]
    if not scans or not is_ocr_available():
        return document
    found: dict[int, Page] = {}
    for batch in batched(scans, PAGES_PER_JOB):
        refs = [PageRef(document_id=document.document_id, index=page.index) for page in batch]
        images = await render_pages(refs, store=store, dpi=_DPI)
        found |= {page.index: page for page in await _turned(batch, images)}
    return document.model_copy(update={"pages": tuple(found.get(page.index, page) for page in document.pages)})


async def _turned(pages: Sequence[Page], images: Sequence[PageImage]) -> list[Page]:
    return list(await asyncio.gather(*map(_turn, pages, images)))


async def _turn(page: Page, image: PageImage) -> Page:
    try:
        turn = await find_turn(image.data)
    except DocumentRefused:
        return page
    return page if turn is None else page.model_copy(update={"turn": turn, "turned": False})
