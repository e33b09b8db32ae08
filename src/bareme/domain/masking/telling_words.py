"""What in this class can only be a name, so that it can be covered wherever it stands.

A pupil may be called Rose or Newton. What the exam's papers say, what others write, and what stands in lower case may
be a word of the subject: such a word is covered only as a part of the whole name, and not even then if the papers or
others name the whole name.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from bareme.domain.identity import fold
from bareme.domain.masking.known_name import WORD, KnownName
from bareme.domain.name_field import name_fields

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


def telling_words(
    names: Mapping[str, KnownName], texts: Mapping[str, Sequence[str]], papers: Iterable[str]
) -> dict[str, Telling]:
    """Return what is telling of each name, by copy id. `texts` are what the copies say, `papers` the teacher's."""
    bearers: dict[str, set[str]] = {}
    for copy_id, name in names.items():
        for word in name.content:
            bearers.setdefault(word, set()).add(copy_id)
    if not bearers:
        return {copy_id: Telling(frozenset(), is_whole=True) for copy_id in names}
    common: set[str] = set()
    pairs: dict[frozenset[str], set[str]] = {}
    for writer, text in [
        *(("", paper) for paper in papers),
        *((c, text) for c, many in texts.items() for text in many),
    ]:
        for line in _lines(text, bearers):
            together = {
                frozenset((a.folded, b.folded))
                for a, b in pairwise(line)
                if a.folded and b.folded and a.folded != b.folded
            }
            for pair in together:
                pairs.setdefault(pair, set()).add(writer)
            # Written in lower case as a part of a whole name, a word is still the name.
            in_names = {word for pair in together if _bearers(pair, bearers) for word in pair}
            common |= {
                word.folded
                for word in line
                if word.folded
                and (writer not in bearers[word.folded] or (word.is_lower and word.folded not in in_names))
            }
    named_by_others = [pair for pair, writers in pairs.items() if not writers <= _bearers(pair, bearers)]
    return {
        copy_id: Telling(name.content - common, is_whole=not any(pair <= name.content for pair in named_by_others))
        for copy_id, name in names.items()
    }


def _bearers(words: Iterable[str], bearers: Mapping[str, set[str]]) -> set[str]:
    return set.intersection(*(bearers[word] for word in words))


def _lines(text: str, wanted: Mapping[str, set[str]]) -> Iterator[list[_Word]]:
    """Yield the words of each line. What stands in name fields, and addresses, are no text."""
    lines = text.split("\n")
    fields = {field.line: (field.start, field.end) for field in name_fields(lines) if field.value}
    for number, line in enumerate(lines):
        start, end = fields.get(number, (0, 0))
        words = []
        for part in _PART.finditer(line):
            is_text = "@" not in part[0] and not start <= part.start() < end
            for match in WORD.finditer(line, part.start(), part.end()):
                folded = fold(match[0])
                words.append(_Word(folded if is_text and folded in wanted else "", match[0][0].islower()))
        if any(word.folded for word in words):
            yield words
