# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Widen the pages of a copy by a column with the marks, so that nothing covers what the student wrote."""

import pymupdf

from bareme.documents.marked_copy import MarkedCopy
from bareme.documents.sandbox.marked.drawn_columns import column_of, drawn_columns, scale_of

_WIDTH = 150.0
"""Of a column beside A4, in points."""


def add_margins(document: pymupdf.Document, copy: MarkedCopy) -> None:
    """Widen the pages of the copy by a column with their marks."""
    sizes = [pymupdf.Rect(page.rect) for page in document.pages()]
    columns = [
        column_of(marked.notes, size, copy, width=_WIDTH, is_first=number == 0)
        for number, (marked, size) in enumerate(zip(copy.pages, sizes, strict=True))
    ]
    with drawn_columns(columns, has_edge=True) as drawn:
        for number, size in enumerate(sizes):
            page = document[number]
            _widen(page, size)
            place = pymupdf.Rect(size.x1, size.y0, size.x1 + _WIDTH * scale_of(size), size.y1)
            page.show_pdf_page(place * page.derotation_matrix, drawn, number, rotate=page.rotation)


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
    box[side] += way * _WIDTH * scale_of(size) * unit
    source = f"[{' '.join(f'{number:g}' for number in box)}]"
    for name in ("MediaBox", "CropBox"):
        document.xref_set_key(page.xref, name, source)
    for name in ("ArtBox", "BleedBox", "TrimBox"):
        document.xref_set_key(page.xref, name, "null")
