"""Read pages of a document on their pictures, a batch at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from itertools import batched

from bareme.documents.limits import PAGES_PER_JOB
from bareme.documents.page_image import PageImage
from bareme.documents.render import render_pages
from bareme.domain.pages import Document, Page
from bareme.storage.document_store import DocumentStore


async def with_pages(
    document: Document,
    pages: Sequence[Page],
    read: Callable[[Page, PageImage], Awaitable[Page]],
    *,
    store: DocumentStore,
    dpi: int | None = None,
) -> Document:
    """Return the document with those pages as they are once `read` on their pictures.

    `dpi` is the resolution of the pictures; `Settings.render_dpi` by default.
    """
    found: dict[int, Page] = {}
    for batch in batched(pages, PAGES_PER_JOB):
        images = await render_pages([document.ref(page) for page in batch], store=store, dpi=dpi)
        found |= {page.index: page for page in await asyncio.gather(*map(read, batch, images))}
    return document.model_copy(update={"pages": tuple(found.get(page.index, page) for page in document.pages)})
