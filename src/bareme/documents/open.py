"""Open a stored document and describe its pages."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bareme.documents.jobs import divide, gather_jobs
from bareme.documents.kept_images import kept_images
from bareme.documents.limits import Limits
from bareme.documents.page_batch import FileOutline, PageBatch
from bareme.documents.workers import run_job
from bareme.domain.copies import PageRef
from bareme.domain.pages import Document
from bareme.settings import Settings, get_settings
from bareme.storage.document_store import DocumentStore
from bareme.storage.documents import get_store

type Resolutions = Callable[[float, float], Sequence[int]]
"""The resolutions, in dots per inch, at which a page of some width and height in points will be rendered later: the one
that is needed first before the others."""


def _none(_width: float, _height: float) -> Sequence[int]:
    return ()


async def open_document(
    document_id: str,
    *,
    store: DocumentStore | None = None,
    settings: Settings | None = None,
    resolutions: Resolutions = _none,
) -> Document:
    """Open a stored document in worker processes and describe its pages.

    The format (PDF, JPEG, PNG, WebP or TIFF) is detected from the content, not from a file name. Scans are rendered at
    the first of `resolutions` while they are decoded anyway, photographs at all, and kept for `render_pages`: once for
    each time that one is named.

    Raises:
        DocumentRefused: the document cannot be read or exceeds a limit; the error carries the reason.
        DocumentMissing: the store has no such document.
    """
    settings = settings or get_settings()
    limits = Limits.from_settings(settings)
    async with (store or get_store()).path(document_id) as path:
        outline = await run_job(limits, _outline, path, limits)
        wanted = [
            (PageRef(document_id=document_id, index=index), tuple(resolutions(*size)))
            for index, size in enumerate(outline.sizes)
        ]
        batches = await gather_jobs(
            run_job(limits, _read, path, limits, {page: tuple(dict.fromkeys(dpis)) for page, dpis in batch})
            for batch in divide(wanted, settings)
        )
    uses = dict(wanted)
    for page, dpi, image in (found for batch in batches for found in batch.images):
        kept_images().keep(page, dpi, image, uses=uses[page].count(dpi))
    return Document(
        document_id=document_id,
        media_type=outline.media_type,
        pages=tuple(page for batch in batches for page in batch.pages),
        warnings=tuple(sorted(outline.warnings.union(*(batch.warnings for batch in batches)))),
    )


def _outline(path: Path, limits: Limits) -> FileOutline:
    from bareme.documents.sandbox import outline  # noqa: PLC0415 (only workers load MuPDF)

    return outline(path, limits)


def _read(path: Path, limits: Limits, wanted: Mapping[PageRef, Sequence[int]]) -> PageBatch:
    from bareme.documents.sandbox import read_pages  # noqa: PLC0415 (only workers load MuPDF)

    return read_pages(path, limits, wanted)
