# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Lay out text and pictures on A4 pages, as a PDF whose bytes depend on these alone."""

import io

import pymupdf

from bareme.documents.laid_out import LaidOut
from bareme.documents.limits import Limits
from bareme.documents.sandbox.flow import Flow
from bareme.errors import DocumentRefused, RefusalReason

_MARGIN = 50  # points
_STYLE = "p { margin: 0 0 4px 0; line-height: 1.3; } body { font-family: sans-serif; font-size: 11px; }"


def lay_out(flow: Flow, limits: Limits) -> LaidOut:
    """Return the pages.

    Raises:
        DocumentRefused: there are too many pages.
    """
    pictures = pymupdf.Archive()
    for name, data in flow.pictures.items():
        pictures.add(data, name)
    story = pymupdf.Story(flow.html, user_css=_STYLE, archive=pictures)
    sheet = pymupdf.paper_rect("a4")
    text = pymupdf.Rect(_MARGIN, _MARGIN, sheet.width - _MARGIN, sheet.height - _MARGIN)
    written = io.BytesIO()
    writer = pymupdf.DocumentWriter(written)
    more, count = True, 0
    while more:
        count += 1
        if count > limits.pages:
            message = f"The text takes more than {limits.pages} pages"
            raise DocumentRefused(RefusalReason.TOO_MANY_PAGES, message, "BAREME_MAX_PAGES")
        device = writer.begin_page(sheet)
        more, _ = story.place(text)
        story.draw(device)
        writer.end_page()
    writer.close()
    with pymupdf.open(stream=written.getvalue(), filetype="pdf") as document:
        document.subset_fonts()
        pdf = document.tobytes(garbage=3, deflate=True, no_new_id=True)
    return LaidOut(pdf, frozenset(flow.warnings))
