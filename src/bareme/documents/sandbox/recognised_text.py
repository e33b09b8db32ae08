"""The text of a page's picture as lines in reading order, like those of a text layer."""

from collections.abc import Sequence

from bareme.documents.sandbox.lines import reading_order
from bareme.documents.sandbox.words import Word
from bareme.domain.pages import TextLine
from bareme.domain.recognition import RecognisedLine

_SIZE = 0.75
"""Font size of a line, as a share of its height: it includes what goes above and below the letters."""


def lines_of(pieces: Sequence[RecognisedLine], width: float, height: float) -> tuple[TextLine, ...]:
    """Return what was read on a page of `width` × `height` points."""
    words = [_word(piece, number, width, height) for number, piece in enumerate(pieces)]
    return reading_order(words, width)


def _word(piece: RecognisedLine, number: int, width: float, height: float) -> Word:
    return Word(
        text=piece.text,
        x0=piece.x0 * width,
        y0=piece.y0 * height,
        x1=piece.x1 * width,
        y1=piece.y1 * height,
        size=(piece.y1 - piece.y0) * height * _SIZE,
        bold=False,
        line=number,
        horizontal=True,
        upright=True,
        confidence=piece.confidence,
    )
