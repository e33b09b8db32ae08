# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Make the PDF of a marked copy: its pages with the marks, and the summary behind them."""

import pymupdf

from bareme.documents.limits import Limits
from bareme.documents.marked_copy import MarkedCopy, MarkedPdf, MarkingMode
from bareme.documents.sandbox.files import BAD_FILE
from bareme.documents.sandbox.marked.annotations import annotate
from bareme.documents.sandbox.marked.coarser import within
from bareme.documents.sandbox.marked.margin import add_margins
from bareme.documents.sandbox.marked.originals import Originals
from bareme.documents.sandbox.marked.overlay import leave_marks_alone
from bareme.documents.sandbox.sheets import print_sheet


def mark_copy(copy: MarkedCopy, limits: Limits) -> MarkedPdf:
    """Return the PDF; of a copy whose pages cannot be opened any more, the summary alone.

    Raises:
        DocumentRefused: the summary takes more than `limits.pages` pages.
    """
    try:
        whole = _whole(copy, print_sheet(copy.summary, limits))
    except BAD_FILE:
        return MarkedPdf(print_sheet(copy.without_pages, limits), has_pages=False)
    return MarkedPdf(whole if copy.max_bytes is None else within(copy.max_bytes, whole))


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
        _share_letter_tables(document)
        # With 4, MuPDF also merges streams that only look alike, and loses what is drawn through soft masks.
        pdf: bytes = document.tobytes(garbage=3, deflate=True, no_new_id=True)
        return pdf


def _share_letter_tables(document: pymupdf.Document) -> None:
    """Keep one of the tables that tell the letters of fonts: ours are the same in the columns and the summary."""
    tables: dict[tuple[str, bytes], str] = {}
    for font in range(1, document.xref_length()):
        kind, reference = document.xref_get_key(font, "ToUnicode")
        if kind == "xref":
            table = int(reference.split()[0])
            same = document.xref_object(table, compressed=True), document.xref_stream_raw(table)
            document.xref_set_key(font, "ToUnicode", tables.setdefault(same, reference))
