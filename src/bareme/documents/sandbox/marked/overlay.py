# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""The marks alone on empty pages, to be printed onto the paper copies: short, at the right edge of the paper."""

from dataclasses import replace

import pymupdf

from bareme.documents.marked_copy import MarkedCopy
from bareme.documents.sandbox.marked.drawn_columns import column_of, drawn_columns, scale_of

_WIDTH = 124.0
"""Of the strip on A4, in points."""


def leave_marks_alone(document: pymupdf.Document, copy: MarkedCopy) -> None:
    """Put in place of each page an empty one of its size with the marks, moved by the copy's offset."""
    sizes = [pymupdf.Rect(page.rect) for page in document.pages()]
    columns = [
        column_of([replace(note, comment="") for note in marked.notes], size, copy, width=_WIDTH, is_first=number == 0)
        for number, (marked, size) in enumerate(zip(copy.pages, sizes, strict=True))
    ]
    right, down = copy.offset
    with drawn_columns(columns, has_edge=False) as drawn:
        for number, size in enumerate(sizes):
            document.delete_page(number)
            page = document.new_page(number, width=size.width, height=size.height)
            left = size.width - _WIDTH * scale_of(size)
            place = pymupdf.Rect(left, 0, left + _WIDTH * scale_of(size), size.height)
            page.show_pdf_page(place + pymupdf.Rect(right, down, right, down), drawn, number)
