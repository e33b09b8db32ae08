# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Extract the words of a page's text layer."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pymupdf

_ASLANT = 0.1  # sine of the angle of lines that still count as horizontal
# A text that the file gives in place of its letters (ActualText) is not what the page shows.
_FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_IGNORE_ACTUALTEXT
_BOLD = 1 << 4  # in a span's flags
_ABOVE, _BELOW = 0.3, 0.2  # share of a word's box above its small letters, and below them
_BOX_HEIGHT = 0.9  # of a font's size, at least
_LETTER_WIDTH = 0.15  # of a font's size, at least, on the mean of a word
_MIN_MEASURED = 3  # letters; a shorter word may consist of narrow ones


type _Letter = dict[str, Any]  # character "c", "bbox", and "origin", where its baseline starts


@dataclass(frozen=True, slots=True)
class Word:
    """A word as drawn. Coordinates and size in points; the origin is the top left of the rotated page."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float  # as shown: text that is scaled flat or thin is as small as its smaller side
    bold: bool
    line: int  # number of the MuPDF line that the word belongs to
    horizontal: bool  # after the page's rotation
    upright: bool  # from left to right, after the page's rotation
    letters: tuple[_Letter, ...] = ()  # as MuPDF describes them, before the page's rotation
    color: int = 0  # of its first letter, as 0xRRGGBB
    confidence: float = 1.0  # of text recognition

    @property
    def core(self) -> tuple[float, float, float, float]:
        """The box between the tops and the feet of its small letters, where no letter of another line reaches."""
        if not self.horizontal:
            return self.x0, self.y0, self.x1, self.y1
        height = self.y1 - self.y0
        return self.x0, self.y0 + _ABOVE * height, self.x1, self.y1 - _BELOW * height

    @property
    def has_letters(self) -> bool:
        """Whether it says anything: a rule, a bullet or a row of dots does not."""
        return any(character.isalnum() for character in self.text)


def extract_words(page: pymupdf.Page) -> list[Word]:
    """Return the words in the order of the file, including those outside the page."""
    text_page = page.get_text("rawdict", flags=_FLAGS, clip=pymupdf.INFINITE_RECT())
    lines = [line for block in text_page["blocks"] for line in block.get("lines", ())]
    rotation = rotation_of(page)
    words = []
    for number, line in enumerate(lines):
        letters = [(letter, span) for span in line["spans"] for letter in span["chars"] if _is_printable(letter["c"])]
        for space, group in groupby(letters, key=lambda pair: pair[0]["c"].isspace()):
            if not space:
                words.append(_word(list(group), rotation, number, line["dir"]))
    return words


def rotation_of(page: pymupdf.Page) -> Sequence[float]:
    """Return the matrix by which a page is turned when it is shown."""
    matrix = page.rotation_matrix
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def turned(point: tuple[float, float], matrix: Sequence[float]) -> tuple[float, float]:
    """Return a point of the unrotated page where it is shown; `matrix` turns the page."""
    (x, y), (a, b, c, d, e, f) = point, matrix
    return x * a + y * c + e, x * b + y * d + f


def _word(
    letters: list[tuple[_Letter, dict[str, Any]]], rotation: Sequence[float], line: int, direction: tuple[float, float]
) -> Word:
    boxes = [letter["bbox"] for letter, _ in letters]
    spans = list({id(span): span for _, span in letters}.values())
    left_top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right_bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    across = right_bottom[1] - left_top[1] if abs(direction[0]) > abs(direction[1]) else right_bottom[0] - left_top[0]
    along = right_bottom[0] - left_top[0] + right_bottom[1] - left_top[1] - across
    limits = [max(span["size"] for span in spans), across / _BOX_HEIGHT]
    if len(letters) >= _MIN_MEASURED:
        limits.append(along / len(letters) / _LETTER_WIDTH)
    (x0, x1), (y0, y1) = map(sorted, zip(turned(left_top, rotation), turned(right_bottom, rotation), strict=True))
    right, down = turned(direction, (*rotation[:4], 0, 0))
    return Word(
        text="".join(letter["c"] for letter, _ in letters),
        x0=x0,
        y0=y0,
        x1=x1,
        y1=y1,
        size=min(limits),
        bold=all(span["flags"] & _BOLD or "bold" in span["font"].lower() for span in spans),
        line=line,
        horizontal=abs(down) < _ASLANT,
        upright=abs(down) < _ASLANT and right > 0,
        letters=tuple(letter for letter, _ in letters),
        color=spans[0]["color"],
    )


def _is_printable(character: str) -> bool:
    # Format characters (soft hyphens, joiners, direction marks) are never drawn.
    return unicodedata.category(character) != "Cf"
