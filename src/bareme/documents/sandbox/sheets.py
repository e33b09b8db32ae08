# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Print sheets of HTML on A4 pages, each sheet a PDF with a footer on every page."""

import html
import io
from collections.abc import Sequence

import pymupdf

from bareme.documents.limits import Limits
from bareme.documents.printed_sheet import PrintedSheet
from bareme.errors import DocumentRefused, RefusalReason

_MARGIN, _FOOTER = 50, 34  # points
_FOOTER_LENGTH = 90  # characters, on one line
_FOOTER_STYLE = (
    "body { font-family: sans-serif; font-size: 8px; color: #555555; } .number { text-align: right; width: 60px; }"
)


def print_sheets(sheets: Sequence[PrintedSheet], limits: Limits) -> list[bytes]:
    """Return a PDF a sheet.

    Raises:
        DocumentRefused: a sheet takes more than `limits.pages` pages.
    """
    return [_print(sheet, limits) for sheet in sheets]


def bind(pdfs: Sequence[bytes]) -> bytes:
    """Return one PDF of all for a printer: each begins on the front of a sheet of paper, printed on both sides."""
    with pymupdf.open() as bound:
        for pdf in pdfs:
            with pymupdf.open(stream=pdf, filetype="pdf") as document:
                bound.insert_pdf(document)
            if bound.page_count % 2:
                last = bound[-1].rect
                bound.new_page(width=last.width, height=last.height)
        return _finished(bound)


def _print(sheet: PrintedSheet, limits: Limits) -> bytes:
    paper = pymupdf.paper_rect("a4")
    text = pymupdf.Rect(_MARGIN, _MARGIN, paper.width - _MARGIN, paper.height - _MARGIN)
    story = pymupdf.Story(sheet.html, user_css=sheet.css)
    written = io.BytesIO()
    writer = pymupdf.DocumentWriter(written)
    more, count = True, 0
    while more:
        count += 1
        if count > limits.pages:
            message = f"A sheet takes more than {limits.pages} pages"
            raise DocumentRefused(RefusalReason.TOO_MANY_PAGES, message, "BAREME_MAX_PAGES")
        device = writer.begin_page(paper)
        more, _ = story.place(text)
        story.draw(device)
        writer.end_page()
    writer.close()
    with pymupdf.open(stream=written.getvalue(), filetype="pdf") as document:
        below = pymupdf.Rect(_MARGIN, paper.height - _FOOTER, paper.width - _MARGIN, paper.height - 10)
        for number, page in enumerate(document, start=1):
            page.insert_htmlbox(below, _footer(sheet.footer, f"{number} / {count}"), css=_FOOTER_STYLE)
        document.set_metadata({"title": sheet.title})
        return _finished(document)


def _footer(text: str, number: str) -> str:
    text = text if len(text) <= _FOOTER_LENGTH else f"{text[: _FOOTER_LENGTH - 1]}…"
    return f'<table style="width:100%"><tr><td>{html.escape(text)}</td><td class="number">{number}</td></tr></table>'


def _finished(document: pymupdf.Document) -> bytes:
    document.subset_fonts()
    pdf: bytes = document.tobytes(garbage=3, deflate=True, no_new_id=True)
    return pdf
