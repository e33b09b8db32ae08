# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""The margin columns of a copy: drawn on pages of their own first, so that they share their fonts, then put in place."""

import html
import io
from collections.abc import Sequence
from dataclasses import dataclass

import pymupdf

from bareme.documents.marked_copy import MarkedCopy, MarkedPage
from bareme.documents.sandbox.marked.column import PlacedNote, height_of, lay_out
from bareme.documents.sandbox.marked.signs import draw_place, draw_sign

_WIDTH, _A4_HEIGHT = 150.0, 842.0
"""Of a column, and of the page that it is so wide beside, in points."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 26.0, 8.0, 16.0, 12.0
_EDGE = (0.75, 0.75, 0.75)
_HEAD = """
body { font-family: sans-serif; margin: 0; }
p { margin: 0; }
.total { font-size: 17px; font-weight: bold; color: #b3261e; }
.grade { font-size: 8.5px; color: #444444; }
"""


@dataclass(frozen=True)
class _Column:
    width: float
    height: float
    notes: list[PlacedNote]
    head: pymupdf.Story | None


def add_margins(document: pymupdf.Document, copy: MarkedCopy) -> None:
    """Widen the pages of the copy by a column with their marks."""
    sizes = [pymupdf.Rect(page.rect) for page in document]
    columns = [
        _column(marked, size, copy, is_first=number == 0)
        for number, (marked, size) in enumerate(zip(copy.pages, sizes, strict=True))
    ]
    with _drawn(columns) as drawn:
        for page, size in zip(document, sizes, strict=True):
            _widen(page, size)
            place = pymupdf.Rect(size.x1, size.y0, size.x1 + _width(size), size.y1)
            page.show_pdf_page(place * page.derotation_matrix, drawn, page.number, rotate=page.rotation)


def _width(size: pymupdf.Rect) -> float:
    """Return how wide the column beside a page is: as on A4, once the page is printed on that."""
    return _WIDTH * max(size.width, size.height) / _A4_HEIGHT


def _column(marked: MarkedPage, size: pymupdf.Rect, copy: MarkedCopy, *, is_first: bool) -> _Column:
    width, height = _WIDTH, size.height * _WIDTH / _width(size)
    head = _head(copy) if is_first else None
    while True:
        text = pymupdf.Rect(_LEFT, _TOP, width - _RIGHT, height - _BOTTOM)
        if head is not None:
            _, filled = head.place(text)
            text.y0 = pymupdf.Rect(filled).y1 + 8
        notes = lay_out(marked.notes, text, page_height=height, continued=copy.continued)
        needed = height_of(notes)
        if needed <= text.height:
            return _Column(width, height, notes, head)
        smaller = 1.02 * (needed + height - text.height) / height  # the whole column, on a page with dozens of answers
        width, height = width * smaller, height * smaller


def _head(copy: MarkedCopy) -> pymupdf.Story:
    total, grade = html.escape(copy.total), html.escape(copy.grade).replace("\n", "<br/>")
    return pymupdf.Story(f'<p class="total">{total}</p><p class="grade">{grade}</p>', user_css=_HEAD)


def _drawn(columns: Sequence[_Column]) -> pymupdf.Document:
    """Return a page for each column."""
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
    for page, column in zip(document, columns, strict=True):
        page.draw_rect(page.rect, color=None, fill=(1, 1, 1), overlay=False)
        page.draw_line((0.5, 0), (0.5, column.height), color=_EDGE, width=0.5)
        for one in column.notes:
            draw_place(page, one, column.height)
            draw_sign(page, one)
    return document


def _widen(page: pymupdf.Page, size: pymupdf.Rect) -> None:
    """Let the page end further to the right, as it is shown. What was outside of it stays covered by the column."""
    document = page.parent
    page.wrap_contents()
    box = [page.mediabox.x0, page.mediabox.y0, page.mediabox.x1, page.mediabox.y1]
    kind, value = document.xref_get_key(page.xref, "CropBox")
    if kind == "array":
        crop = [float(number) for number in value.strip("[]").split()]
        left, right, bottom, top = min(crop[::2]), max(crop[::2]), min(crop[1::2]), max(crop[1::2])
        box = [max(left, box[0]), max(bottom, box[1]), min(right, box[2]), min(top, box[3])]
    is_sideways = page.rotation in {90, 270}
    unit = (box[3] - box[1] if is_sideways else box[2] - box[0]) / size.width
    side, way = {0: (2, 1), 90: (3, 1), 180: (0, -1), 270: (1, -1)}[page.rotation]
    box[side] += way * _width(size) * unit
    source = f"[{' '.join(f'{number:g}' for number in box)}]"
    for name in ("MediaBox", "CropBox"):
        document.xref_set_key(page.xref, name, source)
    for name in ("ArtBox", "BleedBox", "TrimBox"):
        document.xref_set_key(page.xref, name, "null")
