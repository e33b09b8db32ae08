# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Extract the words of a page's text layer."""

import unicodedata
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pymupdf

_ASLANT = 0.1  # sine of the angle of lines that still count as horizontal
_BOLD = 1 << 4  # in a span's flags


@dataclass(frozen=True, slots=True)
class Word:
    """A word as drawn. Coordinates and size in points; the origin is the top left of the rotated page."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool
    line: int  # number of the MuPDF line that the word belongs to
    horizontal: bool  # after the page's rotation
    upright: bool  # from left to right, after the page's rotation
    confidence: float = 1.0  # of text recognition


def extract_words(page: pymupdf.Page) -> list[Word]:
    """Return the words in the order of the file, including those outside the page."""
    text_page = page.get_text("rawdict", flags=pymupdf.TEXT_PRESERVE_WHITESPACE, clip=pymupdf.INFINITE_RECT())
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
    return Word(
        text="".join(letter["c"] for letter, _ in letters),
        x0=min(box.x0 for box in boxes),
        y0=min(box.y0 for box in boxes),
        x1=max(box.x1 for box in boxes),
        y1=max(box.y1 for box in boxes),
        size=max(span["size"] for span in spans),
        bold=all(span["flags"] & _BOLD or "bold" in span["font"].lower() for span in spans),
        line=line,
        horizontal=abs(direction.y) < _ASLANT,
        upright=abs(direction.y) < _ASLANT and direction.x > 0,
    )


def _is_printable(character: str) -> bool:
    # Format characters (soft hyphens, joiners, direction marks) are never drawn.
    return unicodedata.category(character) != "Cf"


def _rotation(page: pymupdf.Page) -> pymupdf.Matrix:
    """Return the page's rotation without its translation."""
    matrix = page.rotation_matrix
    return pymupdf.Matrix(matrix.a, matrix.b, matrix.c, matrix.d, 0, 0)
