# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""The marks as PDF annotations, which a reader can move, hide and edit: on pages that stay as they were."""

from dataclasses import replace

import pymupdf

from bareme.documents.marked_copy import MarkedCopy
from bareme.documents.sandbox.marked.column import lay_out
from bareme.documents.sandbox.marked.drawn_columns import scale_of
from bareme.documents.sandbox.marked.signs import AMBER, RED

_LETTERS, _TOTAL_LETTERS, _ICON, _EDGE = 8.5, 16.0, 18.0, 10.0
"""Points, on A4."""


def annotate(document: pymupdf.Document, copy: MarkedCopy) -> None:
    """Add the marks at the right edge of the pages, with the comments as notes that open."""
    for number, marked in enumerate(copy.pages):
        page = document[number]
        size = pymupdf.Rect(page.rect)
        scale = scale_of(size)
        first = _EDGE * scale
        if number == 0:
            _add_text(page, first, copy.total, _TOTAL_LETTERS * scale, RED)
            first += 1.8 * _TOTAL_LETTERS * scale
        height = size.height / scale
        column = pymupdf.Rect(0, first / scale, 200, height - _EDGE)
        short = [replace(note, comment="") for note in marked.notes]
        by_title = {note.title: note for note in marked.notes}
        for placed in lay_out(short, column, page_height=height, continued=""):
            note = by_title[placed.note.title]
            colour = AMBER if note.is_provisional else RED
            _add_text(page, placed.top * scale, note.points, _LETTERS * scale, colour, beside=_ICON * scale)
            said = "\n".join(filter(None, (note.title, note.comment)))
            _add_comment(page, placed.top * scale, said, scale, colour)


def _add_text(
    page: pymupdf.Page,
    top: float,
    text: str,
    letters: float,
    colour: tuple[float, float, float],
    *,
    beside: float = 0.0,
) -> None:
    width = 1.1 * pymupdf.get_text_length(text, fontname="helv", fontsize=letters) + letters
    right = page.rect.width - beside - _EDGE * scale_of(page.rect)
    place = pymupdf.Rect(max(0.0, right - width), top, right, top + 1.5 * letters)
    annotation = page.add_freetext_annot(
        place * page.derotation_matrix,
        text,
        fontsize=letters,
        fontname="helv",
        text_color=colour,
        align=pymupdf.TEXT_ALIGN_RIGHT,
        rotate=page.rotation,
    )
    annotation.set_info(title="Barème")
    annotation.update()


def _add_comment(
    page: pymupdf.Page, top: float, comment: str, scale: float, colour: tuple[float, float, float]
) -> None:
    point = pymupdf.Point(page.rect.width - (_ICON + _EDGE / 2) * scale, top)
    annotation = page.add_text_annot(point * page.derotation_matrix, comment, icon="Comment")
    annotation.set_info(title="Barème", content=comment)
    annotation.set_colors(stroke=colour)
    annotation.update()
