"""What in this class can only be a name, so that it can be covered wherever it stands.

A pupil may be called Rose or Newton. What the exam's papers say, what others write, and what stands in lower case may
be a word of the subject: such a word is covered only as a part of the whole name, and not even then if the papers or
others name the whole name.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from bareme.domain.identity import fold
from bareme.domain.masking.known_name import SHORTEST, WORD, KnownName
from bareme.domain.name_field import NameField, name_fields

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
    """Empty in a name field or an address, which are no text."""
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
        for line in _lines(text):
            titles = [word.is_title for word in line[1:]]
            self._inner += len(titles) - titles.count(None)
            self._capitals += titles.count(True)
            named_words = [word for word in line if word.folded in self.bearers]
            if not named_words:
                continue
            pairs = {
                frozenset((a.folded, b.folded))
                for a, b in pairwise(line)
                if a.folded in self.bearers and b.folded in self.bearers
            }
            named = [pair for pair in pairs if len(pair) > 1 and self._bearers_of(pair)]
            self.named_by_others |= {pair for pair in named if writer not in self._bearers_of(pair)}
            # Written in lower case as a part of a whole name, a word is still the name.
            whole = {word for pair in named for word in pair}
            self.common |= {
                word.folded
                for word in named_words
                if writer not in self.bearers[word.folded] or (word.is_lower and word.folded not in whole)
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


def _lines(text: str) -> Iterator[list[_Word]]:
    """Yield the words of each line."""
    lines = text.split("\n")
    fields = [field for field in name_fields(lines) if field.value]
    for number, line in enumerate(lines):
        in_line = [field for field in fields if field.line == number]
        if in_line or "@" in line:
            yield list(_words_beside(in_line, line))
        else:
            yield [_word(found) for found in WORD.findall(line)]


def _words_beside(fields: Sequence[NameField], line: str) -> Iterator[_Word]:
    for part in _PART.finditer(line):
        is_text = "@" not in part[0] and not any(field.start <= part.start() < field.end for field in fields)
        for found in WORD.findall(part[0]):
            word = _word(found)
            yield word if is_text else word._replace(folded="")


@lru_cache(maxsize=16_384)  # the words of a class's texts are few, and come again in each copy
def _word(found: str) -> _Word:
    return _Word(fold(found), found[0].islower(), found.istitle() if len(found) >= SHORTEST else None)
