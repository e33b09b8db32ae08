"""Where a student's name stands on a page, as boxes to cover."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from bareme.domain.copies import Box, Rotation
from bareme.domain.limits import MOST_BOXES
from bareme.domain.masking.places import Place
from bareme.domain.name_field import heading_fields
from bareme.domain.pages import Page, TextLine

_ACROSS = 0.35
"""How far a box reaches beyond the words on both sides, in heights of their line."""
_UP_AND_DOWN = 0.2
_ABOVE_FIELD, _BELOW_FIELD = 1.0, 0.5
"""How far handwriting reaches beyond the printed line of its field."""
_HEAD_LINES = 2
_AROUND_READ = 0.012
"""How far a box that a model gave is widened, as a share of the page."""


def boxes_of(page: Page, places: Iterable[Place]) -> Iterator[Box]:
    """Yield boxes over places in the lines of a page, as it is stored."""
    for place in places:
        line = page.lines_with_names[place.line]
        left, right = _edges(line, place.start, place.end)
        height = _height(line)
        yield from _box(
            page,
            left - _ACROSS * height,
            line.y0 - _UP_AND_DOWN * height,
            right + _ACROSS * height,
            line.y1 + _UP_AND_DOWN * height,
        )


def handwritten_fields(page: Page, *, is_first: bool) -> Iterator[Box]:
    """Yield boxes over the name fields at the head of a page that are empty in its text: they may be filled in by hand.

    After the first page of a copy they are a heading only if nothing stands above them.
    """
    for field in heading_fields([line.text for line in page.lines_with_names]):
        if field.value or (not is_first and field.line >= _HEAD_LINES):
            continue
        line = page.lines_with_names[field.line]
        height = _height(line)
        left, right = _edges(line, field.start, field.end)
        is_last = field.end == len(line.text)
        yield from _box(
            page,
            left,
            line.y0 - _ABOVE_FIELD * height,
            max(page.width, page.height) if is_last else right,
            line.y1 + _BELOW_FIELD * height,
        )


def widened(box: Box) -> Box:
    """Return the box that a model gave, widened by what it may be off."""
    return Box(
        x0=max(0.0, box.x0 - _AROUND_READ),
        y0=max(0.0, box.y0 - _AROUND_READ),
        x1=min(1.0, box.x1 + _AROUND_READ),
        y1=min(1.0, box.y1 + _AROUND_READ),
    )


def mask(boxes: Iterable[Box], rotation: Rotation, *, sent: Iterable[Box] = ()) -> tuple[Box, ...]:
    """Return the mask of a page turned by `rotation`: boxes of the page as stored, and those that the teacher sent.

    If there are more than a mask may have, one box covers those at the end of the page.
    """
    turned = dict.fromkeys([*sent, *(box.turned(rotation) for box in boxes)])
    found = sorted(turned, key=lambda box: (box.y0, box.x0, box.y1, box.x1))
    kept, rest = found[: MOST_BOXES - 1], found[MOST_BOXES - 1 :]
    return (*kept, _around(rest)) if rest else tuple(kept)


def _around(boxes: Sequence[Box]) -> Box:
    return Box(
        x0=min(box.x0 for box in boxes),
        y0=min(box.y0 for box in boxes),
        x1=max(box.x1 for box in boxes),
        y1=max(box.y1 for box in boxes),
    )


def _edges(line: TextLine, start: int, end: int) -> tuple[float, float]:
    """Return left and right of the words from `start` to `end`; of the whole line where they are not known."""
    words = line.text.split(" ")
    if len(line.word_edges) != 2 * len(words):
        return line.x0, line.x1
    starts = [0, *accumulate(len(word) + 1 for word in words)]
    touched = [n for n, word in enumerate(words) if starts[n] < end and starts[n] + len(word) > start]
    if not touched:  # the end of a line: what comes after its last word
        return line.x1, line.x1
    return line.word_edges[2 * touched[0]], line.word_edges[2 * touched[-1] + 1]


def _height(line: TextLine) -> float:
    """Return the height of a line, which may run from top to bottom."""
    return min(line.y1 - line.y0, line.x1 - line.x0)


def _box(page: Page, left: float, top: float, right: float, bottom: float) -> Iterator[Box]:
    """Yield the box on the page as it is stored; recognised lines stand on the page as it is shown."""
    width, height = (page.height, page.width) if page.turn in {90, 270} else (page.width, page.height)
    x0, x1 = (min(1.0, max(0.0, x / width)) for x in (left, right))
    y0, y1 = (min(1.0, max(0.0, y / height)) for y in (top, bottom))
    if round(x0, 4) < round(x1, 4) and round(y0, 4) < round(y1, 4):
        yield Box(x0=x0, y0=y0, x1=x1, y1=y1).turned_back(page.turn)
