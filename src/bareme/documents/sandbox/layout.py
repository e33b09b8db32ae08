# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Lay out text and pictures on A4 pages, as a PDF whose bytes depend on these alone."""

import pymupdf

from bareme.documents.laid_out import LaidOut
from bareme.documents.limits import Limits
from bareme.documents.sandbox.drawable_letters import drawable
from bareme.documents.sandbox.flow import Flow
from bareme.documents.sandbox.letter_tables import mend_letter_tables
from bareme.documents.sandbox.story_pages import pdf_of, story_pages

_STYLE = "p { margin: 0 0 4px 0; line-height: 1.3; } body { font-family: sans-serif; font-size: 11px; }"


def lay_out(flow: Flow, limits: Limits) -> LaidOut:
    """Return the pages.

    Raises:
        DocumentRefused: there are too many pages.
    """
    pictures = pymupdf.Archive()
    for name, data in flow.pictures.items():
        pictures.add(data, name)
    story = pymupdf.Story(drawable(flow.html), user_css=_STYLE, archive=pictures)
    with story_pages(story, limits, subject="The text") as document:
        if (
            max(flow.html, default="") > "\uffff"
        ):  # any other text has the same pages as ever, and what was paid for them
            mend_letter_tables(document)
        return LaidOut(pdf_of(document), frozenset(flow.warnings))
