# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Widen the pages of a copy by a column with the marks, so that nothing covers what the student wrote."""

from collections.abc import Iterable

import pymupdf

from bareme.documents.marked_copy import MarkedCopy
from bareme.documents.sandbox.marked.drawn_columns import column_of, drawn_columns, scale_of

_WIDTH = 158.0
"""Of a column beside A4, in points."""
# By how far a page is turned clockwise: what right and up are in its user space, which numbers of its box are the lower
# left corner as it is shown, and which number is its right side as it is shown, with the way in which it grows.
_TURNS = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}
_CORNERS = {0: (0, 1), 90: (2, 1), 180: (2, 3), 270: (0, 3)}
_SIDES = {0: (2, 1), 90: (3, 1), 180: (0, -1), 270: (1, -1)}


def add_margins(document: pymupdf.Document, copy: MarkedCopy) -> None:
    """Widen the pages of the copy by a column with their marks."""
    sizes = [pymupdf.Rect(page.rect) for page in document.pages()]
    columns = [
        column_of(marked.notes, size, copy, width=_WIDTH, is_first=number == 0)
        for number, (marked, size) in enumerate(zip(copy.pages, sizes, strict=True))
    ]
    with drawn_columns(columns, has_edge=True) as drawn:
        for number, size in enumerate(sizes):
            _widen(document[number], size, drawn, number)


def _widen(page: pymupdf.Page, size: pymupdf.Rect, drawn: pymupdf.Document, number: int) -> None:
    """Let the page end further to the right, as it is shown, and put the column there.

    The column's white paper covers what was outside of the page. The places are computed here: those of PyMuPDF are
    wrong for pages that begin below or left of 0.
    """
    document, box, rotation = page.parent, _box(page), page.rotation
    page.wrap_contents()
    unit = (box.height if rotation in {90, 270} else box.width) / size.width  # of user space, in a point
    width = _WIDTH * scale_of(size) * unit
    page.show_pdf_page(pymupdf.Rect(0, 0, 10, 10), drawn, number)
    name = document.xref_stream(page.get_contents()[-1]).decode().split()[-3]  # "q /fzFrm0 Do Q"
    form = next(xref for xref, own, *_ in page.get_xobjects() if f"/{own}" == name)
    scale = width / drawn[number].rect.width
    right = pymupdf.Matrix(scale, 0, 0, scale, size.width * unit, 0)
    matrix = right * pymupdf.Matrix(*_TURNS[rotation], *(box[corner] for corner in _CORNERS[rotation]))
    document.xref_set_key(form, "Matrix", _array(matrix))
    side, way = _SIDES[rotation]
    wider = [box.x0, box.y0, box.x1, box.y1]
    wider[side] += way * width
    for key in ("MediaBox", "CropBox"):
        document.xref_set_key(page.xref, key, _array(wider))
    for key in ("ArtBox", "BleedBox", "TrimBox"):
        document.xref_set_key(page.xref, key, "null")


def _box(page: pymupdf.Page) -> pymupdf.Rect:
    """Return what is shown of the page before it is turned, in its user space: left, bottom, right and top."""
    box = pymupdf.Rect(page.mediabox)
    kind, value = page.parent.xref_get_key(page.xref, "CropBox")
    if kind == "array":
        box &= pymupdf.Rect(*map(float, value.strip("[]").split())).normalize()
    return box


def _array(numbers: Iterable[float]) -> str:
    return f"[{' '.join(f'{number:.5f}' for number in numbers)}]"
