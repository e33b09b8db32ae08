"""Words to lines in reading order.

A mark in the right margin belongs to the question on its left, however wide the gap; two columns of running text do not
belong together, however narrow it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from bareme.documents.sandbox.words import Word
from bareme.domain.pages import TextLine

_SHORT = 24  # characters: a mark, a label, a table's cell
_RUNNING = 25  # characters: a line of a column of text
_COLUMN_LINES = 5


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words that the file draws as one line."""

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


def arrange(words: Sequence[Word], page_width: float) -> tuple[TextLine, ...]:
    """Return the lines of a page, top to bottom, column by column where the page has two."""
    pieces = [_piece(tuple(group)) for _, group in groupby(words, key=lambda word: word.line)]
    aslant = [piece for piece in pieces if not piece.words[0].level]
    rows = _rows(piece for piece in pieces if piece.words[0].level)
    gutter = _gutter([piece for row in rows for piece in row], page_width)
    lines: list[_Piece] = []
    left: list[_Piece] = []
    right: list[_Piece] = []
    for row in rows:
        if gutter is None or any(piece.x0 < gutter < piece.x1 for piece in row):
            lines += left + right + _joined(row)
            left, right = [], []
        else:
            left += _joined([piece for piece in row if piece.x1 <= gutter])
            right += _joined([piece for piece in row if piece.x0 >= gutter])
    return tuple(_line(piece) for piece in [*lines, *left, *right, *aslant])


def _piece(words: tuple[Word, ...]) -> _Piece:
    return _Piece(
        words=words,
        x0=min(word.x0 for word in words),
        y0=min(word.y0 for word in words),
        x1=max(word.x1 for word in words),
        y1=max(word.y1 for word in words),
    )


def _rows(pieces: Iterable[_Piece]) -> list[list[_Piece]]:
    """Group pieces that stand beside each other, each row from left to right."""
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
    """Return where the white between two columns of running text is, if the page has two."""
    places = [page_width * part / 100 for part in range(35, 66)]
    crossed = {place: sum(piece.x0 < place < piece.x1 for piece in pieces) for place in places}
    fewest = min(crossed.values())
    free = [place for place in places if crossed[place] == fewest]
    gutter = free[len(free) // 2]
    running = [piece for piece in pieces if piece.length >= _RUNNING]
    lefts = sum(piece.x1 <= gutter for piece in running)
    rights = sum(piece.x0 >= gutter for piece in running)
    two = min(lefts, rights) >= _COLUMN_LINES and fewest * 2 < min(lefts, rights)
    return gutter if two else None


def _joined(row: list[_Piece]) -> list[_Piece]:
    """Join what belongs together in a row: neighbours, and whatever is short with what stands on its left."""
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
    )
