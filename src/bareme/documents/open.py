"""Opening a document: what it is, and what is known of each of its pages."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path

from bareme.documents.limits import Limits
from bareme.documents.reading import PageBatch
from bareme.documents.workers import run_job
from bareme.domain.pages import Document
from bareme.errors import DocumentRefused
from bareme.settings import Settings, get_settings
from bareme.storage.documents import DocumentStore, get_store

_PAGES_PER_JOB = 16  # a class set is read by several workers, and no job comes near its deadline


async def open_document(
    document_id: str, *, store: DocumentStore | None = None, settings: Settings | None = None
) -> Document:
    """Open a stored document in a worker process and describe its pages.

    The content says what it is, never a name: PDF, JPEG, PNG, WebP or TIFF. Raises DocumentRefused with the reason,
    DocumentMissing when the store has no such document.
    """
    limits = Limits.of(settings or get_settings())
    async with (store or get_store()).path(document_id) as path:
        first = await run_job(limits, _read, path, limits, range(_PAGES_PER_JOB))
        starts = range(_PAGES_PER_JOB, first.page_count, _PAGES_PER_JOB)
        jobs = [run_job(limits, _read, path, limits, range(start, start + _PAGES_PER_JOB)) for start in starts]
        readings = [first, *await _all(jobs)]
    return Document(
        document_id=document_id,
        media_type=first.media_type,
        pages=tuple(page for reading in readings for page in reading.pages),
        warnings=tuple(sorted({warning for reading in readings for warning in reading.warnings})),
    )


async def _all(jobs: list[Coroutine[None, None, PageBatch]]) -> list[PageBatch]:
    """Run the jobs together; the first refusal ends them all, for the document is refused as a whole."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(job) for job in jobs]
    except* DocumentRefused as refusals:
        raise refusals.exceptions[0] from None
    return [task.result() for task in tasks]


def _read(path: Path, limits: Limits, indexes: range) -> PageBatch:
    from bareme.documents.sandbox import read_pages  # noqa: PLC0415 (only a worker may load what opens documents)

    return read_pages(path, limits, indexes)
