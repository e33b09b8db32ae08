"""Convert the outline to entries: the questions with marks, their parts, and unknown marks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from bareme.domain.points import add
from bareme.domain.printed_scale.labels import Family, Style
from bareme.domain.printed_scale.outline import Node, PrintedMark
from bareme.domain.printed_scale.rows import TextRow

_LABEL_LENGTH = 80
NAMED = {Family.EXERCISE, Family.PART, Family.QUESTION}


@dataclass(eq=False)
class Entry:
    """A question of the scale. `printed` is its printed mark, or None."""

    own_id: str
    label: str
    style: Style
    number: float
    run: int
    printed: Decimal | None
    row: TextRow | None
    parts: list["Entry"] = field(default_factory=list)
    asks: bool = False
    """Whether it has numbered questions of its own, without marks, before any exercise inside it."""
    repeated: bool = False
    """Whether its only part has the same mark."""
    text_rows: int = 0
    """Rows of text between its heading and its first part."""

    @property
    def points(self) -> Decimal | None:
        """The printed mark, else the sum of the parts, or None if that of a part is unknown."""
        if self.printed is not None:
            return self.printed
        return total_of(self.parts) if self.parts else None

    @property
    def adds_up(self) -> bool:
        """Whether its parts sum to its printed mark, as far as both are known, recursively."""
        parts = total_of(self.parts)
        agrees = not self.parts or self.printed is None or parts is None or parts == self.printed
        return agrees and all(part.adds_up for part in self.parts)


def total_of(entries: Sequence[Entry]) -> Decimal | None:
    """Return the sum of the points, or None if one is unknown."""
    points = [entry.points for entry in entries]
    known = [value for value in points if value is not None]
    return add(known) if len(known) == len(points) else None


def is_quality(entry: Entry) -> bool:
    """Return whether its marks are for writing and presentation, not for a question."""
    return entry.style.numeral == "quality"


def entries_of(node: Node) -> list[Entry]:
    """Return the entries below `node`: the questions with marks and those between them."""
    entries: list[Entry] = []
    counted = [child for child in node.children if not child.bonus]
    for _, run in groupby(counted, key=lambda child: (child.style, child.run)):
        siblings = list(run)
        marked = [position for position, child in enumerate(siblings) if child.has_marks]
        if not marked:
            continue
        # Bare numbers after the last marked question may be any list; words such as "Exercice" are not.
        named = siblings[0].style.family in NAMED
        outnumbered = len(siblings) > 2 * len(marked) and siblings[0].style.family is not Family.TITLE
        last = len(siblings) if named or outnumbered else marked[-1] + 1
        for entry in map(_entry, siblings[:last]):
            entries += _separate_quality(entry)
    if (
        node.own_points is not None
        and total_of([entry for entry in entries if entry.points is not None]) == node.own_points
    ):
        entries = [entry for entry in entries if entry.points is not None]
    return entries or _equal_parts(node)


def _entry(node: Node) -> Entry:
    printed, row, repeated = node.own_points, node.source, False
    parts = entries_of(node)
    if len(parts) == 1 and printed is None and len(node.children) == 1 and not parts[0].parts:
        # A single part is an item of a list or the whole question, not a division.
        printed, row, parts = parts[0].printed, parts[0].row, []
    if len(parts) == 1 and printed == parts[0].printed and not is_quality(parts[0]) and not parts[0].parts:
        parts, repeated = [], True  # the mark of the only part repeats that of the whole
    if printed is not None and parts and all(part.points is None for part in parts):
        parts = []
    if not parts and node.stated and len(node.trailing) > 1:
        criteria = [_criterion(number, mark) for number, mark in enumerate(node.trailing, start=1)]
        parts = criteria if total_of(criteria) == printed else []
    asks = bool(node.children) and not node.children[0].has_marks
    return Entry(
        node.own_id,
        node.label,
        node.style,
        node.value,
        node.run,
        printed,
        row,
        parts,
        asks=asks,
        text_rows=node.text_rows,
        repeated=repeated,
    )


def _criterion(number: int, mark: PrintedMark) -> Entry:
    """Return an unnumbered part: "Organisation : … 10 points"."""
    style = Style(Family.TITLE, "criterion")
    return Entry(f"{number}", mark.row.text[:_LABEL_LENGTH], style, number, 0, mark.value, mark.row)


def _separate_quality(entry: Entry) -> list[Entry]:
    """Return `entry` and, if its only part are marks for writing, that part: it counts for the whole paper."""
    if len(entry.parts) == 1 and is_quality(entry.parts[0]) and entry.printed != entry.parts[0].printed:
        quality, entry.parts = entry.parts, []
        return [entry, *quality]
    return [entry]


def _equal_parts(node: Node) -> list[Entry]:
    """Return the parts of a question that gives each the same mark: "Varje korrekt svar ger två poäng"."""
    if not node.each:
        return []
    mark = node.each[0]
    # On the cover, which may contain any list, only named questions count.
    children = [child for child in node.children if node.parent or child.style.family in NAMED]
    runs = [list(run) for _, run in groupby(children, key=lambda child: (child.style, child.run))]
    parts = max(runs, key=len, default=[])
    if len(parts) < 2 or node.own_points not in {None, mark.value * len(parts)}:
        return []
    return [Entry(part.own_id, part.label, part.style, part.value, part.run, mark.value, mark.row) for part in parts]
