# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""The words of a page's text layer, one by one."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pymupdf

_BOLD = 1 << 4  # of a span's flags


@dataclass(frozen=True, slots=True)
class Word:
    """A word as drawn. Coordinates and size in points, origin at the top left of the page as shown."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool
    line: int  # words of one number were drawn on one baseline, next to each other
    level: bool  # False for text that runs up, down or aslant on the page as shown


def words_of(page: pymupdf.Page) -> list[Word]:
    """Return the words in the order of the file, also those beside the page."""
    layer = page.get_text("rawdict", flags=pymupdf.TEXT_PRESERVE_WHITESPACE, clip=pymupdf.INFINITE_RECT())
    lines = [line for block in layer["blocks"] for line in block.get("lines", ())]
    words = []
    for number, line in enumerate(lines):
        letters = [(letter, span) for span in line["spans"] for letter in span["chars"]]
        level = abs((pymupdf.Point(line["dir"]) * _turn(page)).y) < 0.1
        for space, group in groupby(letters, key=lambda pair: pair[0]["c"].isspace()):
            if not space:
                words.append(_word(list(group), page.rotation_matrix, number, level=level))
    return words


def _word(
    letters: list[tuple[dict[str, Any], dict[str, Any]]], turn: pymupdf.Matrix, line: int, *, level: bool
) -> Word:
    boxes = [pymupdf.Rect(letter["bbox"]) * turn for letter, _ in letters]
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
        level=level,
    )


def _turn(page: pymupdf.Page) -> pymupdf.Matrix:
    """Return the page's rotation without the shift that goes with it."""
    matrix = page.rotation_matrix
    return pymupdf.Matrix(matrix.a, matrix.b, matrix.c, matrix.d, 0, 0)
