# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Lay out the notes on a page from top to bottom, each beside its answer as far as there is room."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pymupdf

from bareme.documents.marked_copy import MarginNote
from bareme.documents.sandbox.drawable_letters import drawable
from bareme.documents.story_text import story_text

_SIZES = (8.5, 7.5, 6.5)  # points
_CUTS = (2400, 1600, 1000, 600, 400, 250, 150, 80, 0)
"""Letters of a comment, where even the smallest size leaves too little room."""
_GAP = 5.0
_CSS = """
body { font-family: sans-serif; line-height: 1.15; color: #222222; margin: 0; }
table { width: 100%; border-collapse: collapse; }
td { vertical-align: top; padding: 0; }
p { margin: 0; overflow-wrap: break-word; }
.title { font-weight: bold; }
.points { font-weight: bold; text-align: right; color: #b3261e; }
.provisional { font-style: italic; font-weight: normal; color: #8a4b00; }
.comment { margin-top: 1px; }
"""


@dataclass(frozen=True)
class PlacedNote:
    """A note laid out, and its place in the column, in points from the top."""

    note: MarginNote
    story: pymupdf.Story
    height: float
    top: float = 0.0


def lay_out(
    notes: Sequence[MarginNote], column: pymupdf.Rect, *, page_height: float, continued: str
) -> list[PlacedNote]:
    """Return the notes within `column` without overlaps, in the order of their answers.

    They are set smaller where there are many, and then their comments are cut, which `continued` says. Even then they
    may take more than the column, if a page has dozens of answers.
    """
    ordered = in_order(notes)
    placed: list[PlacedNote] = []
    for size, cut in [*((size, None) for size in _SIZES), *((_SIZES[-1], cut) for cut in _CUTS)]:
        placed = [_measured(_cut(note, cut, continued), column.width, size) for note in ordered]
        if height_of(placed) <= column.height:
            break
    return _spread(placed, column, page_height)


def height_of(placed: Sequence[PlacedNote]) -> float:
    """Return the height that notes take below each other."""
    return sum(one.height + _GAP for one in placed)


def in_order(notes: Sequence[MarginNote]) -> list[MarginNote]:
    """Return the notes by the height of their answers; one without a place comes after the one before it."""
    heights: list[tuple[float, int]] = []
    last = 0.0
    for number, note in enumerate(notes):
        last = note.top if note.top is not None else last
        heights.append((last, number))
    return [notes[number] for _, number in sorted(heights)]


def _cut(note: MarginNote, length: int | None, continued: str) -> MarginNote:
    if length is None or len(note.comment) <= length:
        return note
    return replace(note, comment=f"{note.comment[:length].rstrip()}… {continued}".removeprefix("… "))


def _measured(note: MarginNote, width: float, size: float) -> PlacedNote:
    kind = "points provisional" if note.is_provisional else "points"
    title, points = f'class="title">{story_text(note.title)}', f'class="{kind}">{story_text(note.points)}'
    comment = f'<p class="comment">{story_text(note.comment).replace("\n", "<br/>")}</p>'
    css = f"{_CSS} body {{ font-size: {size}px; }}"
    # Words of a table are not broken, and would be cut off where one is too long.
    for head in (f"<table><tr><td {title}</td><td {points}</td></tr></table>", f"<p {title}</p><p {points}</p>"):
        story = pymupdf.Story(drawable(f"{head}{comment}"), user_css=css)
        _, filled = story.place(pymupdf.Rect(0, 0, width, 100_000))
        if pymupdf.Rect(filled).x1 <= width + 0.1:
            break
    return PlacedNote(note, story, pymupdf.Rect(filled).y1)


def _spread(placed: Sequence[PlacedNote], column: pymupdf.Rect, page_height: float) -> list[PlacedNote]:
    """Return the notes as close to their answers as they can be without overlaps.

    Less what the notes above take, their places must not fall: the nearest such numbers are those of an isotonic
    regression, by pooling adjacent violators (Barlow et al. 1972). They are then kept within the column.
    """
    above, wanted = 0.0, column.y0
    blocks: list[tuple[float, int]] = []  # the sum and the count of places that became one
    offsets: list[float] = []
    for one in placed:
        wanted = wanted if one.note.top is None else one.note.top * page_height
        offsets.append(above)
        blocks.append((wanted - above, 1))
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] >= blocks[-1][0] / blocks[-1][1]:
            (total, count), (last, one_more) = blocks[-2:]
            blocks[-2:] = [(total + last, count + one_more)]
        above += one.height + _GAP
        wanted += one.height + _GAP
    lowest = max(column.y0, column.y1 - height_of(placed))
    places = [min(max(total / count, column.y0), lowest) for total, count in blocks for _ in range(count)]
    return [replace(one, top=z + above) for one, z, above in zip(placed, places, offsets, strict=True)]
