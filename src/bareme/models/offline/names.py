"""The student's name on a page without a name field: alone at the top or in a running head."""

import re
from collections.abc import Collection, Sequence

from bareme.domain.name_field import NAME_WORD, NO_NAME, PageName
from bareme.models.offline.vocabulary import HEADING_WORDS, NAME_PARTICLES
from bareme.models.offline.words import fold

_CLASS = re.compile(
    r"\(?\b(?:\d{1,2}\s?(?:[èe]me|[eè]|°|nde|[èe]re|re|th|nd|rd|st)?\s?[A-Z]?\d?|(?:term|tle|[sS]econde)\w*\s?\w?)\b\)?",
    re.IGNORECASE,
)


def read_bare_name(lines: Sequence[str], *, printed: Collection[str]) -> PageName:
    """Return the name alone on the first line, with or without a class. `printed`: words of the exam."""
    if not lines:
        return NO_NAME
    line = _CLASS.sub(" ", lines[0])
    line = re.sub(r"(?<![\s,–—-])[\s,–—-]++$", "", line.strip(" \t–—-"))
    if not looks_like_name(line) or any(fold(word) in printed for word in NAME_WORD.findall(line)):
        return NO_NAME
    return PageName(field=False, name=re.sub(r"\s+", " ", line), confidence=0.6)


def looks_like_name(text: str) -> bool:
    """Whether `text` may be a name: two to five words, capitalised except for particles, and no heading."""
    words = text.replace(",", " ").split()
    if not 2 <= len(words) <= 5 or not all(NAME_WORD.fullmatch(word) for word in words):
        return False
    if 2 * sum(fold(word) in HEADING_WORDS for word in words) >= len(words):
        return False
    return all(word[0].isupper() or fold(word) in NAME_PARTICLES for word in words)


def same_person(one: str, other: str) -> bool:
    """Whether two names are equal, whatever the order of words, or one is a single word of the other."""
    words, others = _name_words(one), _name_words(other)
    if len(words) > len(others):
        words, others = others, words
    return words == others != set() or (len(words) == 1 and words <= others)


def _name_words(name: str) -> set[str]:
    return set(fold(name).replace(",", " ").replace("-", " ").split()) - HEADING_WORDS
