"""The overlap of an expected answer with a student's, word by word, and its worth without criteria."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bareme.models.offline.elements import Groups, word_groups
from bareme.models.offline.opposites import same_side, sided_words
from bareme.models.offline.rules import Rules
from bareme.models.offline.student_answer import StudentAnswer
from bareme.models.offline.wording_match import is_wording_of
from bareme.models.offline.words import (
    KeyWord,
    function_words,
    is_negated,
    resemblance,
    same_word,
    sentences,
    spelt_key_words,
)

_GIVEN_WEIGHT = 0.5
"""Weight of a word that the question uses too: it shows less, but tells what the answer is about."""
_FUNCTION_WEIGHT = 0.2
"""Weight of "between", "under", "each", "not": alone they say little, together they relate the nouns."""
_CHANCE = 0.1
"""The share that any text on the subject reaches."""
_SLIP = 0.5
"""Words with a lower similarity of trigrams are different words, not misspellings."""

_CONTRARY = 0.5
"""The most that an answer is worth if it says the opposite of an expected word."""
_MANY_WORDS = 0.55
"""The confidence where most of the expected words are there, but not the wording."""
_DENIED = 0.45
"""The highest confidence if only one of the two texts is negated, so that a person looks.

Lowering the points instead made marks worse on three of four data sets: most negations are about something else.
"""


@dataclass(frozen=True)
class Overlap:
    """The overlap of one expected wording with an answer."""

    share: float
    """Share of the weight of the expected words, from 0 to 1."""
    quote: str = ""
    """The sentence of the answer with the most expected words."""
    missing: tuple[str, ...] = ()
    """Expected words that were not found."""
    denied: bool = False
    """Whether only one of that sentence and the expected wording is negated, and no antonym explains it."""
    contrary: tuple[str, ...] = ()
    """Expected words of which the answer has only the opposite: "open" for "closed"."""
    certain: bool = False
    """Whether the answer is the expected wording."""


def overlap(target: str, answer: StudentAnswer, rules: Rules, *, given: frozenset[str]) -> Overlap:
    """Return the overlap of the words of `target` with all of `answer`. `given`: stems of the question's words."""
    groups = _groups(target, rules)
    if not groups:
        return Overlap(0.0)
    words = tuple(dict.fromkeys(spelt_key_words(answer.text, directions=rules.fuzzy)))
    stems = frozenset(stem for _, stem in words)
    sides = [same_side(_stems(group), target, answer.text) if rules.fuzzy else None for group in groups]
    there = [
        _best(group, words, stems, rules) if side is None else float(side)
        for group, side in zip(groups, sides, strict=True)
    ]
    weights = [_GIVEN_WEIGHT if _stems(group) <= given else 1.0 for group in groups]
    matched, total = sum(w * t for w, t in zip(weights, there, strict=True)), sum(weights)
    if rules.fuzzy:
        expected = function_words(target)
        matched += _FUNCTION_WEIGHT * len(expected & function_words(answer.text))
        total += _FUNCTION_WEIGHT * len(expected)
    quote = _nearest(frozenset().union(*map(_stems, groups)), answer) if matched else ""
    return Overlap(
        matched / total,
        quote,
        missing=tuple(group[0][0] for group, share in zip(groups, there, strict=True) if share < 1),
        # Antonyms tell more than a negation: "not separate" is negated and means "the same".
        denied=bool(quote) and is_negated(quote) != is_negated(target) and all(side is None for side in sides),
        contrary=tuple(group[0][0] for group, side in zip(groups, sides, strict=True) if side is False),
        certain=is_wording_of(target, answer.text, given=given),
    )


@lru_cache(maxsize=4096)
def _groups(target: str, rules: Rules) -> Groups:
    groups = word_groups(target, directions=rules.fuzzy)
    if not rules.fuzzy or not groups:
        return groups
    # "own" and "même" are function words that have a side.
    known = frozenset().union(*map(_stems, groups))
    return (*groups, *((word,) for word in sided_words(target) if word[1] not in known))


def _stems(group: Sequence[KeyWord]) -> frozenset[str]:
    return frozenset(stem for _, stem in group)


def worth(found: Overlap, rules: Rules) -> float:
    """Return the share of the points, from 0 to 1.

    It grows with the square root of the overlap, because students use their own words and the first expected words
    prove the most. From `rules.met` on it is 1. The opposite of an expected word leaves half at most. Strict rules give
    all or nothing, and nothing for the opposite.
    """
    if not rules.fuzzy:
        return 1.0 if found.share >= rules.met and not found.denied else 0.0
    risen = math.sqrt(min(1.0, max(0.0, (found.share - _CHANCE) / (rules.met - _CHANCE))))
    return min(risen, _CONTRARY) if found.contrary else risen


def _best(group: Sequence[KeyWord], words: Sequence[KeyWord], stems: frozenset[str], rules: Rules) -> float:
    """Return the best likeness, from 0 to 1, of a word of `group` to one of `words`, whose stems are `stems`.

    Only words with the same first letter are compared: it is seldom misspelt, and this is ten times faster.
    """
    if any(word in stems for _, word in group):
        return 1.0
    if not rules.fuzzy:
        return 0.0
    return max((_likeness(word, want) for want in group for word in words if word[1][0] == want[1][0]), default=0.0)


def confidence(found: Overlap, rules: Rules) -> float:
    """Return the confidence, from 0 to 1.

    Words that were found are better evidence than words that were not, which a paraphrase lacks too. It is never high:
    the right words may say the wrong thing. Only the expected wording itself is trusted without a person's look.
    """
    if found.share >= rules.met and found.certain:
        sure = 0.7 + 0.09 * (found.share - rules.met) / (1 - rules.met)
    elif found.share >= rules.met:
        sure = _MANY_WORDS
    elif not rules.fuzzy or found.share <= _CHANCE:
        sure = 0.5
    else:
        sure = 0.35 + 0.2 * (found.share - _CHANCE) / (rules.met - _CHANCE)
    return round(min(sure, _DENIED) if found.denied or found.contrary else sure, 2)


@lru_cache(maxsize=65536)
def _likeness(found: KeyWord, expected: KeyWord) -> float:
    """Return 1 for the same word, the similarity of a badly misspelt one, and 0 for another."""
    if same_word(found[1], expected[1], fuzzy=True):
        return 1.0
    likeness = resemblance(found[0], expected[0])
    return likeness if likeness >= _SLIP else 0.0


def _nearest(expected: frozenset[str], answer: StudentAnswer) -> str:
    found: Sequence[str] = sentences(answer.text)
    return max(found, key=lambda text: len(expected & {word for _, word in spelt_key_words(text)}), default="")
