# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Make the PDF of a marked copy: its pages with the marks, and the summary behind them."""

import pymupdf

from bareme.documents.limits import Limits
from bareme.documents.marked_copy import MarkedCopy, MarkingMode
from bareme.documents.sandbox.marked.annotations import annotate
from bareme.documents.sandbox.marked.coarser import within
from bareme.documents.sandbox.marked.margin import add_margins
from bareme.documents.sandbox.marked.originals import Originals
from bareme.documents.sandbox.marked.overlay import leave_marks_alone
from bareme.documents.sandbox.sheets import print_sheet


def mark_copy(copy: MarkedCopy, limits: Limits) -> bytes:
    """Return the PDF.

    Raises:
        DocumentRefused: the summary takes more than `limits.pages` pages.
    """
    summary = print_sheet(copy.summary, limits)
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
        whole: bytes = document.tobytes(garbage=4, deflate=True, no_new_id=True)
    return whole if copy.max_bytes is None else within(copy.max_bytes, whole)
