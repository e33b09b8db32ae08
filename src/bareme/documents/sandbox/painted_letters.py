# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""The letters that a page paints, in rows."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pymupdf

_FILLED = 0  # type of a span in MuPDF's trace: not stroked, not invisible
_ITALIC, _MONOSPACED, _BOLD = 1 << 1, 1 << 3, 1 << 4  # in a span's flags
_SAME_BASELINE = 0.08  # of the size

_PART = -1  # the number in the font of a character that belongs to the glyph before it
_LIGATURES = {sign: unicodedata.normalize("NFKC", sign) for sign in "ﬀﬁﬂﬃﬄﬅﬆ"}

type Style = tuple[object, bool, bool]  # colour, italic, bold


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter, or a sign, as it is painted; places in points from the top left."""

    code: int
    glyph: int  # number in the font; below zero if it belongs to the glyph before it
    font: Any
    left: float
    right: float
    baseline: float
    size: float
    style: Style
    monospaced: bool


@dataclass(frozen=True, slots=True)
class Row:
    """Letters on one baseline, from left to right."""

    letters: tuple[Letter, ...]

    @property
    def text(self) -> str:
        """Its letters, with a space where there is room for one."""
        parts = []
        for before, letter in zip((None, *self.letters[:-1]), self.letters, strict=True):
            parts += [" "] if before and letter.left - before.right > letter.size / 8 else []
            parts.append(chr(letter.code))
        return "".join(parts)

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.letters[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.letters[-1].right

    @property
    def baseline(self) -> float:
        """Where its letters stand."""
        return self.letters[0].baseline

    @property
    def size(self) -> float:
        """That of its largest letter."""
        return max(letter.size for letter in self.letters)


def read_letters(page: pymupdf.Page, fonts: Sequence[Any]) -> list[Letter] | None:
    """Return the letters of an unrotated page, or None if some are not painted in the ordinary way, upright and opaque.

    `fonts` are those of MuPDF's trace.
    """
    letters: list[Letter] = []
    for span, font in zip(page.get_texttrace(), fonts, strict=True):
        painted = span["type"] == _FILLED and span["opacity"] == 1 and span["dir"] == (1.0, 0.0) and not span["wmode"]
        found = list(_letters_of(span, font))
        if found and not painted:
            return None
        letters += found
    return letters


def rows_of(letters: Sequence[Letter]) -> list[Row]:
    """Return the rows from top to bottom."""
    groups: list[list[Letter]] = []
    for letter in sorted(letters, key=lambda one: one.baseline):
        last = groups[-1][0] if groups else None
        if last and letter.baseline - last.baseline <= _SAME_BASELINE * min(last.size, letter.size):
            groups[-1].append(letter)
        else:
            groups.append([letter])
    return [Row(tuple(sorted(group, key=lambda one: one.left))) for group in groups]


def _letters_of(span: dict[str, Any], font: Any) -> Iterator[Letter]:
    flags, size = span["flags"], span["size"]
    monospaced = bool(flags & _MONOSPACED)
    style = span["color"], bool(flags & _ITALIC), bool(flags & _BOLD) or "bold" in span["font"].lower()
    for code, glyph, (_, baseline), (left, _, right, _) in span["chars"]:
        character = chr(code)
        if character.isspace():
            continue
        for place, part in enumerate(_LIGATURES.get(character, character)):
            number, start = (glyph, left) if place == 0 else (_PART, right)
            yield Letter(ord(part), number, font, start, right, baseline, size, style, monospaced)
