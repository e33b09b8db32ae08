"""What a model is shown of documents: text and pictures of pages, read from the store when needed."""

import asyncio
import base64
from collections import defaultdict
from collections.abc import Mapping, Sequence

from bareme.documents import DocumentStore, page_url, render_pages
from bareme.domain.brief import Brief
from bareme.domain.copies import PageRef
from bareme.domain.pages import Document, Page, PageKind
from bareme.domain.policy import ImageTransport
from bareme.graphs.lru_cache import LruCache
from bareme.graphs.state import Json
from bareme.runtime import current_runtime
from bareme.settings import get_settings


class _PageCaches:
    """Caches of what consecutive copies share. Keys are hashes of the content, so entries never become stale."""

    def __init__(self) -> None:
        self.records: LruCache[str, Document] = LruCache(8)
        self.briefs: LruCache[str, Brief] = LruCache(8)
        self.shared_pictures: LruCache[tuple[tuple[PageRef, ...], int], list[Json]] = LruCache(2)
        self.rendering = asyncio.Lock()


def _page_caches() -> _PageCaches:
    return current_runtime().resource(_PageCaches)


async def load_record(record_id: str, store: DocumentStore) -> Document:
    """Return the record of an opened document."""
    records = _page_caches().records
    return records.get(record_id) or records.keep(record_id, Document.model_validate_json(await store.get(record_id)))


async def keep_brief(brief: Brief, store: DocumentStore) -> str:
    """Store the brief and return its id. It is cached too, because all copies load it at once."""
    brief_id = await store.put(brief.model_dump_json().encode())
    _page_caches().briefs.keep(brief_id, brief)
    return brief_id


async def load_brief(brief_id: str, store: DocumentStore) -> Brief:
    """Return the brief with this id."""
    briefs = _page_caches().briefs
    return briefs.get(brief_id) or briefs.keep(brief_id, Brief.model_validate_json(await store.get(brief_id)))


def page_text(page: Page, *, pictures: bool) -> str:
    """Return the text of a page to show to a model.

    The OCR layer of a scan is only shown to models that do not see the picture.
    """
    return "" if page.kind is PageKind.OCR_SCAN and pictures else page.text


def picture_size(page: Page) -> tuple[int, int]:
    """Return the width and height of the page's picture in pixels; a scan of lower resolution comes smaller."""
    dpi = get_settings().render_dpi
    return max(1, round(page.width / 72 * dpi)), max(1, round(page.height / 72 * dpi))


def picture(media_type: str, data: bytes) -> Json:
    """Return a picture as a block of a message."""
    return {"type": "image", "base64": base64.b64encode(data).decode(), "mime_type": media_type}


async def show_pages(
    pages: Sequence[PageRef], store: DocumentStore, *, transport: ImageTransport, urls: Mapping[str, str]
) -> list[Json]:
    """Return the pages as blocks of a message, in order: pictures, or URLs to fetch them from.

    `urls` are those of photographs, by document id; other pages are served by this server.
    """
    if transport is ImageTransport.INLINE:
        return await _load_pictures(pages, store)
    return [{"type": "image", "url": urls.get(page.document_id) or page_url(page)} for page in pages]


async def _load_pictures(pages: Sequence[PageRef], store: DocumentStore) -> list[Json]:
    """Return the pages as pictures, in order. Each document is rendered in one job."""
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
    """Return the pages of exam paper and answer key as blocks of a message. Pictures are rendered only once."""
    pages, transport = brief.picture_pages, brief.policy.image_transport
    if not pages or transport is ImageTransport.URL:
        return await show_pages(pages, store, transport=transport, urls=brief.urls)
    key = (pages, get_settings().render_dpi)
    recent = _page_caches()
    async with recent.rendering:
        pictures = recent.shared_pictures.get(key)
        if pictures is None:
            pictures = recent.shared_pictures.keep(key, await _load_pictures(pages, store))
        return pictures
