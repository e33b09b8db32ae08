"""What text recognition (OCR) reads on the picture of a page. It may be wrong: everything that uses it says so."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping

from pydantic import Field

from bareme.domain.frozen_model import FrozenModel
from bareme.domain.identity import fold


class RecognisedLine(FrozenModel):
    """A piece of a line: what stands together without a wide gap.

    Coordinates in fractions of the picture's width and height; the origin is its top left.
    """

    text: str
    confidence: float = Field(ge=0, le=1, description="The engine's own; the mean over the characters.")
    x0: float
    y0: float
    x1: float
    y1: float


_WORD = 3  # letters at least; shorter words stand in every text

_LOST = frozenset("·⇒⇔∈∉∪∩∫∑′″^_")
"""Beside Greek letters and what is raised or lowered, which `^` and `_` write in LaTeX; by `make bench-ocr`."""
_GREEK_IN_LATEX = re.compile(
    r"\\(?:var)?(?:alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho"
    r"|sigma|tau|upsilon|phi|chi|psi|omega)(?![a-z])",
    re.IGNORECASE,
)
_LOWER, _UPPER = "a-zß-öø-ÿ", "A-ZÀ-ÖØ-Þ"
_RUN_TOGETHER = re.compile(
    rf"(?<=[{_LOWER}]{{3}})(?=\d|[{_UPPER}]{{3}})|(?<=[{_UPPER}]{{3}})(?=[{_UPPER}][{_LOWER}]{{2}})"
)
_RAISED = ("<super>", "<sub>", "<fraction>")


def agreement(layer: str, read: str) -> float:
    """Return the share of a text layer that was read on the picture too: of its words or its numbers, the smaller one.

    A layer that says another number of points has the same words.
    """
    known, found = Counter(fold(layer).split()), Counter(fold(read).split())
    numbers = {word: count for word, count in known.items() if word.isdecimal()}
    words = {word: count for word, count in known.items() if len(word) >= _WORD and word not in numbers}
    return min(_share(words, found), _share(numbers, found))


def _share(wanted: Mapping[str, int], found: Mapping[str, int]) -> float:
    total = sum(wanted.values())
    return sum(min(count, found.get(word, 0)) for word, count in wanted.items()) / total if total else 1.0


def part_words(text: str) -> str:
    """Return the text with spaces in words that ran together, where a number or a name in capitals shows it.

    Recognition loses spaces in pictures that are out of focus: "résultat12,5", "MARTINLéa".
    """
    return _RUN_TOGETHER.sub(" ", text)


def has_lost_signs(text: str) -> bool:
    """Return whether the text has signs that recognition drops or takes for others, such as ² for 2."""
    return any(map(_is_lost, text)) or _GREEK_IN_LATEX.search(text) is not None


def _is_lost(sign: str) -> bool:
    return sign in _LOST or unicodedata.decomposition(sign).startswith(_RAISED) or "GREEK" in unicodedata.name(sign, "")
