# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Make the PDF of a marked copy: its pages with the marks, and the summary behind them."""

from dataclasses import replace
from pathlib import Path

import pymupdf

from bareme.documents.limits import Limits
from bareme.documents.marked_copy import MarkedCopy, MarkedPdf, MarkingMode
from bareme.documents.sandbox.files import BAD_FILE
from bareme.documents.sandbox.letter_tables import mend_letter_tables
from bareme.documents.sandbox.marked.annotations import annotate
from bareme.documents.sandbox.marked.coarser import within
from bareme.documents.sandbox.marked.margin import add_margins
from bareme.documents.sandbox.marked.originals import Originals
from bareme.documents.sandbox.marked.overlay import leave_marks_alone
from bareme.documents.sandbox.sheets import print_sheet


def mark_copy(copy: MarkedCopy, limits: Limits) -> MarkedPdf:
    """Return the PDF. Pages of files that cannot be opened any more are empty; if all are, it is the summary alone.

    Raises:
        DocumentRefused: the summary takes more than `limits.pages` pages.
    """
    summary = print_sheet(copy.summary, limits)
    if whole := _tried(copy, summary):
        return MarkedPdf(whole)
    lost = {path for path in {page.path for page in copy.pages} if not _tried(_of_file(copy, path), summary)}
    pages = tuple(page.lost(copy.lost_page) if page.path in lost else page for page in copy.pages)
    numbers = tuple(number for number, page in enumerate(pages) if page.in_place_of_it)
    if len(numbers) < len(pages) and (whole := _tried(replace(copy, pages=pages), summary)):
        return MarkedPdf(whole, numbers)
    return MarkedPdf(print_sheet(copy.without_pages, limits), tuple(range(len(pages))))


def _of_file(copy: MarkedCopy, path: Path) -> MarkedCopy:
    return replace(copy, pages=tuple(page for page in copy.pages if page.path == path))


def _tried(copy: MarkedCopy, summary: bytes) -> bytes | None:
    """Return the PDF, or nothing if a file of it cannot be opened."""
    try:
        whole = _whole(copy, summary)
        return whole if copy.max_bytes is None else within(copy.max_bytes, whole)
    except BAD_FILE:
        return None


def _whole(copy: MarkedCopy, summary: bytes) -> bytes:
    with Originals() as files, files.document_of(copy.pages) as document:
        match copy.mode:
            case MarkingMode.MARGIN:
                add_margins(document, copy)
            case MarkingMode.ANNOTATIONS:
                annotate(document, copy)
            case MarkingMode.OVERLAY:
                leave_marks_alone(document, copy)
        with pymupdf.open(stream=summary, filetype="pdf") as behind:
            document.insert_pdf(behind)
        document.set_metadata({"title": copy.title})
        mend_letter_tables(document)
        # With 4, MuPDF also merges streams that only look alike, and loses what is drawn through soft masks.
        pdf: bytes = document.tobytes(garbage=3, deflate=True, no_new_id=True)
        return pdf
