"""How much of an expected answer is in a student's, word by word, and what that is worth where no criteria say it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bareme.models.offline.elements import Groups, word_groups
from bareme.models.offline.opposites import same_side, sided_words
from bareme.models.offline.rules import Rules
from bareme.models.offline.student_answer import StudentAnswer
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
"""Weight of a word that the question uses too: it shows less, but in a whole answer it says what is spoken of."""
_FUNCTION_WEIGHT = 0.2
"""Weight of "between", "under", "each", "not": alone they say nothing, together they carry how the nouns relate."""
_CHANCE = 0.1
"""A share that any text on the subject reaches."""
_SLIP = 0.5
"""Words that share fewer of their trigrams are different words, not one of them misspelt."""

_CONTRARY = 0.5
"""The most that an answer is worth which says the contrary of an expected word, be all the others there."""
_DENIED = 0.4
"""What a "not" on one side alone takes from the confidence, so that a person looks even where every word is there.

Taking it from the points made marks worse on three sets of four: most denials are about something else.
"""


@dataclass(frozen=True)
class Overlap:
    """What one expected wording and an answer share."""

    share: float
    """From 0 to 1: of the weight of the expected words."""
    quote: str = ""
    """The sentence of the answer that holds most of them."""
    lacking: tuple[str, ...] = ()
    """Expected words that are not there."""
    denied: bool = False
    """Whether that sentence denies and the expected wording does not, or the other way round, with no other clue."""
    contrary: tuple[str, ...] = ()
    """Expected words whose other side alone the answer takes: "open" where "closed" was expected."""


def overlap(target: str, answer: StudentAnswer, rules: Rules, *, given: frozenset[str]) -> Overlap:
    """Return the share of the words of `target` that are anywhere in `answer`. `given` are the question's stems."""
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
        lacking=tuple(group[0][0] for group, share in zip(groups, there, strict=True) if share < 1),
        # Where words with sides tell, they tell more: "not separate" denies and yet says "the same".
        denied=bool(quote) and is_negated(quote) != is_negated(target) and all(side is None for side in sides),
        contrary=tuple(group[0][0] for group, side in zip(groups, sides, strict=True) if side is False),
    )


@lru_cache(maxsize=4096)
def _groups(target: str, rules: Rules) -> Groups:
    groups = word_groups(target, directions=rules.fuzzy)
    if not rules.fuzzy or not groups:
        return groups
    # "own" and "même" are function words that take a side.
    known = frozenset().union(*map(_stems, groups))
    return (*groups, *((word,) for word in sided_words(target) if word[1] not in known))


def _stems(group: Sequence[KeyWord]) -> frozenset[str]:
    return frozenset(stem for _, stem in group)


def worth(found: Overlap, rules: Rules) -> float:
    """Return the share of the points, from 0 to 1.

    It rises with the square root: students use words of their own, so that the first of the expected words prove most,
    and from `rules.met` on the rest is wording. The contrary of an expected word leaves half at most. Strict rules give
    all or nothing, and nothing for the contrary.
    """
    if not rules.fuzzy:
        return 1.0 if found.share >= rules.met and not found.denied else 0.0
    risen = math.sqrt(min(1.0, max(0.0, (found.share - _CHANCE) / (rules.met - _CHANCE))))
    return min(risen, _CONTRARY) if found.contrary else risen


def _best(group: Sequence[KeyWord], words: Sequence[KeyWord], stems: frozenset[str], rules: Rules) -> float:
    """Return how far any word of `group` is among `words`, whose stems are `stems`.

    Only words with the same first letter are compared: slips of the pen seldom fall there, and it is ten times faster.
    """
    if any(word in stems for _, word in group):
        return 1.0
    if not rules.fuzzy:
        return 0.0
    return max((_likeness(word, want) for want in group for word in words if word[1][0] == want[1][0]), default=0.0)


def confidence(found: Overlap, rules: Rules, *, rounded_by: float) -> float:
    """Return how sure the points are, from 0 to 1. `rounded_by` is what the step moved them, as share of the maximum.

    Words that are there are better evidence than words that are not: a paraphrase shares none of them.
    """
    if not rules.fuzzy:
        sure = 0.9 if found.share >= rules.met else 0.5
    elif found.share >= rules.met:
        sure = 0.8 + 0.15 * (found.share - rules.met) / (1 - rules.met)
    elif found.share <= _CHANCE:
        sure = 0.5
    else:
        sure = 0.25 + 0.35 * (found.share - _CHANCE) / (rules.met - _CHANCE)
    return round(max(0.1, sure - rounded_by - (_DENIED if found.denied or found.contrary else 0)), 2)


@lru_cache(maxsize=65536)
def _likeness(found: KeyWord, expected: KeyWord) -> float:
    """Return how far two words are one: 1, or the likeness of a word that is badly misspelt."""
    if same_word(found[1], expected[1], fuzzy=True):
        return 1.0
    likeness = resemblance(found[0], expected[0])
    return likeness if likeness >= _SLIP else 0.0


def _nearest(expected: frozenset[str], answer: StudentAnswer) -> str:
    found: Sequence[str] = sentences(answer.text)
    return max(found, key=lambda text: len(expected & {word for _, word in spelt_key_words(text)}), default="")
