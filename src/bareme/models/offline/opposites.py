"""Antonyms such as "same" and "different": which of two sides a text takes, taking negation into account.

"Not in the same path" means "in separate paths" although it shares more words with "in the same path". So words of one
side are synonyms, and a negation flips the side of the next one.
"""

import re
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import OSA

from bareme.models.offline.math_text import plain_math
from bareme.models.offline.vocabulary import CLAUSE_WORDS, NEGATIONS, OPPOSITES
from bareme.models.offline.words import KeyWord, fold, stem

type Side = tuple[int, bool]
"""The index of a pair of `OPPOSITES`, and whether it is the first of the pair."""

_MISSPELT_FROM = 7
"""In shorter words a typing error may make another word ("closed", "cloned")."""

_NEGATORS = NEGATIONS | {"neither", "nor", "ni"}
_CONTRACTED = re.compile(
    r"(?<=\bdo)n\Wt\b|(?<=\bca|\bis|\bwo)n\W?t\b|(?<=\bare|\bdid|\bhad|\bhas|\bwas)n\W?t\b"
    r"|(?<=\bdoes|\bhave|\bwere)n\W?t\b|(?<=\bcould|\bwould)n\W?t\b"
)
"""The apostrophe may be missing, except in "dont", which is a French word."""
_NOT_ONLY = re.compile(r"\b(?:not only|pas (?:seulement|uniquement)|non seulement)\b")
_NO_MORE = re.compile(r"\bn(?:e\s|')\s*(?:\w+\s+){1,2}plus\b")
_EVEN = re.compile(r"(?<!\b(?:le|la|du|au|un)\s)(?<!\b(?:les|des|aux|une)\s)\bmemes?\b")
"""Without an article "même" means "even" or is part of "lui-même"."""
_ELIDED = re.compile(r"\b(?:[cdjlmnst]|qu)'")
_WRITTEN = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"(?P<word>[^\W\d_]+)|[.;:,!?()](?!\d)")


def _sides_by_word() -> dict[str, frozenset[Side]]:
    found: dict[str, set[Side]] = {}
    for number, pair in enumerate(OPPOSITES):
        for first, words in zip((True, False), pair, strict=True):
            for word in words:
                found.setdefault(word, set()).add((number, first))
    return {word: frozenset(sides) for word, sides in found.items()}


_BY_WORD = _sides_by_word()
# Too many words share a stem of three letters.
_BY_STEM = {stem(word): sides for word, sides in _BY_WORD.items() if len(stem(word)) > 3}


@lru_cache(maxsize=2048)
def sided_words(text: str) -> tuple[KeyWord, ...]:
    """Return the words of `text` that have a side, as written and as compared, in order and each once."""
    written = {fold(word): word for word in reversed(_WRITTEN.findall(text))}
    return tuple({stem(word): (written.get(word, word), stem(word)) for word, _ in _sided_words(text)}.values())


def same_side(stems: frozenset[str], expected: str, answer: str) -> bool | None:
    """Return whether `answer` takes the same side as the words of `expected` that have one of `stems`.

    True if it does somewhere, False if it only takes the other side, None if it takes neither or the words have none.
    """
    wanted = _sides(expected, stems)
    if not wanted:
        return None
    taken = _sides(answer)
    return True if wanted & taken else False if _other(wanted) & taken else None


@lru_cache(maxsize=16384)
def _sides(text: str, stems: frozenset[str] | None = None) -> frozenset[Side]:
    return frozenset(
        side for word, sides in _sided_words(text) if stems is None or stem(word) in stems for side in sides
    )


def _other(sides: frozenset[Side]) -> frozenset[Side]:
    return frozenset((number, not first) for number, first in sides)


@lru_cache(maxsize=8192)
def _sided_words(text: str) -> tuple[tuple[str, frozenset[Side]], ...]:
    """Return the folded words of `text` that have a side, with their sides after negation."""
    plain = _CONTRACTED.sub(" not ", _NOT_ONLY.sub(" ", fold(plain_math(text))))
    plain = _ELIDED.sub(" ", _EVEN.sub(" ", _NO_MORE.sub(" pas ", plain)))
    found: list[tuple[str, frozenset[Side]]] = []
    denial: Literal["none", "open", "spent"] = "none"
    for token in _TOKEN.finditer(plain):
        word = token["word"]
        if word is None or word in CLAUSE_WORDS:
            denial = "none"
        elif word in _NEGATORS:
            denial = "open"
        elif denial != "spent" and (sides := _sides_of_word(word)):
            found.append((word, sides if denial == "none" else _other(sides)))
            # In "not in the same closed path" the negation applies to "same" only.
            denial = "none" if denial == "none" else "spent"
    return tuple(found)


@lru_cache(maxsize=16384)
def _sides_of_word(word: str) -> frozenset[Side]:
    """Return the sides of a folded word, which may be misspelt by one letter."""
    if (sides := _BY_WORD.get(word) or _BY_STEM.get(stem(word))) is not None:
        return sides
    if len(word) < _MISSPELT_FROM:
        return frozenset()
    alike = [
        sides
        for known, sides in _BY_WORD.items()
        if known[0] == word[0] and len(known) >= _MISSPELT_FROM and OSA.distance(word, known, score_cutoff=1) <= 1
    ]
    return frozenset().union(*alike)
