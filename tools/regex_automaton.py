"""The automaton of a parsed regular expression, by Thompson's construction, over one letter for each set of letters that the
expression tells apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

BOUND = 100
"""Largest number of repetitions that counts as a constant factor."""

_COPIES = 2
"""Copies of a bounded repeat's body that stand for all of them."""

_EDGE = ""
"""Stands for the character before the first and after the last."""

_SAMPLE = [*map(chr, range(0x250)), *"\u0660\u2000\u2009\u2013\u2018\u2019\u201c\u202f\u20ac\u2212\u3042\u4e00\uff0c\U0001f600"]

_CATEGORIES = {
    code.CATEGORY_DIGIT: r"\d",
    code.CATEGORY_NOT_DIGIT: r"\D",
    code.CATEGORY_SPACE: r"\s",
    code.CATEGORY_NOT_SPACE: r"\S",
    code.CATEGORY_WORD: r"\w",
    code.CATEGORY_NOT_WORD: r"\W",
}
_ONE_LETTER = (code.LITERAL, code.NOT_LITERAL, code.IN, code.ANY)
_REPEATS = (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT)

type Letters = frozenset[str]


@dataclass(frozen=True, slots=True)
class FreeEdge:
    """An edge that reads nothing; it is passed between two letters of these sets (None: any)."""

    then: int
    before: Letters | None = None
    after: Letters | None = None
    can_fail: bool = True
    """False for the exit of a possessive loop: where the exit is closed, the loop goes on."""


@dataclass(slots=True)
class Node:
    """A state: edges that read nothing, and at most one that reads a letter."""

    free: list[FreeEdge] = field(default_factory=list)
    reads: Letters = frozenset()
    then: int = -1


