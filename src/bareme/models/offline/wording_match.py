"""Whether an answer is the key's wording: the only words that rules can be sure of.

Shared words prove little: "19 June" has most words of "19 July", and "an acid takes protons, a base gives them" has all
words of its contrary. Words beside the key's may take it back: "far from isosceles", "12 cm is a common mistake".
"""

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from bareme.models.offline.math_text import plain_math
from bareme.models.offline.vocabulary import ANNOUNCEMENTS, ARTICLES, DOUBTS, NEUTRAL_WORDS
from bareme.models.offline.words import fold, other_words, stem

_WRITTEN = re.compile(r"[^\W\d_]+")
_SHORT = 7
"""A word of so many letters without its accents may be another word."""
_ELIDED = re.compile(r"(?<=\b\w)'|(?<=\bqu)'")


def is_wording_of(target: str, text: str, *, given: frozenset[str], ignored: frozenset[str] = NEUTRAL_WORDS) -> bool:
    """Whether `text` is `target` in the same order, but for words to ignore and the question's.

    The question's words, of which `given` are the stems, may be left out or added, but none may stand for another.
    """
    wanted, said = ([word for word in words_of(one) if word not in ignored] for one in (target, text))
    if not _same_small_words(words_of(target), words_of(text)) or not has_accents_of(target, text):
        return False
    if wanted == said:
        return True
    longer, shorter = (said, wanted) if len(said) > len(wanted) else (wanted, said)
    return bool(shorter) and shorter == _without_given(longer, shorter, given)


def has_accents_of(target: str, text: str) -> bool:
    """Whether the words of `text` that are in `target` have its accents, or are long and lack some before their end.

    An accent may make another word: "sur" and "sûr", "años" and "anos", "mangé" and "mange".
    """
    spelt = {fold(word): word.casefold() for word in _WRITTEN.findall(target)}
    pairs = ((spelt[fold(word)], word.casefold()) for word in _WRITTEN.findall(text) if fold(word) in spelt)
    return all(one == other or (len(other) > _SHORT and one[-2:] == other[-2:]) for one, other in pairs)


def words_beyond(text: str, known: Iterable[str]) -> set[str]:
    """Return the words of `text` that are neither neutral nor in one of the `known` texts."""
    stems = {stem(word) for one in known for word in other_words(one)}
    return {word for word in other_words(text) if stem(word) not in stems}


def doubts(text: str) -> frozenset[str]:
    """Return the words of `text` that may take back what they stand beside."""
    return DOUBTS.intersection(other_words(re.sub(r"(?<=\w)n[’']t\b", " not", plain_math(text))))


def words_of(text: str) -> list[str]:
    """Return the words and numbers of `text`, folded, with the signs that stand at them."""
    plain = _ELIDED.sub(" ", fold(" ".join(plain_math(text).split())))
    return [word for token in plain.split() if (word := token.strip("'.,;:!\"«»"))]


def _without_given(longer: Sequence[str], shorter: Sequence[str], given: Collection[str]) -> list[str]:
    """Return `longer` without the words of the question that `shorter` has not at their place."""
    kept: list[str] = []
    for word in longer:
        if len(kept) < len(shorter) and word == shorter[len(kept)]:
            kept.append(word)
        elif stem(word) not in given:
            return []
    return kept


def _same_small_words(target: Sequence[str], text: Sequence[str]) -> bool:
    """Whether the neutral words of `target` are in `text`; an article may be left out, but not be another one.

    In "j'ai fini" and "la souris" they are part of the answer.
    """
    wanted, said = ({word for word in one if word in NEUTRAL_WORDS} for one in (target, text))
    if not wanted <= ARTICLES:
        return wanted <= said and said - wanted <= ANNOUNCEMENTS
    articles = _articles(text)
    return all(articles.get(word, article) == article for word, article in _articles(target).items())


def _articles(words: Sequence[str]) -> dict[str, str]:
    """Return the article before each word that has one."""
    return {word: before for before, word in pairwise(words) if before in ARTICLES and word not in ARTICLES}
