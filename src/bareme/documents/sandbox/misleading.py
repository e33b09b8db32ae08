# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Find words that say something else than the shapes of their letters."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import pymupdf

from bareme.documents.sandbox.glyph_shapes import GlyphShapes
from bareme.documents.sandbox.text_ink import Origin, origin_key
from bareme.documents.sandbox.words import Word

_NOT_PAINTED = 3  # type of a span in MuPDF's trace
_LEAST_LETTERS = 3  # that look like others, in a line or a word
_LIGATURES = frozenset("ff fi fl ffi ffl fj ft tt ti tti st ct th ij ae oe ss ll lj nj dz".split())

type _Letter = tuple[str, int, tuple[float, float]]  # text, number in its font, where its baseline starts


def find_misleading_words(
    page: pymupdf.Page, words: Sequence[Word], fonts: Sequence[Any], shapes: GlyphShapes
) -> set[int]:
    """Return the places of words that are made of letters which look like others.

    Raises:
        ValueError: MuPDF's trace of the page does not show the spans whose `fonts` are given.
    """
    trace = page.get_texttrace()
    lies: set[Origin] = set()
    for span, font in zip(trace, fonts, strict=True):
        if span["type"] != _NOT_PAINTED:
            lies |= _lies_in(list(_letters(span["chars"])), font, shapes, page)
    if not lies:
        return set()
    counted = [sum(origin_key(*letter) in lies for letter in word.letters) for word in words]
    misleading = {place for place, word in enumerate(words) if _outweigh(counted[place], len(word.text))}
    lines: Counter[int] = Counter()
    lengths: Counter[int] = Counter()
    for word, count in zip(words, counted, strict=True):
        lines[word.line] += count
        lengths[word.line] += len(word.text)
    # A word of one or two letters proves nothing, but stands in a line that does.
    return misleading | {place for place, word in enumerate(words) if _outweigh(lines[word.line], lengths[word.line])}


def _outweigh(lies: int, letters: int) -> bool:
    return lies >= _LEAST_LETTERS and 2 * lies > letters


def _letters(characters: Sequence[tuple[int, int, tuple[float, float], object]]) -> Iterator[_Letter]:
    """Join the characters of a glyph that stands for several: all but the first have no number in their font."""
    started = 0

    def number(character: tuple[int, int, tuple[float, float], object]) -> int:
        nonlocal started
        started += character[1] >= 0
        return started

    for _, group in groupby(characters, key=number):
        of_glyph = list(group)
        _, glyph, origin, _ = of_glyph[0]
        yield "".join(chr(character[0]) for character in of_glyph), glyph, origin


def _lies_in(letters: Sequence[_Letter], font: Any, shapes: GlyphShapes, page: pymupdf.Page) -> set[Origin]:
    single = {(ord(text), glyph) for text, glyph, _ in letters if len(text) == 1 and glyph >= 0}
    lies = {(chr(code), glyph) for code, glyph in shapes.find_lies(font, single)}
    return {
        origin_key(character, *(pymupdf.Point(origin) * page.rotation_matrix))
        for text, glyph, origin in letters
        if (text, glyph) in lies or (len(text) > 1 and text.isalpha() and text.casefold() not in _LIGATURES)
        for character in text
    }
