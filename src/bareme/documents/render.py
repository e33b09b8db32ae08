"""Render pages as images for a model or a screen."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import batched
from pathlib import Path

from bareme.documents.jobs import divide, gather_jobs
from bareme.documents.kept_images import kept_images
from bareme.documents.limits import PAGES_PER_JOB, Limits
from bareme.documents.page_image import PageImage
from bareme.documents.workers import run_job
from bareme.domain.copies import PageRef
from bareme.settings import Settings, get_settings
from bareme.storage.document_store import DocumentStore
from bareme.storage.documents import get_store


async def render_page(
    page: PageRef,
    *,
    store: DocumentStore | None = None,
    dpi: int | None = None,
    settings: Settings | None = None,
) -> PageImage:
    """Render one page; see `render_pages`."""
    (image,) = await render_pages([page], store=store, dpi=dpi, settings=settings)
    return image


async def render_pages(
    pages: Sequence[PageRef],
    *,
    store: DocumentStore | None = None,
    dpi: int | None = None,
    settings: Settings | None = None,
    spread: bool = True,
) -> list[PageImage]:
    """Render pages of stored documents, in the order of `pages`.

    They are spread over the workers, unless `spread` is false: a job for each page costs more than one for a few of
    them, and gains nothing where other callers keep the workers busy.

    `dpi` defaults to `Settings.render_dpi`; an image file, and a page that is one JPEG, are never enlarged. Scans are
    encoded as JPEG, typed pages as PNG. If a page consists of one upright JPEG that is not larger than the rendering,
    that JPEG is returned unchanged, unless the page is turned or covered.

    Raises:
        DocumentRefused: a document cannot be read or exceeds a limit.
        DocumentMissing: the store has no such document.
        InvalidInput: a document has no page at that index.
    """
    settings, store = settings or get_settings(), store or get_store()
    by_document: defaultdict[str, list[PageRef]] = defaultdict(list)
    for page in dict.fromkeys(pages):
        by_document[page.document_id].append(page)
    documents = (
        _render_document(document_id, wanted, store, dpi or settings.render_dpi, settings, spread=spread)
        for document_id, wanted in by_document.items()
    )
    images = {page: image for found in await gather_jobs(documents) for page, image in found.items()}
    return [images[page] for page in pages]


async def _render_document(
    document_id: str, pages: Sequence[PageRef], store: DocumentStore, dpi: int, settings: Settings, *, spread: bool
) -> dict[PageRef, PageImage]:
    limits = Limits.from_settings(settings)
    async with store.path(document_id) as path:
        kept = {page: image for page in pages if (image := kept_images().take(page, dpi))}
        missing = [page for page in pages if page not in kept]
        batches = list(divide(missing, settings) if spread else batched(missing, PAGES_PER_JOB))
        rendered = await gather_jobs(
            run_job(limits.for_pages(len(batch)), _render, path, limits, batch, dpi) for batch in batches
        )
    return kept | {
        page: image
        for batch, found in zip(batches, rendered, strict=True)
        for page, image in zip(batch, found, strict=True)
    }


def _render(path: Path, limits: Limits, pages: tuple[PageRef, ...], dpi: int) -> list[PageImage]:
    from bareme.documents.sandbox import render_pages as render  # noqa: PLC0415 (only workers load MuPDF)

    return render(path, limits, pages, dpi)
