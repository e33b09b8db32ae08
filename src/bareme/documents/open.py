"""Open a stored document and describe its pages."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path

from bareme.documents.limits import PAGES_PER_JOB, Limits
from bareme.documents.page_batch import PageBatch
from bareme.documents.workers import run_job
from bareme.domain.pages import Document
from bareme.errors import DocumentRefused
from bareme.settings import Settings, get_settings
from bareme.storage.document_store import DocumentStore
from bareme.storage.documents import get_store


async def open_document(
    document_id: str, *, store: DocumentStore | None = None, settings: Settings | None = None
) -> Document:
    """Open a stored document in a worker process and describe its pages.

    The format (PDF, JPEG, PNG, WebP or TIFF) is detected from the content, not from a file name.

    Raises:
        DocumentRefused: the document cannot be read or exceeds a limit; the error carries the reason.
        DocumentMissing: the store has no such document.
    """
    limits = Limits.from_settings(settings or get_settings())
    async with (store or get_store()).path(document_id) as path:
        first = await run_job(limits, _read, path, limits, range(PAGES_PER_JOB))
        starts = range(PAGES_PER_JOB, first.page_count, PAGES_PER_JOB)
        jobs = [run_job(limits, _read, path, limits, range(start, start + PAGES_PER_JOB)) for start in starts]
        batches = [first, *await _gather(jobs)]
    return Document(
        document_id=document_id,
        media_type=first.media_type,
        pages=tuple(page for batch in batches for page in batch.pages),
        warnings=tuple(sorted({warning for batch in batches for warning in batch.warnings})),
    )


async def _gather(jobs: list[Coroutine[None, None, PageBatch]]) -> list[PageBatch]:
    """Run the jobs concurrently; the first refusal cancels the others, because the whole document is refused."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(job) for job in jobs]
    except* DocumentRefused as refusals:
        raise refusals.exceptions[0] from None
    return [task.result() for task in tasks]


def _read(path: Path, limits: Limits, indexes: range) -> PageBatch:
    from bareme.documents.sandbox import read_pages  # noqa: PLC0415 (only workers load MuPDF)

    return read_pages(path, limits, indexes)
