"""Find questions whose mark was read in another way than that of their neighbours: it may belong to something else."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from bareme.domain.points import ZERO, add
from bareme.domain.printed_scale.entries import Entry
from bareme.domain.printed_scale.labels import Family, Style
from bareme.domain.printed_scale.outline import Node

_LONE_MARK = 16
"""Characters at most of a row that holds only a mark."""


def odd_ones(root: Node) -> list[str]:
    """Return the labels of questions whose mark was read unlike the others'."""
    return [label for node in root.walk() for label in _odd_among(node.children)]


def left_out(root: Node) -> list[str]:
    """Return the labels of numbered questions without a mark that follow marked ones of their sequence."""
    found = []
    for run in (run for node in root.walk() for run in _runs(node.children)):
        marked = [position for position, child in enumerate(run) if child.has_marks]
        if marked:
            found += [child.label for child in run[marked[-1] + 1 :] if not child.bonus]
    return found


def starts_again(groups: Sequence[Entry]) -> list[str]:
    """Return the labels of the blocks at which the numbers of the blocks start again, as in a second paper."""
    first: dict[Style, int] = {}
    numbered = [entry for entry in groups if entry.style.family is not Family.TITLE and entry.style.numeral != "listed"]
    return [entry.label for entry in numbered if first.setdefault(entry.style, entry.run) != entry.run]


def _odd_among(children: Sequence[Node]) -> Iterator[str]:
    for child in children:
        if len(child.trailing) > 1 and not child.stated:
            yield child.label  # a sum of marks, or one mark and something else
    for run in _runs(children):
        at_end = [child for child in run if child.trailing and not child.stated]
        if len(at_end) < len(run) and any(child.stated for child in run):
            yield from (child.label for child in at_end)
        if any(part.has_marks for child in run for part in child.children):
            yield from (child.label for child in at_end if child.children)
        if len(run) > 1 and _may_close_all(run):
            yield run[-1].label


def _may_close_all(run: Sequence[Node]) -> bool:
    """Return whether the mark of the last question is in a row of its own and large enough to be that of all."""
    *others, last = run
    mark = last.trailing[-1] if last.trailing and not last.stated else None
    points = [other.own_points for other in others]
    large = mark is not None and None not in points and mark.value >= add(value or ZERO for value in points)
    return large and _ends_in_lone_mark(last) and not any(map(_ends_in_lone_mark, others))


def _ends_in_lone_mark(node: Node) -> bool:
    row = node.trailing[-1].row if node.trailing else None
    return row is not None and row is not node.row and len(row.text) <= _LONE_MARK


def _runs(children: Sequence[Node]) -> list[list[Node]]:
    """Return the sequences of numbered questions."""
    numbered = [child for child in children if child.style.family is not Family.TITLE]
    return [list(run) for _, run in groupby(numbered, key=lambda child: (child.style, child.run))]
