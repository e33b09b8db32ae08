r"""Tells whether Python's `re` matches a pattern in time that is linear in the length of the text.

A backtracking matcher takes quadratic time or worse where two loops of a pattern can share one text in many ways, as in
`\s*,?\s*x` over spaces; a search also where a loop can start anywhere, as in `\s+x`. In the terms of automata: there
are two states p and q and a word w with p -w-> p, p -w-> q and q -w-> q, and the rest of the pattern can fail after q.
Sources: Weber and Seidl, "On the degree of ambiguity of finite automata", 1991; Weideman and others, "Analyzing
matching time behavior of backtracking regular expression matchers by using ambiguity of NFA", 2016.

The answer is cautious: an assertion of several characters counts as passed, whatever it asks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tools.regex_alphabet import Letters
from tools.regex_automaton import Automaton


def superlinear(
    pattern: str | bytes, flags: int = 0, *, searched: bool = True, whole: bool = False, single_spaced: bool = False
) -> str | None:
    """Return why a pattern may take more than linear time, or None if it does not.

    `searched` says that a match may start anywhere (`search`, `sub`, `split`, `findall`, `finditer`); `whole` that it
    must reach the end (`fullmatch`); `single_spaced` that the text has no two spaces, tabs or line ends in a row.
    """
    automaton = Automaton(pattern, flags, searched=searched, once=True)
    found = _Ambiguity(automaton, whole=whole, single_spaced=single_spaced).found(within_a_loop=True)
    if found is None and automaton.has_possessive_loop:
        automaton = Automaton(pattern, flags, searched=searched, once=False)
        found = _Ambiguity(automaton, whole=whole, single_spaced=single_spaced).found(within_a_loop=False)
    return found


class _Ambiguity:
    """The loops of an automaton, and which two of them can share a text."""

    def __init__(self, automaton: Automaton, *, whole: bool, single_spaced: bool) -> None:
        self._automaton = automaton
        self._whole = whole
        self._spaces = frozenset(filter(str.isspace, automaton.letters)) if single_spaced else frozenset[str]()
        self._followers = [
            frozenset([edge.then for edge in node.free] + ([node.then] if node.reads else []))
            for node in automaton.nodes
        ]
        states = [automaton.start, *(node.then for node in automaton.nodes if node.reads)]
        self._after = {state: self._reachable(state) for state in states}
        # From a state where a match can end nothing can fail: the matcher falls back on it at once.
        accepting = frozenset(state for state in states if self._accepts(state))
        going_on = {state: self._reachable(state, without=accepting) for state in states if state not in accepting}
        self._loops = {
            state: frozenset(other for other in after if other in going_on and state in going_on[other])
            for state, after in going_on.items()
            if state in after
        }
        self._ways = {state: list(self._readings(state)) for state in states}
        self._read = {
            state: frozenset[str]().union(*(letters for _, letters, _ in ways)) for state, ways in self._ways.items()
        }
        self._steps: dict[tuple[int, str, str], Counter[int]] = {}
        guards = {before for ways in self._ways.values() for before, _, _ in ways if before is not None} | {
            self._spaces
        }
        alike: dict[tuple[bool, ...], str] = {}
        # Letters that no guard tells apart stand for one another as the letter before.
        self._kind = {
            letter: alike.setdefault(tuple(letter in guard for guard in sorted(guards, key=sorted)), letter)
            for letter in sorted(automaton.letters)
        }

    def found(self, *, within_a_loop: bool) -> str | None:
        """Return what is wrong; `within_a_loop` says whether two states of one loop are compared too."""
        if within_a_loop and any(self._loops_twice(state) for state in self._loops):
            return "nested"
        for one in self._entries():
            for other in self._split_from(one) & self._loops.keys():
                if (within_a_loop or other not in self._loops[one]) and self._shared(one, other):
                    return "starts anywhere" if one == self._automaton.start else "adjacent"
        return None

    def _entries(self) -> list[int]:
        """Return states of which every cycle has one.

        What two loops share can be seen from any state of the first one's cycle, so that these are enough. A cycle has
        a state that is entered from two others, unless it is all of its component.
        """
        entered = Counter(
            then for state, loop in self._loops.items() for then in {t for *_, t in self._ways[state]} & loop
        )
        forks = {state for state in self._loops if entered[state] > 1}
        alone = {min(loop) for loop in self._loops.values() if not loop & forks}
        return sorted(forks | alone)

    def _reachable(self, state: int, without: frozenset[int] = frozenset()) -> set[int]:
        todo, seen = [state], set[int]()
        while todo:
            new = self._followers[todo.pop()] - without - seen
            todo += new
            seen |= new
        return seen

    def _accepts(self, state: int) -> bool:
        """Whether a match can end in a state whatever comes after, so that nothing after it fails."""
        todo, seen = [state], {state}
        while todo and not self._whole:
            node = todo.pop()
            if node == self._automaton.end:
                return True
            free = self._automaton.nodes[node].free
            after = {edge.then for edge in free if (edge.before is edge.after is None) or not edge.can_fail}
            todo += after - seen
            seen |= after
        return False

    def _readings(self, state: int) -> Iterator[tuple[Letters | None, Letters, int]]:
        """Yield the ways to read a letter: those that may stand before it, those that are read, and the next state.

        Of ways between the same nodes under the same conditions two are followed: enough to tell many from one.
        """
        todo: list[tuple[int, Letters | None, Letters | None, frozenset[int]]] = [(state, None, None, frozenset())]
        followed = Counter[tuple[int, Letters | None, Letters | None]]()
        while todo:
            node, before, after, passed = todo.pop()
            followed[node, before, after] += 1
            if followed[node, before, after] > 2:
                continue
            here = self._automaton.nodes[node]
            if reads := here.reads if after is None else here.reads & after:
                yield before, reads, here.then
            todo += [
                (edge.then, _both(before, edge.before), _both(after, edge.after), passed | {node})
                for edge in here.free
                if edge.then not in passed
            ]

    def _step(self, state: int, before: str, letter: str) -> Counter[int]:
        """Return in how many ways each state is reached by a letter."""
        key = state, before, letter
        if key not in self._steps:
            self._steps[key] = Counter(
                then
                for wanted, letters, then in self._ways[state]
                if letter in letters and (wanted is None or before in wanted)
            )
        return self._steps[key]

    def _loops_twice(self, state: int) -> bool:
        loop = self._loops[state]
        if len(self._ways[state]) == len({then for _, _, then in self._ways[state]}):
            return False
        return any(
            ways > 1 and then in loop
            for before in set(self._kind.values())
            for letter in self._kind
            for then, ways in self._step(state, before, letter).items()
        )

    def _split_from(self, one: int) -> set[int]:
        """Return the other states that some word which leads from `one` to itself leads to."""
        todo = [(one, one, origin) for origin in set(self._kind.values())]
        seen = set(todo)
        while todo:
            left, middle, before = todo.pop()
            for letter in self._read[left] & self._read[middle] & self._allowed(before):
                lefts = self._step(left, before, letter).keys() & self._loops[one]
                middles = self._step(middle, before, letter) if lefts else ()
                for state in ((x, y, self._kind[letter]) for x in lefts for y in middles):
                    if state not in seen:
                        seen.add(state)
                        todo.append(state)
        return {middle for left, middle, _ in seen if left == one} - {one}

    def _allowed(self, before: str) -> Letters:
        letters = self._automaton.letters
        return letters - self._spaces if before in self._spaces else letters

    def _shared(self, one: int, other: int) -> bool:
        """Whether a word leads from `one` to itself, from `one` to `other` and from `other` to itself."""
        first, last = self._loops[one], self._loops[other]
        towards = {state for state in self._ways if state == other or other in self._after[state]}
        letters = frozenset[str]().union(
            *(reads for state in last for _, reads, then in self._ways[state] if then in last)
        )
        for origin in {self._kind[letter] for letter in letters}:
            begin = (one, one, other, origin)
            todo, seen = [begin], {begin}
            while todo:
                left, middle, right, before = todo.pop()
                for letter in self._read[right] & self._read[left] & self._read[middle] & self._allowed(before):
                    rights = self._step(right, before, letter).keys() & last
                    lefts = self._step(left, before, letter).keys() & first if rights else ()
                    middles = self._step(middle, before, letter).keys() & towards if lefts else ()
                    for state in ((x, y, z, self._kind[letter]) for x in lefts for y in middles for z in rights):
                        if state == (one, other, other, origin):
                            return True
                        if state not in seen:
                            seen.add(state)
                            todo.append(state)
        return False


def _both(one: Letters | None, other: Letters | None) -> Letters | None:
    return one & other if one is not None and other is not None else other if one is None else one
