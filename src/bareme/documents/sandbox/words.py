# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Extract the words of a page's text layer."""

import unicodedata
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
    letters: tuple[tuple[str, float, float], ...]  # each character and where its baseline starts

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
    words = []
    for number, line in enumerate(lines):
        letters = [(letter, span) for span in line["spans"] for letter in span["chars"] if _is_printable(letter["c"])]
        direction = pymupdf.Point(line["dir"]) * _rotation(page)
        for space, group in groupby(letters, key=lambda pair: pair[0]["c"].isspace()):
            if not space:
                words.append(_word(list(group), page.rotation_matrix, number, direction))
    return words


def _word(
    letters: list[tuple[dict[str, Any], dict[str, Any]]], rotation: pymupdf.Matrix, line: int, direction: pymupdf.Point
) -> Word:
    boxes = [pymupdf.Rect(letter["bbox"]) * rotation for letter, _ in letters]
    spans = [span for _, span in letters]
    x0, y0 = min(box.x0 for box in boxes), min(box.y0 for box in boxes)
    x1, y1 = max(box.x1 for box in boxes), max(box.y1 for box in boxes)
    along, across = (x1 - x0, y1 - y0) if abs(direction.x) > abs(direction.y) else (y1 - y0, x1 - x0)
    limits = [max(span["size"] for span in spans), across / _BOX_HEIGHT]
    if len(letters) >= _MIN_MEASURED:
        limits.append(along / len(letters) / _LETTER_WIDTH)
    return Word(
        text="".join(letter["c"] for letter, _ in letters),
        x0=x0,
        y0=y0,
        x1=x1,
        y1=y1,
        size=min(limits),
        bold=all(span["flags"] & _BOLD or "bold" in span["font"].lower() for span in spans),
        line=line,
        horizontal=abs(direction.y) < _ASLANT,
        upright=abs(direction.y) < _ASLANT and direction.x > 0,
        letters=tuple(
            (letter["c"], *(pymupdf.Point(letter["origin"]) * rotation)) for letter, _ in letters
        ),
    )


def _is_printable(character: str) -> bool:
    # Format characters (soft hyphens, joiners, direction marks) are never drawn.
    return unicodedata.category(character) != "Cf"


def _rotation(page: pymupdf.Page) -> pymupdf.Matrix:
    """Return the page's rotation without its translation."""
    matrix = page.rotation_matrix
    return pymupdf.Matrix(matrix.a, matrix.b, matrix.c, matrix.d, 0, 0)
