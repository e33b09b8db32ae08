"""Divide the pages of a document among the workers."""

import asyncio
from collections.abc import Coroutine, Iterable, Iterator, Sequence
from itertools import batched

from bareme.documents.limits import PAGES_PER_JOB
from bareme.errors import BaremeError
from bareme.settings import Settings

_JOBS_PER_WORKER = 4
"""So many that the workers end at about the same time, and few enough that the file is not opened for every page."""


def divide[T](pages: Sequence[T], settings: Settings) -> Iterator[tuple[T, ...]]:
    """Yield the pages in batches, each for one job, so that they are spread evenly over the workers."""
    even = -(-len(pages) // (_JOBS_PER_WORKER * settings.document_workers))
    return batched(pages, max(1, min(PAGES_PER_JOB, even)))


async def gather_jobs[T](jobs: Iterable[Coroutine[None, None, T]]) -> list[T]:
    """Run the jobs of one document concurrently; the first refusal cancels the others."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(job) for job in jobs]
    except* BaremeError as refusals:
        raise refusals.exceptions[0] from None
    return [task.result() for task in tasks]
