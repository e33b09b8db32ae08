"""Answers that rules cannot settle: close enough that they may say the same, and marked differently."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import combinations

from bareme.domain.calibration.canonical import canonical, numbers_in
from bareme.domain.calibration.same_answers import Readings
from bareme.domain.comparison import letter_pairs, normalise, pairs_difference


def unsettled(
    readings: Readings, same: Sequence[list[str]], points: Mapping[str, Decimal | None], *, limit: float
) -> list[list[str]]:
    """Return sets of answers that somebody should read, each answer as the id of the first copy that gave it.

    Two answers are close where they hold the same numbers, and their `reading_difference` is at most `limit` or they
    are the same words in another order. What is close to something close belongs to the same set, whatever the marks:
    so a regrade leaves the sets as they are. A set is returned where its marks differ.
    """
    firsts = [copy_ids[0] for copy_ids in same]
    members = {copy_ids[0]: copy_ids for copy_ids in same}
    neighbours: dict[str, set[str]] = {first: {first} for first in firsts}
    texts = {first: normalise(readings[first]) for first in firsts}
    pairs = {first: letter_pairs(texts[first]) for first in firsts}
    sizes = {first: pairs[first].total() for first in firsts}
    words = {first: sorted(texts[first].split()) for first in firsts}
    numbers = {first: numbers_in(canonical(readings[first])) for first in firsts}
    for a, b in combinations(firsts, 2):
        # Texts whose lengths differ too much cannot be close, and counting their letters takes time.
        alike = 1 - 2 * min(sizes[a], sizes[b]) / (sizes[a] + sizes[b]) <= limit
        if numbers[a] == numbers[b] and (
            words[a] == words[b] or (alike and pairs_difference(pairs[a], pairs[b]) <= limit)
        ):
            neighbours[a].add(b)
            neighbours[b].add(a)
    return [
        found
        for found in _connected(firsts, neighbours)
        if len({value for a in found for copy_id in members[a] if (value := points.get(copy_id)) is not None}) > 1
        and len(found) > 1
    ]


def _connected(firsts: Sequence[str], neighbours: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the connected sets, in order."""
    seen: set[str] = set()
    found: list[list[str]] = []
    for first in firsts:
        if first in seen:
            continue
        reached, waiting = {first}, [first]
        while waiting:
            new = neighbours[waiting.pop()] - reached
            reached |= new
            waiting += sorted(new)
        seen |= reached
        found.append([one for one in firsts if one in reached])
    return found
