# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Compare the shape of a letter with what the file says that it means.

A font may map its letters to any text (its ToUnicode map), so that a program reads something else than the page
shows. Each letter of a font is drawn once and compared with the same letter of common fonts.
"""

import string
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import batched, zip_longest
from typing import Any

import pymupdf
from PIL import Image
from pymupdf import mupdf

from bareme.documents.sandbox.text_ink import new_mask

_COMMON_FONTS = ("helv", "heit", "hebo", "hebi", "cour", "cobo", "tiro", "tiit", "tibo", "tibi")
_SIGNS_FONT = "symb"
_BASIC = string.ascii_letters + string.digits
_SIZE, _CELL, _COLUMNS = 28, 64, 16  # pixels of a letter and of its cell, cells in a row
_ORIGIN = (14, 44)  # in a cell
_MOST_LETTERS, _BATCH = 2000, 256  # of a font, and those that are drawn at once
_SIDE, _ROW = 16, 24  # pixels of a shape, and of its rows, which are whole bytes
_INK = [255 if level > 100 else 0 for level in range(256)]
# Of 3,387 letters in the fonts of real exams, 99.5 % are as like their own letter as _ALIKE, and 0.1 % are more like
# another by _CLEARLY; of letters that mean another, 88 % are.
_ALIKE = 0.9
_CLEARLY = 0.1
_UNLIKE = 0.5  # below which it is like none
_NEARLY = 0.8
_SQUARE = 28  # pixels
_TWINS = ("0o", "1li")  # which many fonts draw alike
_LARGER, _SMALLER = 1.6, 0.6  # times the largest and the smallest in common fonts

type Shape = tuple[int, int]  # the bits of a letter's ink, and of the same with a margin of one pixel


class GlyphShapes:
    """What is known of the letters of a document."""

    def __init__(self) -> None:
        self._lies: dict[tuple[int, int, int], bool] = {}
        self._alike: dict[tuple[int, int, int], bool] = {}
        self._fonts: dict[int, Any] = {}  # kept, so that no other font takes an address

    def are_alike(self, font: Any, letters: Iterable[tuple[int, int]]) -> bool:
        """Return whether each of a font's letters is nearly as a common font draws it, in shape and size."""
        address = font.m_internal_value()
        self._fonts[address] = font
        new = sorted(letter for letter in letters if (address, *letter) not in self._alike)
        for part in batched(new, _BATCH):
            inks = _inks(font, [glyph for _, glyph in part])
            for (code, glyph), ink in zip(part, inks, strict=True):
                self._alike[address, code, glyph] = _is_alike(ink, chr(code))
        return all(self._alike[address, *letter] for letter in letters)

    def find_lies(self, font: Any, letters: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
        """Return those of a font's letters (code point, number in the font) that look like other letters."""
        address = font.m_internal_value()
        self._fonts[address] = font
        used = set(letters)
        new = sorted((c, glyph) for c, glyph in used if (address, c, glyph) not in self._lies and _is_checked(c, glyph))
        if new:
            # No font has so many Latin, Greek and Cyrillic letters; the rest is not drawn.
            glyphs = [glyph for _, glyph in new[:_MOST_LETTERS]]
            drawn = [shape for part in batched(glyphs, _BATCH) for shape in _shapes(font, part)]
            for (code, glyph), shape in zip_longest(new, drawn):
                self._lies[address, code, glyph] = shape is None or not _may_mean(shape, chr(code))
        return {(c, glyph) for c, glyph in used if self._lies.get((address, c, glyph))}


def _is_checked(code: int, glyph: int) -> bool:
    return glyph >= 0 and chr(code).isalnum() and bool(_common_shapes(chr(code)))


def _may_mean(shape: Shape, letter: str) -> bool:
    own = max(_likeness(shape, common) for common in _common_shapes(letter))
    if own >= _ALIKE:
        return True
    if own < _UNLIKE:
        return False
    others = (basic for basic in _BASIC if basic.casefold() != _base(letter))
    return own + _CLEARLY > max(_likeness(shape, common) for other in others for common in _common_shapes(other))


def _is_alike(ink: Image.Image | None, letter: str) -> bool:
    common = _common_inks(letter)
    shape = _shape(ink) if ink else None
    if not ink or not shape or not common:
        return False
    sides = [max(other.size) for other in common]
    if not _SMALLER * min(sides) <= max(ink.size) <= _LARGER * max(sides):
        return False
    if max(_likeness(shape, other) for other in map(_shape, common) if other) < _NEARLY:
        return False
    if _base(letter) not in _BASIC:
        return True  # a sign, or a Greek letter, and some of those look like Latin ones
    stretched = _stretched(ink)
    own = max(_overlap(stretched, _stretched(other)) for other in common)
    same = next((twins for twins in _TWINS if _base(letter) in twins), _base(letter))
    others = (other for other in _BASIC if other.casefold() not in same)
    return own + _CLEARLY >= max(_overlap(stretched, shown) for other in others for shown in _stretched_inks(other))


@lru_cache(maxsize=64)
def _stretched_inks(letter: str) -> tuple[int, ...]:
    return tuple(map(_stretched, _common_inks(letter)))


def _stretched(ink: Image.Image) -> int:
    """Return the bits of a letter's ink, stretched to a square: so two letters are best told from each other."""
    square = ink.resize((_SQUARE, _SQUARE), Image.Resampling.BOX).point(_INK)
    return int.from_bytes(square.convert("1", dither=Image.Dither.NONE).tobytes())


def _overlap(one: int, other: int) -> float:
    return (one & other).bit_count() / ((one | other).bit_count() or 1)


@lru_cache(maxsize=512)
def _common_inks(letter: str) -> tuple[Image.Image, ...]:
    """Return the ink of a letter in common fonts."""
    fonts = [*_fonts(), pymupdf.Font(_SIGNS_FONT).this]
    found = (_inks(font, [glyph]) for font in fonts if (glyph := mupdf.fz_encode_character(font, ord(letter))))
    return tuple(ink for inks in found for ink in inks if ink)


def _base(letter: str) -> str:
    return unicodedata.normalize("NFKD", letter)[0].casefold()


def _likeness(one: Shape, other: Shape) -> float:
    """Return the share of the ink of each shape that lies on the other's, the smaller of the two."""
    (ink, wide), (other_ink, other_wide) = one, other
    return min((ink & other_wide).bit_count() / ink.bit_count(), (other_ink & wide).bit_count() / other_ink.bit_count())


@lru_cache(maxsize=1024)
def _common_shapes(letter: str) -> tuple[Shape, ...]:
    """Return the shapes of a letter in common fonts, also in the other case, as in small capitals."""
    if letter in _BASIC:
        return _basic_shapes()[letter.casefold()]
    cases = dict.fromkeys([letter, letter.lower(), letter.upper()])
    codes = [ord(case) for case in cases if len(case) == 1]
    shapes = (_shapes(font, [g for c in codes if (g := mupdf.fz_encode_character(font, c))]) for font in _fonts())
    return tuple(shape for of_font in shapes for shape in of_font if shape)


@lru_cache(maxsize=1)
def _basic_shapes() -> dict[str, tuple[Shape, ...]]:
    found: defaultdict[str, list[Shape]] = defaultdict(list)
    for font in _fonts():
        shapes = _shapes(font, [mupdf.fz_encode_character(font, ord(letter)) for letter in _BASIC])
        for letter, shape in zip(_BASIC, shapes, strict=True):
            found[letter.casefold()] += [shape] if shape else []
    return {letter: tuple(shapes) for letter, shapes in found.items()}


@lru_cache(maxsize=1)
def _fonts() -> list[Any]:
    return [pymupdf.Font(name).this for name in _COMMON_FONTS]


def _shapes(font: Any, glyphs: Sequence[int]) -> list[Shape | None]:
    """Return the shape of each glyph, or None if it has no ink."""
    return [_shape(ink) if ink else None for ink in _inks(font, glyphs)]


def _inks(font: Any, glyphs: Sequence[int]) -> list[Image.Image | None]:
    """Return the ink of each glyph, without what is around it, or None if it has none."""
    if not glyphs:
        return []
    rows = -(-len(glyphs) // _COLUMNS)
    size = (_COLUMNS * _CELL, rows * _CELL)
    mask, text, matrix = new_mask(size), mupdf.FzText(mupdf.ll_fz_new_text()), mupdf.fz_matrix()
    matrix.a, matrix.b, matrix.c, matrix.d = _SIZE, 0, 0, -_SIZE
    corners = [(place % _COLUMNS * _CELL, place // _COLUMNS * _CELL) for place in range(len(glyphs))]
    for glyph, (left, top) in zip(glyphs, corners, strict=True):
        matrix.e, matrix.f = left + _ORIGIN[0], top + _ORIGIN[1]
        mupdf.ll_fz_show_glyph(text.m_internal, font.m_internal, matrix, glyph, 0, 0, 0, 0, 0)
    device = mupdf.fz_new_draw_device(mupdf.FzMatrix(), mask)
    grey = mupdf.FzColorspace(mupdf.FzColorspace.Fixed_GRAY)
    mupdf.fz_fill_text(device, text, mupdf.FzMatrix(), grey, [1.0], 1.0, mupdf.FzColorParams())
    mupdf.fz_close_device(device)
    image = Image.frombytes("L", size, bytes(mupdf.fz_pixmap_samples_memoryview(mask))).point(_INK)
    cells = (image.crop((left, top, left + _CELL, top + _CELL)) for left, top in corners)
    return [cell.crop(box) if (box := cell.getbbox()) else None for cell in cells]


def _shape(letter: Image.Image) -> Shape | None:
    scale = _SIDE / max(letter.size)
    width, height = max(1, round(letter.width * scale)), max(1, round(letter.height * scale))
    ink = Image.new("L", (_ROW, _SIDE + 2))
    ink.paste(letter.resize((width, height), Image.Resampling.BOX), ((_ROW - width) // 2, 1 + _SIDE - height))
    bits = int.from_bytes(ink.convert("1", dither=Image.Dither.NONE).tobytes())
    wider = bits | bits << 1 | bits >> 1
    return (bits, wider | wider << _ROW | wider >> _ROW) if bits else None
