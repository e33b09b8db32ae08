"""Join words into lines in reading order.

A short piece of text in the right margin (a mark) joins the line on its left, however wide the gap. Two columns of
running text stay apart, however narrow the gap.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from bareme.documents.sandbox.words import Word
from bareme.domain.pages import TextLine

_SHORT = 24  # characters at most: a mark, a label, a table cell
_RUNNING = 25  # characters at least: a line of running text
_MIN_COLUMN_LINES = 5


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words that the file draws as one line; several pieces may form a line on the page."""

    words: tuple[Word, ...]
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def length(self) -> int:
        return sum(len(word.text) + 1 for word in self.words) - 1

    @property
    def size(self) -> float:
        return max(word.size for word in self.words)


def reading_order(words: Sequence[Word], page_width: float) -> tuple[TextLine, ...]:
    """Return the lines of a page from top to bottom, column by column if it has two columns."""
    pieces = [_piece(tuple(group)) for _, group in groupby(words, key=lambda word: word.line)]
    slanted = [piece for piece in pieces if not piece.words[0].horizontal]
    rows = _rows(piece for piece in pieces if piece.words[0].horizontal)
    gutter = _gutter([piece for row in rows for piece in row], page_width)
    lines: list[_Piece] = []
    left: list[_Piece] = []
    right: list[_Piece] = []
    for row in rows:
        if gutter is None or any(piece.x0 < gutter < piece.x1 for piece in row):
            lines += left + right + _join_row(row)
            left, right = [], []
        else:
            left += _join_row([piece for piece in row if piece.x1 <= gutter])
            right += _join_row([piece for piece in row if piece.x0 >= gutter])
    return tuple(_line(piece) for piece in [*lines, *left, *right, *slanted])


def _piece(words: tuple[Word, ...]) -> _Piece:
    return _Piece(
        words=words,
        x0=min(word.x0 for word in words),
        y0=min(word.y0 for word in words),
        x1=max(word.x1 for word in words),
        y1=max(word.y1 for word in words),
    )


def _rows(pieces: Iterable[_Piece]) -> list[list[_Piece]]:
    """Group pieces that share a row, each row from left to right."""
    rows: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.y0 + piece.y1, piece.x0)):
        middle = (piece.y0 + piece.y1) / 2
        last = rows[-1][0] if rows else None
        if last is not None and last.y0 < middle < last.y1 and piece.y0 < (last.y0 + last.y1) / 2 < piece.y1:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.x0) for row in rows]


def _gutter(pieces: list[_Piece], page_width: float) -> float | None:
    """Return the x coordinate of the gutter between two columns of running text, or None if there is one column."""
    positions = [page_width * percent / 100 for percent in range(35, 66)]
    crossings = {x: sum(piece.x0 < x < piece.x1 for piece in pieces) for x in positions}
    fewest = min(crossings.values())
    free = [x for x in positions if crossings[x] == fewest]
    gutter = free[len(free) // 2]
    running = [piece for piece in pieces if piece.length >= _RUNNING]
    lefts = sum(piece.x1 <= gutter for piece in running)
    rights = sum(piece.x0 >= gutter for piece in running)
    two_columns = min(lefts, rights) >= _MIN_COLUMN_LINES and fewest * 2 < min(lefts, rights)
    return gutter if two_columns else None


def _join_row(row: list[_Piece]) -> list[_Piece]:
    """Join neighbouring pieces of a row, and short pieces with the piece on their left."""
    joined: list[_Piece] = []
    for piece in row:
        if joined and (
            piece.x0 - joined[-1].x1 < max(piece.size, joined[-1].size)
            or piece.length <= _SHORT
            or joined[-1].length <= _SHORT
        ):
            joined[-1] = _piece(joined[-1].words + piece.words)
        else:
            joined.append(piece)
    return joined


def _line(piece: _Piece) -> TextLine:
    return TextLine(
        text=" ".join(word.text for word in piece.words),
        x0=piece.x0,
        y0=piece.y0,
        x1=piece.x1,
        y1=piece.y1,
        size=piece.size,
        bold=all(word.bold for word in piece.words),
        confidence=min(word.confidence for word in piece.words),
        word_edges=_word_edges(piece.words),
    )


def _word_edges(words: Sequence[Word]) -> tuple[float, ...]:
    if not all(word.upright for word in words):
        return ()
    return tuple(round(edge, 1) for word in words for edge in (word.x0, word.x1))
