"""Find questions whose mark was read in another way than that of their neighbours: it may belong to something else."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from bareme.domain.points import add
from bareme.domain.printed_scale.entries import Entry
from bareme.domain.printed_scale.headings import Headings, is_short_title
from bareme.domain.printed_scale.labels import Family, Style
from bareme.domain.printed_scale.outline import Node
from bareme.domain.printed_scale.rows import TextRow

_UNKNOWN_MARK = re.compile(r"[(\[«].{1,20}[)\]»]$")
_FEW_PARTS = 3
_LONE_MARK = 16
"""Characters at most of a row that holds only a mark."""


def odd_ones(root: Node) -> list[str]:
    """Return the labels of questions whose mark was read unlike the others'."""
    families = [node.children for node in root.walk()]
    runs = [run for children in families for run in _runs(children)]
    found = [label for children in families for label in _odd_among(children)]
    if not any(_ends_in_lone_mark(node) for run in runs for node in run[:-1]):
        found += [run[-1].label for run in runs if _may_close_all(run)]
    return found


def marks_besides(root: Node) -> list[TextRow]:
    """Return the rows of marks that questions have besides their own and that are not those of their parts."""
    return [
        mark.row
        for node in root.walk()
        if node.stated and add(mark.value for mark in node.trailing) != node.stated.value
        for mark in node.trailing
    ]


def left_out(root: Node) -> list[str]:
    """Return the labels of numbered questions without a mark that follow marked ones of their sequence."""
    found = []
    for run in (run for node in root.walk() for run in _runs(node.children)):
        marked = [position for position, child in enumerate(run) if child.has_marks]
        if marked:
            found += [child.label for child in run[marked[-1] + 1 :] if not child.bonus]
    return found


def unmarked_headings(root: Node, rows: Sequence[TextRow], headings: Headings) -> list[str]:
    """Return the headings without number and mark that look like marked ones, or end in an unknown mark."""
    marked = [node for node in root.walk() if node.stated and node.row and headings.is_prominent(node.row)]
    alike = {_look(node.row) for node in marked if node.row and node.style.family is Family.TITLE}
    numbered = {_look(node.row) for node in marked if node.row}
    own = headings.titles() | {row for node in root.walk() for row in (node.row, node.source) if row}
    return [
        row.text
        for row in rows
        if (_look(row) in alike or (_look(row) in numbered and _UNKNOWN_MARK.search(row.text)))
        and row not in own
        and headings.is_title(row.text, row)
        and is_short_title(row.text)
        and not headings.opens_question(row)
    ]


def _look(row: TextRow) -> tuple[bool, int]:
    return row.bold, round(row.size)


def starts_again(groups: Sequence[Entry]) -> list[str]:
    """Return the labels of the blocks at which the numbers of the blocks start again, as in a second paper."""
    first: dict[Style, int] = {}
    numbered = [entry for entry in groups if entry.style.family is not Family.TITLE and entry.style.numeral != "listed"]
    return [entry.label for entry in numbered if first.setdefault(entry.style.level, entry.run) != entry.run]


def _odd_among(children: Sequence[Node]) -> Iterator[str]:
    for child in children:
        if len(child.trailing) > 1 and not child.stated:
            yield child.label  # a sum of marks, or one mark and something else
    for run in _runs(children):
        at_end = [
            child for child in run if child.trailing and not child.stated and child.trailing[0].row is not child.row
        ]
        if len(at_end) < len(run) and any(child.stated for child in run):
            yield from (child.label for child in at_end)
        if any(part.has_marks for child in run for part in child.children):
            # With few parts, it may be the mark of the last one alone.
            yield from (child.label for child in at_end if 1 < len(child.children) <= _FEW_PARTS)


def _may_close_all(run: Sequence[Node]) -> bool:
    """Return whether the mark of the last question is in a row of its own and large enough to be that of all."""
    *others, last = run
    mark = last.trailing[-1] if last.trailing and not last.stated else None
    points = [other.own_points for other in others]
    known = [value for value in points if value is not None]
    large = mark is not None and 0 < len(known) == len(points) and mark.value >= add(known)
    return large and _ends_in_lone_mark(last)


def _ends_in_lone_mark(node: Node) -> bool:
    row = node.trailing[-1].row if node.trailing else None
    return row is not None and row is not node.row and len(row.text) <= _LONE_MARK


def _runs(children: Sequence[Node]) -> list[list[Node]]:
    """Return the sequences of numbered questions."""
    numbered = [child for child in children if child.style.family is not Family.TITLE]
    return [list(run) for _, run in groupby(numbered, key=lambda child: (child.style, child.run))]
