"""What a model is shown of documents: the text and the pictures of pages, read from the store when they are needed."""

import asyncio
import base64
from collections import defaultdict
from collections.abc import Mapping, Sequence

from bareme.documents import DocumentStore, page_url, render_pages
from bareme.domain.brief import Brief
from bareme.domain.copies import PageRef
from bareme.domain.pages import Document, Page, PageKind
from bareme.domain.policy import ImageTransport
from bareme.graphs.recent import Recent
from bareme.graphs.state import Json
from bareme.runtime import current_runtime
from bareme.settings import get_settings


class _Recent:
    """What copies share that come one after another. Keys are hashes of the content, so nothing gets out of date."""

    def __init__(self) -> None:
        self.records: Recent[str, Document] = Recent(8)
        self.briefs: Recent[str, Brief] = Recent(8)
        self.shared_pictures: Recent[tuple[tuple[PageRef, ...], int], list[Json]] = Recent(2)
        self.rendering = asyncio.Lock()


def _recent() -> _Recent:
    return current_runtime().resource(_Recent)


async def load_record(record_id: str, store: DocumentStore) -> Document:
    """Return what opening a document gave."""
    records = _recent().records
    return records.get(record_id) or records.keep(record_id, Document.model_validate_json(await store.get(record_id)))


async def keep_brief(brief: Brief, store: DocumentStore) -> str:
    """Return the id under which the store keeps the brief. All copies ask for it at once, and it is at hand then."""
    brief_id = await store.put(brief.model_dump_json().encode())
    _recent().briefs.keep(brief_id, brief)
    return brief_id


async def load_brief(brief_id: str, store: DocumentStore) -> Brief:
    """Return the brief that the store keeps under this id."""
    briefs = _recent().briefs
    return briefs.get(brief_id) or briefs.keep(brief_id, Brief.model_validate_json(await store.get(brief_id)))


def page_text(page: Page, *, pictures: bool) -> str:
    """Return the text of a page to show to a model.

    A scan's OCR layer goes only to a model that sees no pictures: whoever sees the page needs no machine's guess at it.
    """
    return "" if page.kind is PageKind.OCR_SCAN and pictures else page.text


def picture_size(page: Page) -> tuple[int, int]:
    """Return width and height of the page as a picture, in pixels; a scan that holds fewer comes smaller."""
    dpi = get_settings().render_dpi
    return max(1, round(page.width / 72 * dpi)), max(1, round(page.height / 72 * dpi))


def picture(media_type: str, data: bytes) -> Json:
    """Return a picture as a block of a message."""
    return {"type": "image", "base64": base64.b64encode(data).decode(), "mime_type": media_type}


async def show_pages(
    pages: Sequence[PageRef], store: DocumentStore, *, transport: ImageTransport, urls: Mapping[str, str]
) -> list[Json]:
    """Return the pages as blocks of a message, in their order: their pictures, or where to fetch them.

    `urls` says, by document id, where a photograph can be fetched; other pages are fetched here.
    """
    if transport is ImageTransport.INLINE:
        return await _load_pictures(pages, store)
    return [{"type": "image", "url": urls.get(page.document_id) or page_url(page)} for page in pages]


async def _load_pictures(pages: Sequence[PageRef], store: DocumentStore) -> list[Json]:
    """Return the pages as pictures, in their order; one job a document."""
    wanted: defaultdict[str, list[int]] = defaultdict(list)
    for page in pages:
        wanted[page.document_id].append(page.index)
    rendered = await asyncio.gather(
        *(render_pages(document_id, indexes, store=store) for document_id, indexes in wanted.items())
    )
    images = {
        PageRef(document_id=document_id, index=index): image
        for (document_id, indexes), pictures in zip(wanted.items(), rendered, strict=True)
        for index, image in zip(indexes, pictures, strict=True)
    }
    return [picture(images[page].media_type, images[page].data) for page in pages]


async def show_shared_pages(brief: Brief, store: DocumentStore) -> list[Json]:
    """Return the teacher's own pages as blocks of a message; pictures are rendered once, for the first attempt."""
    pages, transport = brief.picture_pages, brief.policy.image_transport
    if not pages or transport is ImageTransport.URL:
        return await show_pages(pages, store, transport=transport, urls=brief.urls)
    key = (pages, get_settings().render_dpi)
    recent = _recent()
    async with recent.rendering:
        pictures = recent.shared_pictures.get(key)
        if pictures is None:
            pictures = recent.shared_pictures.keep(key, await _load_pictures(pages, store))
        return pictures
