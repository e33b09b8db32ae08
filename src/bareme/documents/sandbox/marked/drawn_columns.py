# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""The notes of a copy's pages as columns, drawn on pages of their own first, so that they share their fonts."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import pymupdf

from bareme.documents.marked_copy import MarginNote, MarkedCopy
from bareme.documents.sandbox.marked.column import PlacedNote, height_of, lay_out
from bareme.documents.sandbox.marked.signs import draw_place, draw_sign
from bareme.documents.story_text import story_text

A4_HEIGHT = 842.0
"""Points. A column is as wide and its letters as large as on A4, once the page is printed on that."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 26.0, 8.0, 16.0, 12.0
_EDGE = (0.75, 0.75, 0.75)
_HEAD = """
body { font-family: sans-serif; margin: 0; }
p { margin: 0; }
.total { font-size: 17px; font-weight: bold; color: #b3261e; }
.grade { font-size: 8.5px; color: #444444; }
"""


@dataclass(frozen=True)
class Column:
    """A column as it is drawn, in points of its own."""

    width: float
    height: float
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
    while True:
        text = pymupdf.Rect(_LEFT, _TOP, width - _RIGHT, height - _BOTTOM)
        if head is not None:
            _, filled = head.place(text)
            text.y0 = pymupdf.Rect(filled).y1 + 8
        placed = lay_out(notes, text, page_height=height, continued=copy.continued)
        needed = height_of(placed)
        if needed <= text.height:
            return Column(width, height, placed, head)
        smaller = 1.02 * (needed + height - text.height) / height  # the whole column, on a page with dozens of answers
        width, height = width * smaller, height * smaller


def _head(copy: MarkedCopy) -> pymupdf.Story:
    total, grade = story_text(copy.total), story_text(copy.grade).replace("\n", "<br/>")
    return pymupdf.Story(f'<p class="total">{total}</p><p class="grade">{grade}</p>', user_css=_HEAD)


def drawn_columns(columns: Sequence[Column], *, has_edge: bool) -> pymupdf.Document:
    """Return a page for each column; with `has_edge` on white, with lines at the edge and along the answers."""
    written = io.BytesIO()
    writer = pymupdf.DocumentWriter(written)
    for column in columns:
        device = writer.begin_page(pymupdf.Rect(0, 0, column.width, column.height))
        if column.head is not None:
            column.head.place(pymupdf.Rect(_LEFT, _TOP, column.width - _RIGHT, column.height))
            column.head.draw(device)
        for note in column.notes:
            note.story.place(pymupdf.Rect(_LEFT, note.top, column.width - _RIGHT, note.top + note.height + 1))
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
