"""Check that each letter of a page looks like what the file says that it is."""

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from bareme.documents.sandbox.glyph_shapes import GlyphShapes
from bareme.documents.sandbox.misleading import may_be_one_glyph
from bareme.documents.sandbox.painted_letters import Letter

_SIGNS = frozenset(".,;:!?'\"()[]{}/\\|-+*=<>%&@#_^`~$€£°§«»‹›“”„‘’‚–—…·•²³¹×÷±−′″→↔⇒⇔≤≥≠≈≡√∞∈∉∧∨¬∀∃⊂∪∩∅∂")
_SYMBOL_FONTS = ("wingding", "webding", "dingbat", "symbol", "emoji")


def mean_what_they_show(letters: Sequence[Letter], shapes: GlyphShapes) -> bool:
    """Return whether all letters are common ones and look like it. What cannot be compared does not count as right."""
    used: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
    fonts: dict[int, Any] = {}
    for place, letter in enumerate(letters):
        text = chr(letter.code)
        if letter.glyph < 0:
            continue
        joined = _joined(letters, place)
        if len(joined) > 1:
            if not may_be_one_glyph(joined):
                return False
        elif text not in _SIGNS and not _is_letter(text):
            return False
        else:
            address = letter.font.m_internal_value()
            fonts[address] = letter.font
            used[address].add((letter.code, letter.glyph))
    return all(
        not any(name in fonts[address].fz_font_name().lower() for name in _SYMBOL_FONTS)
        and shapes.are_alike(fonts[address], pairs)
        for address, pairs in used.items()
    )


def _joined(letters: Sequence[Letter], place: int) -> str:
    """Return the characters of a glyph."""
    end = place + 1
    while end < len(letters) and letters[end].glyph < 0:
        end += 1
    return "".join(chr(letter.code) for letter in letters[place:end])


def _is_letter(text: str) -> bool:
    return text.isdecimal() or unicodedata.category(text) in {"Lu", "Ll"}
