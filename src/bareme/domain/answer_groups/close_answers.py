"""Answers that may say the same and are marked differently, which rules cannot settle."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from sys import intern

from bareme.domain.answer_groups.canonical import canonical, numbers_in
from bareme.domain.answer_groups.same_answers import AnswerTexts
from bareme.domain.comparison import bigrams, normalise


def close_sets(answers: AnswerTexts, same: Sequence[list[str]], *, limit: float) -> list[list[str]]:
    """Return sets of answers that may say the same, each answer as the id of the first copy that gave it.

    Two answers are close if they contain the same numbers and either their `reading_difference` is at most `limit` or
    they are the same words in another order. What is close to a member of a set belongs to it, whatever the marks, so
    that a regrade does not change the sets.
    """
    firsts = [copy_ids[0] for copy_ids in same]
    by_numbers: dict[frozenset[str], list[str]] = {}
    for first in firsts:
        by_numbers.setdefault(numbers_in(canonical(answers[first])), []).append(first)
    sets = {first: [first] for first in firsts}
    for alike in by_numbers.values():
        if len(alike) == 1:
            continue
        texts = {first: _Text(answers[first]) for first in alike}
        for a, b in combinations(alike, 2):
            # Members of one set need not be compared again.
            if sets[a] is not sets[b] and texts[a].is_close_to(texts[b], limit):
                sets[a] += sets[b]
                for moved in sets[b]:
                    sets[moved] = sets[a]
    found = [[one for one in firsts if one in members_of] for members_of in _distinct(sets.values())]
    return [one for one in found if len(one) > 1]


def unsettled(
    sets: Iterable[list[str]], same: Sequence[list[str]], points: Mapping[str, Decimal | None]
) -> list[list[str]]:
    """Return those sets of close answers that somebody should read, because their marks differ."""
    members = {copy_ids[0]: copy_ids for copy_ids in same}
    return [one for one in sets if len(_marks(one, members, points)) > 1]


def _distinct(sets: Iterable[list[str]]) -> list[frozenset[str]]:
    """Return each set once, in order."""
    return list(dict.fromkeys(frozenset(one) for one in sets))


def _marks(
    firsts: Iterable[str], members: Mapping[str, list[str]], points: Mapping[str, Decimal | None]
) -> set[Decimal]:
    """Return the different marks that the answers earned."""
    every = (points.get(copy_id) for first in firsts for copy_id in members[first])
    return {value for value in every if value is not None}


class _Text:
    """A text with everything that comparisons need, computed once."""

    def __init__(self, text: str) -> None:
        plain = normalise(text)
        # Numbering repeated pairs makes sets, which intersect fast, count like Counters.
        self.pairs = {intern(f"{pair}{i}") for pair, count in bigrams(plain).items() for i in range(count)}
        self.words = sorted(plain.split())

    def is_close_to(self, other: "_Text", limit: float) -> bool:
        """Whether their `reading_difference` is within `limit`, or they are the same words."""
        least = (1 - limit) * (len(self.pairs) + len(other.pairs)) / 2
        # Texts whose lengths differ too much cannot be close.
        within = min(len(self.pairs), len(other.pairs)) >= least and len(self.pairs & other.pairs) >= least
        return within or self.words == other.words
