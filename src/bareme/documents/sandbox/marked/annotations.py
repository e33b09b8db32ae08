# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""The marks as PDF annotations, which a reader can move, hide and edit: on pages that stay as they were."""

from dataclasses import replace

import pymupdf

from bareme.documents.marked_copy import MarkedCopy
from bareme.documents.sandbox.marked.column import in_order
from bareme.documents.sandbox.marked.drawn_columns import column_of, scale_of
from bareme.documents.sandbox.marked.signs import AMBER, RED

_WIDTH = 124.0
_LETTERS, _TOTAL_LETTERS, _GRADE_LETTERS, _EDGE = 8.5, 16.0, 8.5, 12.0
"""Points, on A4."""
_LINE = 1.2
_LATIN = 0x24F
_ICON = 16.0
"""Points on any page: the sides of a note's icon, as MuPDF draws it."""


def annotate(document: pymupdf.Document, copy: MarkedCopy) -> None:
    """Add the marks at the right edge of the pages, with the comments as notes that open."""
    for number, marked in enumerate(copy.pages):
        page = document[number]
        size = pymupdf.Rect(page.rect)
        short = [replace(note, comment="") for note in marked.notes]
        column = column_of(short, size, copy, width=_WIDTH, is_first=number == 0)
        scale = size.height / column.height  # less than the page's own where there are dozens of answers
        if number == 0:
            _add_head(page, column.text.y0 * scale, copy, scale)
        # Without their comments the notes have the same order.
        for note, placed in zip(in_order(marked.notes), column.notes, strict=True):
            colour = AMBER if note.is_provisional else RED
            _add_text(page, placed.top * scale, note.points, _LETTERS * scale, colour, beside=1.2 * _ICON)
            said = "\n".join(filter(None, (note.title, note.comment)))
            _add_comment(page, placed.top * scale, said, colour)


def _add_head(page: pymupdf.Page, top: float, copy: MarkedCopy, scale: float) -> None:
    _add_text(page, top, copy.total, _TOTAL_LETTERS * scale, RED)
    top += _LINE * _TOTAL_LETTERS * scale
    for line in copy.grade.splitlines():
        _add_text(page, top, line, _GRADE_LETTERS * scale, RED)
        top += _LINE * _GRADE_LETTERS * scale


def _add_text(
    page: pymupdf.Page,
    top: float,
    text: str,
    letters: float,
    colour: tuple[float, float, float],
    *,
    beside: float = 0.0,
) -> None:
    others = sum(
        ord(letter) > _LATIN for letter in text
    )  # they come from another font, and are as wide as high at most
    width = 1.1 * pymupdf.get_text_length(text, fontname="helv", fontsize=letters) + letters * (1 + others)
    right = page.rect.width - beside - _EDGE * scale_of(page.rect)
    left = max(0.0, right - width)
    place = pymupdf.Rect(left, top, max(right, left + letters), top + _LINE * letters)  # a page may be a strip
    annotation = page.add_freetext_annot(
        place * page.derotation_matrix,
        text,
        fontsize=letters / _user_unit(page),
        fontname="helv",
        text_color=colour,
        align=pymupdf.TEXT_ALIGN_RIGHT,
        rotate=page.rotation,
    )
    annotation.set_info(title="Barème")
    annotation.update()


def _user_unit(page: pymupdf.Page) -> float:
    """Return how many points a unit of the page is, in which the size of letters is told."""
    kind, value = page.parent.xref_get_key(page.xref, "UserUnit")
    return float(value) if kind in {"int", "float", "real"} else 1.0


def _add_comment(page: pymupdf.Page, top: float, comment: str, colour: tuple[float, float, float]) -> None:
    left = max(0.0, page.rect.width - _EDGE * scale_of(page.rect) - _ICON)
    # Icons stay upright on pages that are turned.
    place = pymupdf.Point(left, max(0.0, min(top, page.rect.height - _ICON))) * page.derotation_matrix
    annotation = page.add_text_annot(place, comment, icon="Comment")
    annotation.set_info(title="Barème", content=comment)
    annotation.set_colors(stroke=colour)
    annotation.update()
