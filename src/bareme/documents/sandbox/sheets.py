# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Print a sheet of HTML on A4 pages, as a PDF with a footer on every page."""

from collections.abc import Sequence

import pymupdf

from bareme.documents.limits import Limits
from bareme.documents.printed_sheet import PrintedSheet
from bareme.documents.sandbox.drawable_letters import drawable
from bareme.documents.sandbox.layers import hide_marked_layers, mark_hidden_layers
from bareme.documents.sandbox.letter_tables import mend_letter_tables
from bareme.documents.sandbox.story_pages import MARGIN, pdf_of, story_pages
from bareme.documents.story_text import story_text

_FOOTER = 34  # points
_FOOTER_LENGTH = 90  # characters, on one line
_FOOTER_STYLE = (
    "body { font-family: sans-serif; font-size: 8px; color: #555555; } .number { text-align: right; width: 60px; }"
)


def print_sheet(sheet: PrintedSheet, limits: Limits) -> bytes:
    """Return the PDF of a sheet.

    Raises:
        DocumentRefused: it takes more than `limits.pages` pages.
    """
    story = pymupdf.Story(drawable(sheet.html), user_css=sheet.css)
    paper = pymupdf.paper_rect("a4")
    below = pymupdf.Rect(MARGIN, paper.height - _FOOTER, paper.width - MARGIN, paper.height - 10)
    with story_pages(story, limits, subject="A sheet") as document:
        for number, page in enumerate(document, start=1):
            page.insert_htmlbox(
                below, drawable(_footer(sheet.footer, f"{number} / {document.page_count}")), css=_FOOTER_STYLE
            )
        document.set_metadata({"title": sheet.title})
        mend_letter_tables(document)
        return pdf_of(document)


def bind(pdfs: Sequence[bytes]) -> bytes:
    """Return one PDF of all for a printer: each begins on the front of a sheet of paper, printed on both sides."""
    with pymupdf.open() as bound:
        for pdf in pdfs:
            with pymupdf.open(stream=pdf, filetype="pdf") as document:
                mark_hidden_layers(document)
                bound.insert_pdf(document)
            if bound.page_count % 2:
                last = bound[-1].rect
                bound.new_page(width=last.width, height=last.height)
        hide_marked_layers(bound)
        return pdf_of(bound)


def _footer(text: str, number: str) -> str:
    text = text if len(text) <= _FOOTER_LENGTH else f"{text[: _FOOTER_LENGTH - 1]}…"
    return f'<table style="width:100%"><tr><td>{story_text(text)}</td><td class="number">{number}</td></tr></table>'
