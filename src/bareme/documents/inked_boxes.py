"""Tell in which boxes of pages something is written."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import compress
from pathlib import Path

from bareme.documents.jobs import divide, gather_jobs
from bareme.documents.limits import Limits
from bareme.documents.workers import run_job
from bareme.domain.copies import Box, PageRef
from bareme.errors import DocumentRefused
from bareme.settings import get_settings
from bareme.storage.document_store import DocumentStore

type PageBox = tuple[PageRef, Box]
"""A box on a page as it is shown."""


async def inked_boxes(boxes: Iterable[PageBox], store: DocumentStore) -> set[PageBox]:
    """Return the boxes in which something is written. There is none on pages that cannot be drawn."""
    by_document: defaultdict[str, list[PageBox]] = defaultdict(list)
    for page, box in boxes:
        by_document[page.document_id].append((page, box))
    found = await asyncio.gather(*(_of_document(name, wanted, store) for name, wanted in by_document.items()))
    return {box for some in found for box in some}


async def _of_document(document_id: str, boxes: Sequence[PageBox], store: DocumentStore) -> list[PageBox]:
    settings = get_settings()
    limits, batches = Limits.from_settings(settings), list(divide(boxes, settings))
    try:
        async with store.path(document_id) as path:
            found = await gather_jobs(
                run_job(limits.for_pages(len(batch)), _inked, path, limits, batch) for batch in batches
            )
    except DocumentRefused:
        return []
    return [box for batch, inked in zip(batches, found, strict=True) for box in compress(batch, inked)]


def _inked(path: Path, limits: Limits, boxes: Sequence[PageBox]) -> list[bool]:
    from bareme.documents.sandbox import inked_boxes as inked  # noqa: PLC0415 (only workers load MuPDF)

    return inked(path, limits, boxes)
