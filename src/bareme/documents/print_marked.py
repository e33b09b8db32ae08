"""Make the PDFs of marked copies in the workers: MuPDF holds the GIL, and the files come from strangers."""

from collections.abc import Sequence
from functools import partial

from bareme.documents.limits import Limits
from bareme.documents.marked_copy import MarkedCopy, MarkedPdf
from bareme.documents.workers import Progress, wait_for_each_job
from bareme.settings import get_settings


def print_marked(copies: Sequence[MarkedCopy], progress: Progress) -> list[MarkedPdf]:
    """Return a PDF a copy. Blocks the calling thread; an exception that `progress` raises ends the work.

    Raises:
        DocumentRefused: a copy takes too many pages, too much time or memory.
    """
    limits = Limits.from_settings(get_settings())
    most = max((len(copy.pages) for copy in copies), default=0)
    return wait_for_each_job(limits.for_pages(most), partial(_mark, limits=limits), copies, progress)


def _mark(copy: MarkedCopy, *, limits: Limits) -> MarkedPdf:
    from bareme.documents.sandbox.marked import mark_copy  # noqa: PLC0415 (only workers load MuPDF)

    return mark_copy(copy, limits)
