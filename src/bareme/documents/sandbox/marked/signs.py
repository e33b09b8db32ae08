# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""What is drawn beside a note: a tick, a half tick or a cross, and a line along the answer where its place is known."""

import pymupdf

from bareme.documents.marked_copy import Judgement
from bareme.documents.sandbox.marked.column import PlacedNote

RED, _GREEN, AMBER = (0.7, 0.15, 0.12), (0.1, 0.45, 0.2), (0.54, 0.29, 0.0)
_BRACKET, _SIGN = 5.0, 12.0
"""Distances from the left of the column, in points."""
_SHORTEST, _APART = 8.0, 1.5
_COLOURS = {Judgement.RIGHT: _GREEN, Judgement.PARTLY: AMBER, Judgement.WRONG: RED, Judgement.NONE: AMBER}
_STROKES = {
    Judgement.RIGHT: (((0, 4.5), (3, 8), (9, 0)),),
    Judgement.PARTLY: (((0, 4.5), (3, 8), (9, 0)), ((4.5, 2), (8.5, 6))),
    Judgement.WRONG: (((0, 0), (8, 8)), ((0, 8), (8, 0))),
    Judgement.NONE: (((0, 4), (8, 4)),),
}


def draw_sign(page: pymupdf.Page, placed: PlacedNote) -> None:
    """Draw what the mark says of the answer, at the left of the note."""
    judgement = placed.note.judgement
    shape = page.new_shape()
    for stroke in _STROKES[judgement]:
        shape.draw_polyline([pymupdf.Point(_SIGN + x, placed.top + 1.5 + y) for x, y in stroke])
    colour = AMBER if placed.note.is_provisional else _COLOURS[judgement]
    shape.finish(color=colour, width=1.3, lineCap=1, lineJoin=1, closePath=False)
    shape.commit()


def draw_place(page: pymupdf.Page, placed: PlacedNote, page_height: float) -> None:
    """Draw a line along the answer at the edge of the page, and one from there to the note."""
    if placed.note.top is None:
        return
    top = placed.note.top * page_height + _APART
    bottom = max(top + _SHORTEST, (placed.note.bottom or placed.note.top) * page_height - _APART)
    beside = placed.top + 5.5
    shape = page.new_shape()
    shape.draw_line((_BRACKET, top), (_BRACKET, bottom))
    shape.draw_line((_BRACKET, min(max(beside, top), bottom)), (_SIGN - 2, beside))
    dashes = "[2 2] 0" if placed.note.is_provisional else None
    shape.finish(color=(0.5, 0.5, 0.5), width=0.7, dashes=dashes, closePath=False)
    shape.commit()
