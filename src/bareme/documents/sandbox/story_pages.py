# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Flow HTML over A4 pages, as a PDF whose bytes depend on it alone."""

import io

import pymupdf

from bareme.documents.limits import Limits
from bareme.errors import DocumentRefused, RefusalReason

MARGIN = 50  # points


def story_pages(story: pymupdf.Story, limits: Limits, *, subject: str) -> pymupdf.Document:
    """Return the pages of a story, to be closed. `subject` is what takes them, such as "A sheet".

    Raises:
        DocumentRefused: there are more than `limits.pages`.
    """
    paper = pymupdf.paper_rect("a4")
    text = pymupdf.Rect(MARGIN, MARGIN, paper.width - MARGIN, paper.height - MARGIN)
    written = io.BytesIO()
    writer = pymupdf.DocumentWriter(written)
    more, count = True, 0
    while more:
        count += 1
        if count > limits.pages:
            message = f"{subject} takes more than {limits.pages} pages"
            raise DocumentRefused(RefusalReason.TOO_MANY_PAGES, message, "BAREME_MAX_PAGES")
        device = writer.begin_page(paper)
        more, _ = story.place(text)
        story.draw(device)
        writer.end_page()
    writer.close()
    return pymupdf.open(stream=written.getvalue(), filetype="pdf")


def pdf_of(document: pymupdf.Document) -> bytes:
    """Return the document with the letters that it uses alone, and nothing that differs from one time to the next."""
    document.subset_fonts()
    pdf: bytes = document.tobytes(garbage=3, deflate=True, no_new_id=True)
    return pdf
