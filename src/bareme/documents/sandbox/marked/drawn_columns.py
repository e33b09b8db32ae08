# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""The notes of a copy's pages as columns, drawn on pages of their own first, so that they share their fonts."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import pymupdf

from bareme.documents.marked_copy import MarginNote, MarkedCopy
from bareme.documents.sandbox.drawable_letters import drawable
from bareme.documents.sandbox.marked.column import PlacedNote, height_of, lay_out
from bareme.documents.sandbox.marked.signs import draw_place, draw_sign
from bareme.documents.story_text import story_text

A4_HEIGHT = 842.0
"""Points. A column is as wide and its letters as large as on A4, once the page is printed on that."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 26.0, 16.0, 16.0, 16.0
"""Blank beside the text. Printers leave 12 points at the edges of the paper, to which a widened A4 page is shrunk."""
_MOST_BLANK = 0.05
"""Of the height of a page, above and below the text: a strip of paper is not blank all over."""
_TALL = 100_000.0
_EDGE = (0.75, 0.75, 0.75)
_HEAD = """
body { font-family: sans-serif; margin: 0; }
p { margin: 0; overflow-wrap: break-word; }
.total { font-size: 17px; font-weight: bold; color: #b3261e; }
.grade { font-size: 8.5px; color: #444444; }
"""


@dataclass(frozen=True)
class Column:
    """A column as it is drawn, in points of its own."""

    width: float
    height: float
    text: pymupdf.Rect
    """Where the head and the notes stand."""
    notes: list[PlacedNote]
    head: pymupdf.Story | None


def scale_of(size: pymupdf.Rect) -> float:
    """Return how much larger than A4 a page is."""
    return float(max(size.width, size.height)) / A4_HEIGHT


def column_of(
    notes: Sequence[MarginNote], size: pymupdf.Rect, copy: MarkedCopy, *, width: float, is_first: bool
) -> Column:
    """Return the column of a page of this size, `width` points wide beside A4, with the total on the first page."""
    height = size.height / scale_of(size)
    head = _head(copy) if is_first else None
    smaller = 1.0  # the letters, on a page with dozens of answers
    while True:
        paper = pymupdf.Rect(0, 0, width * smaller, height * smaller)
        above, below = (min(blank, _MOST_BLANK * height) * smaller for blank in (_TOP, _BOTTOM))
        text = paper + pymupdf.Rect(_LEFT, above, -_RIGHT * smaller, -below)
        under = pymupdf.Rect(text)
        if head is not None:
            _, filled = head.place(pymupdf.Rect(text.x0, text.y0, text.x1, text.y0 + _TALL))
            under.y0 = pymupdf.Rect(filled).y1 + 8
        placed = lay_out(notes, under, page_height=paper.height, continued=copy.continued)
        lacking = height_of(placed) - (under.y1 - under.y0)
        if lacking <= 0:
            return Column(paper.width, paper.height, text, placed, head)
        smaller *= 1.02 * (paper.height + lacking) / paper.height


def _head(copy: MarkedCopy) -> pymupdf.Story:
    total, grade = story_text(copy.total), story_text(copy.grade).replace("\n", "<br/>")
    html = f'<p class="total">{total}</p><p class="grade">{grade}</p>'
    return pymupdf.Story(drawable(html), user_css=_HEAD)


def drawn_columns(columns: Sequence[Column], *, has_edge: bool) -> pymupdf.Document:
    """Return a page for each column; with `has_edge` on white, with lines at the edge and along the answers."""
    written = io.BytesIO()
    writer = pymupdf.DocumentWriter(written)
    for column in columns:
        device = writer.begin_page(pymupdf.Rect(0, 0, column.width, column.height))
        if column.head is not None:
            column.head.place(column.text)
            column.head.draw(device)
        for note in column.notes:
            note.story.place(pymupdf.Rect(column.text.x0, note.top, column.text.x1, note.top + note.height + 1))
            note.story.draw(device)
        writer.end_page()
    writer.close()
    document = pymupdf.open(stream=written.getvalue(), filetype="pdf")
    document.subset_fonts()
    for number, column in enumerate(columns):
        page = document[number]
        if has_edge:
            page.draw_rect(page.rect, color=None, fill=(1, 1, 1), overlay=False)
            page.draw_line((0.5, 0), (0.5, column.height), color=_EDGE, width=0.5)
        for one in column.notes:
            draw_sign(page, one)
            if has_edge:
                draw_place(page, one, column.height)
    return document
