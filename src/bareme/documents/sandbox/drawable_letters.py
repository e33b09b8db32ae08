# PyMuPDF is annotated in part only.
# mypy: disallow-untyped-calls=False
"""Letters that no font of MuPDF can draw, as their names: the newest emoji, rare scripts."""

import re
import unicodedata
from functools import lru_cache

import pymupdf

_BEYOND_LATIN = re.compile(r"[^\x00-\u024f]")
_LOOKS = re.compile(r"[\ufe00-\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]")
"""Signs that only say how the letter before them looks: the variant of a sign, the colour of a skin."""


def drawable(html: str) -> str:
    """Return HTML in which a letter without a shape is its name: "[melting face]"."""
    return _BEYOND_LATIN.sub(lambda found: _drawn(found[0]), html)


@lru_cache(maxsize=4096)
def _drawn(letter: str) -> str:
    if _font().has_glyph(ord(letter), fallback=1):
        return letter
    if _LOOKS.match(letter) or unicodedata.category(letter) == "Cf":
        return ""
    return f"[{unicodedata.name(letter, f'U+{ord(letter):04X}').lower()}]"


@lru_cache(maxsize=1)
def _font() -> pymupdf.Font:
    return pymupdf.Font("helv")
