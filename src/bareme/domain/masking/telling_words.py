"""What in this class can only be a name, so that it can be covered wherever it stands.

A pupil may be called Rose or Newton. What the exam's papers say, what others write, and what stands in lower case may
be a word of the subject: such a word is covered only as a part of the whole name, and not even then if the papers or
others name the whole name.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from bareme.domain.identity import fold
from bareme.domain.masking.known_name import SHORTEST, WORD, KnownName
from bareme.domain.name_field import name_fields

_ENOUGH_COPIES = 5
"""Copies with a text: of fewer, the texts do not show which words belong to the subject."""
_MOST_CAPITALS = 0.2
"""Share of words that begin with a capital inside lines: with more, as German nouns do, a capital tells no name."""
_PART = re.compile(r"\S+")


class Telling(NamedTuple):
    """What of a name can only be the name."""

    words: frozenset[str]
    """Words that can, also where they stand alone."""
    is_whole: bool
    """Whether the whole name can."""


class _Word(NamedTuple):
    folded: str
    """Empty if it is no word of any name."""
    is_lower: bool
    is_title: bool | None
    """Whether only its first letter is a capital; None for what is too short to tell, such as a unit."""


class _Evidence:
    """What papers and copies show about the words of all names."""

    def __init__(self, names: Mapping[str, KnownName]) -> None:
        self.bearers: dict[str, set[str]] = {}
        """By word: the copies whose names have it."""
        for copy_id, name in names.items():
            for word in name.content:
                self.bearers.setdefault(word, set()).add(copy_id)
        self.common: set[str] = set()
        """Words that may be something else than a name."""
        self.named_by_others: set[frozenset[str]] = set()
        """Two words of names, side by side in a text of somebody who bears neither."""
        self._inner = self._capitals = 0

    def read(self, text: str, writer: str) -> None:
        """Take in a text of a copy, or of the teacher (writer "")."""
        for line in _lines(text, self.bearers):
            self._inner += sum(word.is_title is not None for word in line[1:])
            self._capitals += sum(word.is_title is True for word in line[1:])
            pairs = {frozenset((a.folded, b.folded)) for a, b in pairwise(line) if a.folded and b.folded}
            named = [pair for pair in pairs if len(pair) > 1 and self._bearers_of(pair)]
            self.named_by_others |= {pair for pair in named if writer not in self._bearers_of(pair)}
            # Written in lower case as a part of a whole name, a word is still the name.
            whole = {word for pair in named for word in pair}
            self.common |= {
                word.folded
                for word in line
                if word.folded
                and (writer not in self.bearers[word.folded] or (word.is_lower and word.folded not in whole))
            }

    @property
    def has_telling_capitals(self) -> bool:
        """Whether few words but names are written with a capital."""
        return self._capitals <= self._inner * _MOST_CAPITALS

    def _bearers_of(self, words: frozenset[str]) -> set[str]:
        return set.intersection(*(self.bearers[word] for word in words))


def telling_words(
    names: Mapping[str, KnownName], texts: Mapping[str, Sequence[str]], papers: Iterable[str]
) -> dict[str, Telling]:
    """Return what is telling of each name, by copy id. `texts` are what the copies say, `papers` the teacher's."""
    # The same class is looked at when its copies are shown, when they are confirmed, and when they are masked.
    return _telling_words(
        tuple(names.items()), tuple((copy_id, tuple(several)) for copy_id, several in texts.items()), tuple(papers)
    )


@lru_cache(maxsize=4)
def _telling_words(
    named: tuple[tuple[str, KnownName], ...], written: tuple[tuple[str, tuple[str, ...]], ...], papers: tuple[str, ...]
) -> dict[str, Telling]:
    names, texts = dict(named), dict(written)
    evidence = _Evidence(names)
    for paper in papers:
        evidence.read(paper, "")
    for copy_id, several in texts.items():
        for text in several:
            evidence.read(text, copy_id)
    is_enough = sum(any(several) for several in texts.values()) >= _ENOUGH_COPIES and evidence.has_telling_capitals
    return {
        copy_id: Telling(
            name.content - evidence.common if is_enough else frozenset(),
            is_whole=not any(pair <= name.content for pair in evidence.named_by_others),
        )
        for copy_id, name in names.items()
    }


def _lines(text: str, wanted: Container[str]) -> Iterator[list[_Word]]:
    """Yield the words of each line. What stands in name fields, and addresses, are no text."""
    lines = text.split("\n")
    fields = [field for field in name_fields(lines) if field.value]
    for number, line in enumerate(lines):
        words = []
        for part in _PART.finditer(line):
            in_field = any(field.line == number and field.start <= part.start() < field.end for field in fields)
            for match in WORD.finditer(line, part.start(), part.end()):
                folded = "" if in_field or "@" in part[0] else fold(match[0])
                is_title = match[0].istitle() if len(match[0]) >= SHORTEST else None
                words.append(_Word(folded if folded in wanted else "", match[0][0].islower(), is_title))
        yield words
