"""Words in the form in which they are compared: folded, stemmed and without stop words."""

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import OSA

from bareme.domain.quantities import plain_numeral
from bareme.models.offline.math_text import plain_math
from bareme.models.offline.vocabulary import EXCEPTIONS, LESS_WORDS, MORE_WORDS, NEGATIONS, NEUTRAL_WORDS, STOP_WORDS

_SUFFIXES = (
    "issements", "issement", "ements", "ement", "ations", "ation", "ateurs", "ateur", "ances", "ance", "ences", "ence",
    "iques", "ique", "ables", "able", "ives", "ive", "antes", "ante", "ants", "ant", "ents", "ent", "eurs", "eur",
    "ions", "ion", "ings", "ing", "ness", "ment", "iers", "ier", "ies", "ees", "ers", "edly", "ed", "er", "es",
    "ee", "ez", "aient", "ait", "ais", "ont", "ly", "s", "e", "t", "d",
)  # fmt: skip
# "court-circuit" is one word, "coule-t-il" and "celui-ci" are not.
_WORD = re.compile(r"[^\W\d_]+(?:\d+)?(?:-[^\W\d_]{4,})*(?:['’][^\W\d_]+)?|\d+(?:[.,]\d+)*")
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’]", re.IGNORECASE)

_STROKE = "\N{COMBINING LONG SOLIDUS OVERLAY}"
"""What makes "≠" of "="."""

MORE, LESS = "↑", "↓"

type KeyWord = tuple[str, str]
"""A word as written and as compared."""


def fold(text: str) -> str:
    """Return `text` in lower case and without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in decomposed if char == _STROKE or not unicodedata.combining(char))
    return plain.replace("œ", "oe").replace("’", "'")


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """Return a rough stem of a folded French or English word."""
    while len(word) > 3:
        ending = next((s for s in _SUFFIXES if word.endswith(s) and len(word) - len(s) >= 3), None)
        if ending is None:
            break
        word = word.removesuffix(ending)
    return word


@lru_cache(maxsize=8192)
def key_words(text: str, *, directions: bool = True) -> tuple[str, ...]:
    """Return the stems of the key words of `text`, in order; numbers in their shortest form.

    With `directions`, words for more and less become `MORE` and `LESS`, so that "augmente" meets "plus longue".
    """
    return tuple(stemmed for _, stemmed in spelt_key_words(text, directions=directions))


@lru_cache(maxsize=8192)
def spelt_key_words(text: str, *, directions: bool = True) -> tuple[KeyWord, ...]:
    """Return the key words of `text`, as written and as compared."""
    found: list[tuple[str, str]] = []
    for match in _WORD.finditer(_ELISION.sub(" ", plain_math(text))):
        word = fold(match[0])
        if directions and word in LESS_WORDS and found and found[-1][1] == MORE:
            found.pop()  # "plus petit" is less
        if directions and word in MORE_WORDS and found and found[-1][1] == LESS:
            continue  # "moins grand" is less
        if directions and word in MORE_WORDS:
            found.append((match[0], MORE))
        elif directions and word in LESS_WORDS:
            found.append((match[0], LESS))
        elif word[0].isdigit():
            found.append((match[0], plain_numeral(word)))
        elif word not in STOP_WORDS and word not in NEGATIONS and len(word) > 1:
            found.append((match[0], stem(word.split("'")[0])))
    return tuple(found)


@lru_cache(maxsize=8192)
def function_words(text: str) -> frozenset[str]:
    """Return the folded function words of `text`, which `key_words` leaves out."""
    found = frozenset(fold(match[0]) for match in _WORD.finditer(_ELISION.sub(" ", plain_math(text))))
    return found & (STOP_WORDS | NEGATIONS)


def resemblance(one: str, other: str) -> float:
    """Return the similarity of two spellings, from 0 to 1: Dice's coefficient of their trigrams; 0 for numbers."""
    first, second = _trigrams(one), _trigrams(other)
    # If one word is three times as long as the other, the coefficient is at most a half.
    if not first or not second or not 1 / 3 <= len(first) / len(second) <= 3:
        return 0.0
    return 2 * len(first & second) / (len(first) + len(second))


@lru_cache(maxsize=16384)
def _trigrams(word: str) -> frozenset[str]:
    framed = f"^{fold(word)}$"
    return frozenset(framed[at : at + 3] for at in range(len(framed) - 2)) if word.isalpha() else frozenset()


def other_words(text: str) -> tuple[str, ...]:
    """Return the folded words of `text`, in order, that are not neutral beside a number or a term."""
    found = re.findall(r"[^\W\d_]+", fold(_ELISION.sub(" ", text)))
    return tuple(word for word in found if word not in NEUTRAL_WORDS)


def is_negated(text: str) -> bool:
    """Whether `text` contains a negation or an exception."""
    return any(
        word in NEGATIONS or word in EXCEPTIONS for word in re.findall(r"[\w']+", fold(text).replace("n't", " not"))
    )


def same_word(found: str, expected: str, *, fuzzy: bool) -> bool:
    """Whether two stems are the same word. With `fuzzy`, one typing error is allowed."""
    if found == expected:
        return True
    if not fuzzy or min(len(found), len(expected)) < 4 or expected[0].isdigit() or found[0].isdigit():
        return False
    shorter, longer = sorted((found, expected), key=len)
    # "frein" and "freinage" are one word family, "cour" and "court-circuit" are not.
    if longer.startswith(shorter) and len(shorter) >= 0.6 * len(longer):
        return True
    # One error in a long word; a short one would become another word ("wool", "wood").
    return min(len(found), len(expected)) >= 5 and OSA.distance(found, expected, score_cutoff=1) <= 1


def sentences(text: str) -> list[str]:
    """Return the sentences of `text`. Line breaks inside a sentence do not end it."""
    joined = re.sub(r"(?<![.;:!?])\n(?=[a-zà-ÿ(])", " ", text)
    return [part.strip() for part in re.split(r"(?<=[.;!?])\s+(?=\S)|\n", joined) if part.strip()]
