"""Find words that lie on each other, so that what is seen at their place need not be both."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product

from bareme.documents.sandbox.words import Word

_SHARE = 0.2  # of the smaller word that the other one covers
_MOST_LAYERS = 6
_CELL = 40  # points
_MOST_IN_CELL = 60  # words; on a legible page a tenth of it

PILED_UP = -1
"""The layer of words with so many others on them that none can be read."""


def layers_of(words: Sequence[Word]) -> dict[int, int]:
    """Return the layer of each word that lies on another, by its place; no two words of a layer lie on each other."""
    on = _neighbours(words)
    layers: dict[int, int] = {}
    for place in sorted(on):
        taken = {layers.get(other) for other in on[place]}
        free = next((layer for layer in range(_MOST_LAYERS) if layer not in taken), PILED_UP)
        layers[place] = free if len(on[place]) < _MOST_IN_CELL else PILED_UP
    return layers


def _neighbours(words: Sequence[Word]) -> dict[int, list[int]]:
    cells: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    on: defaultdict[int, list[int]] = defaultdict(list)
    for place, word in enumerate(words):
        seen: set[int] = set()
        for cell in _cells(word):
            for other in cells[cell][:_MOST_IN_CELL]:
                if other not in seen and _lies_on(word, words[other]):
                    on[place].append(other)
                    on[other].append(place)
                seen.add(other)
            cells[cell].append(place)
    return on


def _lies_on(one: Word, other: Word) -> bool:
    """Whether two words lie on each other. Some programs print the same word twice, to make it bold."""
    same = (one.text, one.color) == (other.text, other.color)
    return not same and _shared(one, other) > _SHARE * min(_area(one), _area(other))


def _cells(word: Word) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = (max(-1, min(200, int(edge // _CELL))) for edge in word.core)
    yield from product(range(left, right + 1), range(top, bottom + 1))


def _area(word: Word) -> float:
    left, top, right, bottom = word.core
    return max(0.0, right - left) * max(0.0, bottom - top)


def _shared(one: Word, other: Word) -> float:
    left, top, right, bottom = one.core
    x0, y0, x1, y1 = other.core
    return max(0.0, min(right, x1) - max(left, x0)) * max(0.0, min(bottom, y1) - max(top, y0))
