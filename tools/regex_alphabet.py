"""The letters that a regular expression tells apart, one for each set of letters that it treats alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from re import _constants as code
from typing import Any

ONE_LETTER = (code.LITERAL, code.NOT_LITERAL, code.IN, code.ANY)
"""Parsed items that read one letter."""
REPEATS = (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT)

_SAMPLE = [*map(chr, range(0x250)), *"\u0660\u2000\u2009\u2013\u2018\u2019\u201c\u202f\u20ac\u2212\u3042\u4e00\uff0c"]
_CATEGORIES = {
    code.CATEGORY_DIGIT: r"\d",
    code.CATEGORY_NOT_DIGIT: r"\D",
    code.CATEGORY_SPACE: r"\s",
    code.CATEGORY_NOT_SPACE: r"\S",
    code.CATEGORY_WORD: r"\w",
    code.CATEGORY_NOT_WORD: r"\W",
}

type Letters = frozenset[str]


class Alphabet:
    """The letters of a parsed pattern. `letters` has one of each set that the pattern treats alike."""

    def __init__(self, tree: Any, flags: int) -> None:
        self._known = frozenset(_sample(tree))
        self._read: dict[str, Letters] = {}
        sets = sorted({self._members(op, value, flags) for op, value, flags in readers(tree, flags)}, key=sorted)
        word = self._members(code.CATEGORY, code.CATEGORY_WORD, 0)
        sets += [frozenset("\n"), word]
        found: dict[tuple[bool, ...], str] = {}
        for letter in ("\n", *sorted(self._known)):
            found.setdefault(tuple(letter in each for each in sets), letter)
        self.letters = frozenset(found.values())
        self.word = word & self.letters

    def read_by(self, op: Any, value: Any, flags: int) -> Letters:
        """Return the letters that an item which reads one letter reads."""
        return self._members(op, value, flags) & self.letters

    def _members(self, op: Any, value: Any, flags: int) -> Letters:
        key = f"{op} {value} {flags & (re.IGNORECASE | re.DOTALL)}"
        if key not in self._read:
            self._read[key] = self._computed(op, value, flags)
        return self._read[key]

    def _computed(self, op: Any, value: Any, flags: int) -> Letters:
        known = self._known
        if op is code.ANY:
            return known if flags & re.DOTALL else known - {"\n"}
        if op is code.NOT_LITERAL:
            return known - self._members(code.LITERAL, value, flags)
        if op in (code.LITERAL, code.RANGE):
            low, high = (value, value) if op is code.LITERAL else value
            forms = _either_case if flags & re.IGNORECASE else frozenset
            return frozenset(each for each in known if any(low <= ord(form) <= high for form in forms([each])))
        if op is code.CATEGORY:
            return frozenset(each for each in known if re.match(_CATEGORIES[value], each))
        negated = value[0][0] is code.NEGATE
        inside = frozenset[str]().union(*(self._members(o, v, flags) for o, v in value if o is not code.NEGATE))
        return known - inside if negated else inside


def items(body: Any, flags: int) -> Iterator[tuple[Any, Any, int]]:
    """Yield the items of a parsed sequence with their flags, those of groups among them."""
    for op, value in body:
        if op is code.SUBPATTERN:
            yield from items(value[3], (flags | value[1]) & ~value[2])
        elif op is code.ATOMIC_GROUP:
            yield from items(value, flags)
        else:
            yield op, value, flags


def readers(body: Any, flags: int) -> Iterator[tuple[Any, Any, int]]:
    """Yield the items at any depth that read one letter."""
    for op, value, inside in items(body, flags):
        if op in ONE_LETTER:
            yield op, value, inside
        elif op in REPEATS:
            yield from readers(value[2], inside)
        elif op in (code.BRANCH, code.GROUPREF_EXISTS):
            for branch in value[1] if op is code.BRANCH else [value[1], value[2] or []]:
                yield from readers(branch, inside)
        elif op in (code.ASSERT, code.ASSERT_NOT):
            yield from readers(value[1], inside)


def _either_case(letters: Iterable[str]) -> Letters:
    return frozenset(form for each in letters for form in (each, each.lower()[:1], each.upper()[:1]))


def _sample(tree: Any) -> Letters:
    """Return a sample of all characters, with those that the pattern names."""
    named: set[str] = set()
    for op, value, _ in readers(tree, 0):
        for item, bound in value if op is code.IN else [(op, value)]:
            if item in (code.LITERAL, code.NOT_LITERAL):
                named.add(chr(bound))
            elif item is code.RANGE:
                named |= {chr(bound[0]), chr(bound[1])}
    return frozenset({*_SAMPLE, *_either_case(named)})
