"""The automaton of a regular expression, by Thompson's construction."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from re import _constants as code
from re import _parser as parser
from typing import Any

from tools.regex_alphabet import ONE_LETTER, REPEATS, Alphabet, Letters, items

BOUND = 300
"""Largest number of repetitions that counts as a constant factor."""

_COPIES = 2
"""Copies of a bounded repeat's body that stand for all of them."""

_EDGE = ""
"""Stands for the character before the first and after the last."""


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
        flags = tree.state.flags
        self._alphabet = Alphabet(tree, flags)
        self.letters = self._alphabet.letters
        self._once = once
        self.has_possessive_loop = False
        self.start = self._new()
        first, self.end = self._sequence(tree, flags)
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

    def _sequence(self, body: Iterable[Any], flags: int) -> tuple[int, int]:
        first = last = self._new()
        for op, value in body:
            start, end = self._item(op, value, flags)
            self._free(last, start)
            last = end
        return first, last

    def _item(self, op: Any, value: Any, flags: int) -> tuple[int, int]:
        match op:
            case code.MAX_REPEAT | code.MIN_REPEAT | code.POSSESSIVE_REPEAT:
                low, high, body = value
                part = self._repeat(low, high, body, flags, possessive=op is code.POSSESSIVE_REPEAT)
            case code.SUBPATTERN:
                part = self._sequence(value[3], (flags | value[1]) & ~value[2])
            case code.ATOMIC_GROUP:
                part = self._sequence(value, flags)
            case code.BRANCH:
                part = self._branch(value[1], flags)
            case code.GROUPREF_EXISTS:
                part = self._branch([value[1], value[2] or []], flags)
            case code.GROUPREF:  # The group may have read anything.
                part = self._repeat(0, code.MAXREPEAT, [(code.ANY, None)], flags | re.DOTALL, possessive=False)
            case code.AT:
                part = self._place(value, flags)
            case code.ASSERT | code.ASSERT_NOT:
                part = self._assertion(value[0], value[1], flags, wanted=op is code.ASSERT)
            case _:
                part = self._letter(self._alphabet.read_by(op, value, flags))
        return part

    def _letter(self, letters: Letters) -> tuple[int, int]:
        start, end = self._new(), self._new()
        self.nodes[start].reads, self.nodes[start].then = letters, end
        return start, end

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
        for op, value, inside in items(body, flags):
            if op in ONE_LETTER:
                return self._alphabet.read_by(op, value, inside)
            if op is code.BRANCH:
                return frozenset().union(*(self._first_letters(branch, inside) for branch in value[1]))
            if op in REPEATS and value[0]:
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
        word, other = self._alphabet.word, self._others(self._alphabet.word)
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
        body_items = list(items(body, flags))
        if len(body_items) == 1 and body_items[0][0] in ONE_LETTER:
            letters = self._alphabet.read_by(*body_items[0])
            allowed = letters if wanted else self._others(letters)
            return self._between((allowed, None) if direction < 0 else (None, allowed))
        start, end = self._between((None, None))
        if direction > 0:  # What stands ahead is read and leads nowhere.
            ahead, _ = self._sequence(body, flags)
            self._free(start, ahead)
        return start, end

    def _others(self, letters: Letters) -> Letters:
        return (self.letters | {_EDGE}) - letters
