"""Find a student's name in the lines of a text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from bareme.domain.identity import fold
from bareme.domain.masking.known_name import SHORTEST, WORD, KnownName
from bareme.domain.name_field import heading_fields, name_fields
from bareme.domain.owner_clues import TOP_LINES, code_key, labelled_places

_HEAD_LINES = 2
"""Lines at the top of a page that may be a heading: "Anna Smith, page 2"."""
_HEAD_WORDS = 3
"""Words beside a name in a heading."""
_ALIKE = 0.8
_BETWEEN = re.compile(r"[\s,'’-]{0,3}")
"""What may stand between two words of one name."""
_ENTITLES = frozenset(["de", "d", "du", "des", "la", "le", "l", "les", "un", "une", "of", "the", "a", "an"])
"""Words before a name that make it another's or a thing's: a law of Newton, the Newton, une Rose."""
_CODE = re.compile(r"[^\s,;:()<>]+")


class Place(NamedTuple):
    """A stretch of a line."""

    line: int
    start: int
    end: int


class FoundNames(NamedTuple):
    """Where a name stands, and words that may be the name or may be a word of the subject, which stay."""

    places: tuple[Place, ...]
    unsure: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Run:
    """Words of the name, one after the other on a line."""

    start: int
    end: int
    words: frozenset[str]
    is_one_word: bool
    """Whether no space is within: "Jean-Pierre"."""
    is_capital: bool
    is_entitled: bool
    """Whether it stands as a thing or as another's: "of Newton", "Newton's law", "Marie Curie"."""


def find_names(lines: Sequence[str], known: KnownName, *, is_page: bool = True, is_first: bool = False) -> FoundNames:
    """Return where the name stands in `lines`: in name fields and headings, and in what was written.

    Whole names count wherever they stand; single words of a name only where nothing speaks for another meaning.
    `is_page`: the lines begin a page, so that its top may have a heading; `is_first`: it is the first page of a copy.
    """
    places: list[Place] = []
    unsure: dict[str, None] = {}
    if is_page:
        places += _in_fields(lines, known, is_first=is_first)
        places += _numbers(lines, known)
    for number, line in enumerate(lines):
        places += _codes(number, line, known)
        for run in _runs(line, known):
            head = is_page and number < _HEAD_LINES and _is_heading(line, run)
            if head or _is_sure(run, known):
                places.append(Place(number, run.start, run.end))
            elif run.is_capital and not _is_within(Place(number, run.start, run.end), places):
                unsure[line[run.start : run.end]] = None
    return FoundNames(_merged(places), tuple(unsure))


def _in_fields(lines: Sequence[str], known: KnownName, *, is_first: bool) -> Iterator[Place]:
    """Yield the values of name fields: at the head of a copy's first page, and elsewhere those like the name."""
    head = heading_fields(lines) if is_first else []
    for field in name_fields(lines):
        if field.value and (field in head or _is_like(field.value, known)):
            written = set(fold(field.value).split())
            found = [
                match
                for match in WORD.finditer(lines[field.line], field.start, field.end)
                if set(fold(match[0]).split()) & written
            ]
            if found:
                yield Place(field.line, found[0].start(), found[-1].end())


def _is_like(value: str, known: KnownName) -> bool:
    read = fold(value)
    return bool(set(read.split()) & known.words) or any(
        SequenceMatcher(None, read, word).ratio() >= _ALIKE for word in known.words
    )


def _numbers(lines: Sequence[str], known: KnownName) -> Iterator[Place]:
    """Yield the student's number where the page calls it one; it may be short."""
    for number, line in enumerate(lines[:TOP_LINES]):
        for start, end, code in labelled_places(line):
            if code and code == known.number:
                yield Place(number, start, end)


def _codes(number: int, line: str, known: KnownName) -> Iterator[Place]:
    if known.codes:
        for match in _CODE.finditer(line):
            if code_key(match[0].strip(".")) in known.codes:
                yield Place(number, match.start(), match.start() + len(match[0].rstrip(".")))


def _runs(line: str, known: KnownName) -> Iterator[_Run]:
    """Yield the stretches of a line that consist of words of the name."""
    if not known.words:
        return
    words = list(WORD.finditer(line))
    folded = [fold(match[0]) for match in words]
    last = -1
    for first, word in enumerate(folded):
        if first <= last or word not in known.words:
            continue
        last = first
        while last + 1 < len(words) and folded[last + 1] in known.words and _are_together(line, words, last):
            last += 1
        found = frozenset(folded[first : last + 1])
        if found & known.content:
            start, end = words[first].start(), words[last].end()
            yield _Run(
                start,
                end,
                found,
                is_one_word=len(line[start:end].split()) == 1,
                is_capital=line[start].isupper(),
                is_entitled=_is_entitled(line, words, folded, first, last),
            )


def _are_together(line: str, words: Sequence[re.Match[str]], place: int) -> bool:
    return _BETWEEN.fullmatch(line, words[place].end(), words[place + 1].start()) is not None


def _is_entitled(line: str, words: Sequence[re.Match[str]], folded: Sequence[str], first: int, last: int) -> bool:
    if first > 0 and _are_beside(line, words, first - 1):
        before = words[first - 1][0]
        if folded[first - 1] in _ENTITLES or (before[0].isupper() and len(before) > 1):
            return True
    if last + 1 < len(words) and _are_beside(line, words, last):
        after = words[last + 1][0]
        return after[0].isupper() or (folded[last + 1] == "s" and line[words[last].end()] in "'’")
    return False


def _are_beside(line: str, words: Sequence[re.Match[str]], place: int) -> bool:
    return line[words[place].end() : words[place + 1].start()] in {" ", "-", "'", "’"}


def _is_heading(line: str, run: _Run) -> bool:
    return len(WORD.findall(line[: run.start] + line[run.end :])) <= _HEAD_WORDS and not run.is_one_word


def _is_sure(run: _Run, known: KnownName) -> bool:
    """Whether the words can only be the name.

    A name that the exam itself names, such as that of a scientist, is not taken out of an answer.
    """
    content = run.words & known.content
    if len(content) > 1 and (content == known.content or not run.is_one_word):
        return known.is_whole_telling
    is_telling = any(len(word) >= SHORTEST for word in content & known.telling)
    return is_telling and run.is_capital and not run.is_entitled


def _is_within(place: Place, places: Sequence[Place]) -> bool:
    return any(p.line == place.line and p.start <= place.start and place.end <= p.end for p in places)


def _merged(places: Sequence[Place]) -> tuple[Place, ...]:
    """Return the places in order, with those that overlap made one."""
    merged: list[Place] = []
    for place in sorted(set(places)):
        last = merged[-1] if merged else None
        if last and last.line == place.line and place.start < last.end:
            merged[-1] = Place(last.line, last.start, max(last.end, place.end))
        else:
            merged.append(place)
    return tuple(merged)


def replace_places(lines: Sequence[str], places: Sequence[Place], pseudonym: str) -> list[str]:
    """Return the lines with `pseudonym` in those places."""
    replaced = list(lines)
    for place in reversed(places):
        line = replaced[place.line]
        replaced[place.line] = f"{line[: place.start]}{pseudonym}{line[place.end :]}"
    return replaced
