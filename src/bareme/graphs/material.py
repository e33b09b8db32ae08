"""What a model is shown of documents: text and pictures of pages, read from the store when needed."""

import asyncio
import base64
from collections import defaultdict
from collections.abc import Mapping, Sequence

from bareme.documents import DocumentStore, PageImage, get_store, join_pages, page_url, render_pages
from bareme.domain.brief import Brief
from bareme.domain.copies import PageRef
from bareme.domain.pages import Document, Page, PageKind
from bareme.domain.policy import ImageTransport
from bareme.graphs.lru_cache import SESSIONS_AT_ONCE, LruCache
from bareme.graphs.pictures import Picture, ShownPage
from bareme.graphs.state import Json
from bareme.runtime import current_runtime


class _PageCaches:
    """Caches of what consecutive copies share. Keys are hashes of the content, so entries never become stale."""

    def __init__(self) -> None:
        self.records: LruCache[str, Document] = LruCache(8)
        self.briefs: LruCache[str, Brief] = LruCache(SESSIONS_AT_ONCE)
        self.shared_pictures: LruCache[tuple[Picture, ...], list[Json]] = LruCache(2)
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

    The OCR layer of a scan, and text that could not be held against the picture, are only shown to models that do not
    see the picture.
    """
    unsure = page.kind is PageKind.OCR_SCAN or not page.text_verified
    return "" if unsure and pictures else page.text


async def shown_pages(brief: Brief, pages: Sequence[PageRef]) -> list[ShownPage]:
    """Return pages of the session's documents with what is known of each."""
    store = get_store(brief.owner)
    records = [await load_record(brief.records[page.document_id], store) for page in pages]
    return [(page, record.pages[page.index]) for record, page in zip(records, pages, strict=True)]


def picture(media_type: str, data: bytes) -> Json:
    """Return a picture as a block of a message."""
    return {"type": "image", "base64": base64.b64encode(data).decode(), "mime_type": media_type}


async def show_pictures(
    pictures: Sequence[Picture],
    store: DocumentStore,
    *,
    transport: ImageTransport,
    urls: Mapping[str, str],
    spread: bool = True,
) -> list[Json]:
    """Return pictures as blocks of a message, in order: the pictures themselves, or URLs to fetch them from.

    `urls` are those of photographs, by document id; other pages are served by this server. Joined pages have no URL.
    `spread` is that of `render_pages`.
    """
    if transport is ImageTransport.INLINE or any(len(one.pages) > 1 for one in pictures):
        return await _load_pictures(pictures, store, spread=spread)
    pages = [page for one in pictures for page in one.pages]
    return [{"type": "image", "url": source_url(page, urls) or page_url(page)} for page in pages]


def source_url(page: PageRef, urls: Mapping[str, str]) -> str:
    """Return the URL of a photograph as it was sent, or "" if the page is shown in another way."""
    return urls.get(page.document_id, "") if page == page.as_stored else ""


async def _load_pictures(pictures: Sequence[Picture], store: DocumentStore, *, spread: bool = True) -> list[Json]:
    """Return the pictures, in order. Pages with the same resolution are rendered together."""
    wanted: defaultdict[int, list[PageRef]] = defaultdict(list)
    for one in pictures:
        wanted[one.dpi] += one.pages
    rendered = await asyncio.gather(
        *(render_pages(pages, store=store, dpi=dpi, spread=spread) for dpi, pages in wanted.items())
    )
    images = {
        (page, dpi): image
        for (dpi, pages), found in zip(wanted.items(), rendered, strict=True)
        for page, image in zip(pages, found, strict=True)
    }

    async def load(one: Picture) -> Json:
        pages: list[PageImage] = [images[page, one.dpi] for page in one.pages]
        image = pages[0] if len(pages) == 1 else await join_pages(pages)
        return picture(image.media_type, image.data)

    return list(await asyncio.gather(*map(load, pictures)))


async def show_shared_pictures(brief: Brief, pictures: tuple[Picture, ...]) -> list[Json]:
    """Return pictures of the exam paper and the answer key as blocks of a message. They are rendered only once."""
    transport, store = brief.policy.image_transport, get_store(brief.owner)
    if not pictures or transport is ImageTransport.URL:
        return await show_pictures(pictures, store, transport=transport, urls=brief.urls)
    recent = _page_caches()
    async with recent.rendering:
        blocks = recent.shared_pictures.get(pictures)
        if blocks is None:
            blocks = recent.shared_pictures.keep(pictures, await _load_pictures(pictures, store))
        return blocks