class Automaton:
    """The automaton of a pattern.

    `searched`: a match may start anywhere, so that the node `start` reads any text first. `once`: the bodies of
    possessive loops, whose rounds are never tried again, are read once.
    """

    def __init__(self, pattern: str | bytes, flags: int, *, searched: bool, once: bool) -> None:
        self.nodes: list[Node] = []
        tree = parser.parse(pattern, flags)
        self._flags = tree.state.flags
        self._known = _letters(tree)
        self._read: dict[str, Letters] = {}
        self._once = once
        self.has_possessive_loop = False
        self.letters = self._told_apart(tree)
        self._word = self._reading(code.IN, [(code.CATEGORY, code.CATEGORY_WORD)], 0)
        self.start = self._new()
        first, self.end = self._sequence(tree, self._flags)
        self._free(self.start, first)
        if searched:
            reader = self._new()
            self.nodes[reader].reads, self.nodes[reader].then = self.letters, self.start
            self._free(self.start, reader)

    def _new(self) -> int:
        self.nodes.append(Node())
        return len(self.nodes) - 1

    def _free(self, node: int, then: int, **guard: Any) -> None:
        self.nodes[node].free.append(FreeEdge(then, **guard))

    # Each of the following returns the node where a part starts and the one where it ends.

    def _sequence(self, items: Iterable[Any], flags: int) -> tuple[int, int]:
        first = last = self._new()
        for op, value in items:
            start, end = self._item(op, value, flags)
            self._free(last, start)
            last = end
        return first, last

    def _item(self, op: Any, value: Any, flags: int) -> tuple[int, int]:
        if op in _ONE_LETTER:
            start, end = self._new(), self._new()
            self.nodes[start].reads, self.nodes[start].then = self._reading(op, value, flags), end
            return start, end
        if op in _REPEATS:
            return self._repeat(*value, flags, possessive=op is code.POSSESSIVE_REPEAT)
        if op is code.SUBPATTERN:
            return self._sequence(value[3], (flags | value[1]) & ~value[2])
        if op is code.ATOMIC_GROUP:
            return self._sequence(value, flags)
        if op is code.BRANCH:
            return self._branch(value[1], flags)
        if op is code.GROUPREF_EXISTS:
            return self._branch([value[1], value[2] or []], flags)
        if op is code.AT:
            return self._place(value, flags)
        if op in (code.ASSERT, code.ASSERT_NOT):
            return self._assertion(value[0], value[1], flags, wanted=op is code.ASSERT)
        if op is code.GROUPREF:  # The group may have read anything.
            return self._repeat(0, code.MAXREPEAT, [(code.ANY, None)], flags | re.DOTALL, possessive=False)
        raise NotImplementedError(f"{op} in a pattern")

    def _branch(self, branches: Iterable[Any], flags: int) -> tuple[int, int]:
        start, end = self._new(), self._new()
        for branch in branches:
            first, last = self._sequence(branch, flags)
            self._free(start, first)
            self._free(last, end)
        return start, end

    def _repeat(self, low: int, high: Any, body: Any, flags: int, *, possessive: bool) -> tuple[int, int]:
        endless = high is code.MAXREPEAT or high > BOUND
        start, out = self._new(), self._new()
        exit_guard = {"after": self._others(self._first_letters(body, flags)), "can_fail": False} if possessive else {}
        last = start
        for _ in range(min(low, 1 if endless else _COPIES)):
            first, end = self._sequence(body, flags)
            self._free(last, first)
            last = end
        for _ in range(0 if endless else min(high - low, _COPIES)):
            self._free(last, out, **exit_guard)
            first, end = self._sequence(body, flags)
            self._free(last, first)
            last = end
        if endless:
            loop = self._new()
            first, end = self._sequence(body, flags)
            self._free(last, loop)
            self._free(loop, first)
            self.has_possessive_loop |= possessive
            self._free(end, out if possessive and self._once else loop)
            self._free(loop, out, **exit_guard)
        else:
            self._free(last, out)
        return start, out

    def _first_letters(self, body: Any, flags: int) -> Letters:
        """Return the letters with which a body starts; none where it may start with nothing."""
        for op, value, inside in _items(body, flags):
            if op in _ONE_LETTER:
                return self._reading(op, value, inside)
            if op is code.BRANCH:
                return frozenset().union(*(self._first_letters(branch, inside) for branch in value[1]))
            if op in _REPEATS and value[0]:
                return self._first_letters(value[2], inside)
            if op not in (code.AT, code.ASSERT, code.ASSERT_NOT):
                break
        return frozenset()

    def _between(self, *places: tuple[Letters | None, Letters | None]) -> tuple[int, int]:
        start, end = self._new(), self._new()
        for before, after in places:
            self._free(start, end, before=before, after=after)
        return start, end

    def _place(self, value: Any, flags: int) -> tuple[int, int]:
        word, other = self._word, self._others(self._word)
        line_ends = frozenset([_EDGE, *(["\n"] if flags & re.MULTILINE else [])])
        if value is code.AT_BOUNDARY:
            return self._between((word, other), (other, word))
        if value is code.AT_NON_BOUNDARY:
            return self._between((word, word), (other, other))
        if value is code.AT_BEGINNING_STRING:
            return self._between((frozenset([_EDGE]), None))
        if value is code.AT_BEGINNING:
            return self._between((line_ends, None))
        return self._between((None, line_ends if value is code.AT_END else frozenset([_EDGE])))

    def _assertion(self, direction: int, body: Any, flags: int, *, wanted: bool) -> tuple[int, int]:
        items = list(_items(body, flags))
        if len(items) == 1 and items[0][0] in _ONE_LETTER:
            letters = self._reading(*items[0])
            allowed = letters if wanted else self._others(letters)
            return self._between((allowed, None) if direction < 0 else (None, allowed))
        start, end = self._between((None, None))
        if direction > 0:  # What stands ahead is read and leads nowhere.
            ahead, _ = self._sequence(body, flags)
            self._free(start, ahead)
        return start, end

    # The letters.

    def _told_apart(self, tree: Any) -> Letters:
        sets = sorted({self._members(op, value, flags) for op, value, flags in _readers(tree, self._flags)}, key=sorted)
        sets += [frozenset("\n"), self._members(code.CATEGORY, code.CATEGORY_WORD, 0)]
        found: dict[tuple[bool, ...], str] = {}
        for letter in ("\n", *self._known):
            found.setdefault(tuple(letter in each for each in sets), letter)
        return frozenset(found.values())

    def _others(self, letters: Letters) -> Letters:
        return (self.letters | {_EDGE}) - letters

    def _reading(self, op: Any, value: Any, flags: int) -> Letters:
        return self._members(op, value, flags) & self.letters

    def _members(self, op: Any, value: Any, flags: int) -> Letters:
        """Return the known letters that an item which reads one letter reads."""
        key = f"{op} {value} {flags & (re.IGNORECASE | re.DOTALL)}"
        if key not in self._read:
            self._read[key] = self._computed(op, value, flags)
        return self._read[key]

    def _computed(self, op: Any, value: Any, flags: int) -> Letters:
        known = frozenset(self._known)
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
        inside = frozenset().union(*(self._members(o, v, flags) for o, v in value if o is not code.NEGATE))
        return known - inside if negated else inside


def _either_case(letters: Iterable[str]) -> Letters:
    return frozenset(form for each in letters for form in (each, each.lower()[:1], each.upper()[:1]))


def _items(body: Any, flags: int) -> Iterator[tuple[Any, Any, int]]:
    """Yield the items of a sequence with their flags, those of groups among them."""
    for op, value in body:
        if op is code.SUBPATTERN:
            yield from _items(value[3], (flags | value[1]) & ~value[2])
        elif op is code.ATOMIC_GROUP:
            yield from _items(value, flags)
        else:
            yield op, value, flags


def _readers(body: Any, flags: int) -> Iterator[tuple[Any, Any, int]]:
    """Yield the items at any depth that read one letter."""
    for op, value, inside in _items(body, flags):
        if op in _ONE_LETTER:
            yield op, value, inside
        elif op in _REPEATS:
            yield from _readers(value[2], inside)
        elif op in (code.BRANCH, code.GROUPREF_EXISTS):
            for branch in value[1] if op is code.BRANCH else [value[1], value[2] or []]:
                yield from _readers(branch, inside)
        elif op in (code.ASSERT, code.ASSERT_NOT):
            yield from _readers(value[1], inside)


def _letters(tree: Any) -> list[str]:
    """Return a sample of all characters, with those that the pattern names."""
    named: set[str] = set()
    for op, value, _ in _readers(tree, 0):
        for item, bound in value if op is code.IN else [(op, value)]:
            if item in (code.LITERAL, code.NOT_LITERAL):
                named.add(chr(bound))
            elif item is code.RANGE:
                named |= {chr(bound[0]), chr(bound[1])}
    return sorted({*_SAMPLE, *_either_case(named)})
