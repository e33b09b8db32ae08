# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Find words that say something else than the shapes of their letters."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import pymupdf

from bareme.documents.sandbox.glyph_shapes import GlyphShapes
from bareme.documents.sandbox.text_ink import Origin, origin_key
from bareme.documents.sandbox.words import Word

_NOT_PAINTED = 3  # type of a span in MuPDF's trace
_LEAST_LETTERS = 3  # that look like others, in a line or a word
_LIGATURE = re.compile(r"ff[il]?|f[ijlt]|t[it]|tti|[sc]t|th|ij|[ao]e|ss|ll|[ln]j|dz", re.IGNORECASE)

type _Traced = tuple[int, int, tuple[float, float], object]  # code point, number in the font, origin, box


def find_misleading_words(
    page: pymupdf.Page, words: Sequence[Word], fonts: Sequence[Any], shapes: GlyphShapes
) -> set[int]:
    """Return the places of words that are made of letters which look like others.

    Raises:
        ValueError: MuPDF's trace of the page does not show the spans whose `fonts` are given.
    """
    painted: defaultdict[int, list[Sequence[_Traced]]] = defaultdict(list)
    for span, font in zip(page.get_texttrace(), fonts, strict=True):
        if span["type"] != _NOT_PAINTED:
            painted[font.m_internal_value()].append(span["chars"])
    by_address = {font.m_internal_value(): font for font in fonts}
    lies = {origin for address, spans in painted.items() for origin in _find_lies(spans, by_address[address], shapes)}
    return _made_of(lies, words) if lies else set()


def _find_lies(spans: Sequence[Sequence[_Traced]], font: Any, shapes: GlyphShapes) -> Iterator[Origin]:
    """Yield the letters of a font that look like others, or that are several where there is one shape."""
    lies = shapes.find_lies(font, {(code, glyph) for span in spans for code, glyph, *_ in span})
    for span in spans:
        if any(glyph < 0 for _, glyph, *_ in span):
            yield from _lies_among_ligatures(span, lies)
        elif lies:
            yield from (origin_key(chr(code), origin) for code, glyph, origin, _ in span if (code, glyph) in lies)


def _lies_among_ligatures(span: Sequence[_Traced], lies: set[tuple[int, int]]) -> Iterator[Origin]:
    # Of a glyph that stands for several characters, only the first has a number in the font.
    starts = [place for place, (_, glyph, *_) in enumerate(span) if glyph >= 0 or place == 0]
    for start, end in zip(starts, [*starts[1:], len(span)], strict=True):
        text = "".join(chr(code) for code, *_ in span[start:end])
        code, glyph, origin, _ = span[start]
        if (len(text) == 1 and (code, glyph) in lies) or (len(text) > 1 and not may_be_one_glyph(text)):
            yield origin_key(chr(code), origin)


def may_be_one_glyph(text: str) -> bool:
    """Return whether fonts have one glyph for several characters: a ligature, or a letter with its accents."""
    bases = "".join(character for character in text if not unicodedata.combining(character))
    return len(bases) == 1 or bool(_LIGATURE.fullmatch(bases)) or not any(map(str.isalnum, bases))


def _made_of(lies: set[Origin], words: Sequence[Word]) -> set[int]:
    counted = [_count(lies, word) for word in words]
    found: Counter[int] = Counter()
    lengths: Counter[int] = Counter()
    for word, count in zip(words, counted, strict=True):
        found[word.line] += count
        lengths[word.line] += len(word.text)
    # A word of one or two letters proves nothing, but may stand in a line that does.
    return {
        place
        for place, (word, count) in enumerate(zip(words, counted, strict=True))
        if _outweigh(count, len(word.text)) or _outweigh(found[word.line], lengths[word.line])
    }


def _count(lies: set[Origin], word: Word) -> int:
    count, lies_before = 0, False
    for letter in word.letters:
        left, top, right, bottom = letter["bbox"]
        # A letter without a place of its own belongs to the glyph before it.
        if right > left and bottom > top:
            lies_before = origin_key(letter["c"], letter["origin"]) in lies
        count += lies_before
    return count


def _outweigh(lies: int, letters: int) -> bool:
    return lies >= _LEAST_LETTERS and 2 * lies > letters
