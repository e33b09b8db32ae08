"""The outline of a paper: its questions in a tree, grown label by label in reading order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from bareme.domain.points import add
from bareme.domain.printed_scale.labels import Family, Label, LabelReading, Style
from bareme.domain.printed_scale.rows import TextRow


@dataclass(frozen=True)
class PrintedMark:
    """Points, and the row that they are printed in."""

    value: Decimal
    row: TextRow


@dataclass(eq=False)
class Node:
    """A question, an exercise, a part, or a heading without a number."""

    own_id: str
    label: str
    style: Style
    value: float
    row: TextRow | None
    parent: "Node | None" = None
    run: int = 0
    """Which sequence of numbers it belongs to: numbers that start again start a new run."""
    children: list["Node"] = field(default_factory=list)
    stated: PrintedMark | None = None
    """The mark beside the number or in the heading."""
    trailing: list[PrintedMark] = field(default_factory=list)
    """Marks at the end of its text, or of parts of it that have no number."""
    each: list[PrintedMark] = field(default_factory=list)
    """Marks that its text gives to every one of its parts."""
    lent_by: "Node | None" = None
    """The last part, whose end the trailing mark stood at."""
    bonus: bool = False
    """Whether its marks come on top of the paper's."""

    @property
    def own_points(self) -> Decimal | None:
        """What is printed for the node itself, None where nothing is."""
        if self.stated:
            return self.stated.value
        return add(mark.value for mark in self.trailing) if self.trailing else None

    @property
    def source(self) -> TextRow | None:
        """The row that its points were read in."""
        if self.stated:
            return self.stated.row
        return self.trailing[0].row if self.trailing else self.row

    @property
    def has_marks(self) -> bool:
        """Whether it or anything below it carries a mark."""
        return any(node.own_points is not None for node in self.walk())

    def walk(self) -> Iterator["Node"]:
        """Yield the node and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def elder_siblings(self) -> list["Node"]:
        """Return the nodes before it in its own run."""
        if self.parent is None:
            return []
        before = self.parent.children[: self.parent.children.index(self)]
        return [node for node in before if node.style == self.style and node.run == self.run]

    def adopt(self, child: "Node") -> None:
        """Append `child`."""
        child.parent = self
        self.children.append(child)


class Outline:
    """Grows the tree. `current` is the question that the text being read belongs to, or the root."""

    def __init__(self) -> None:
        self.root = Node("", "", Style(Family.TITLE, ""), 0, None)
        self._open: list[Node] = [self.root]
        self._last: dict[Style, Node] = {}
        self._runs = 0

    @property
    def current(self) -> Node:
        """The innermost open question."""
        return self._open[-1]

    def place(self, label: Label, row: TextRow, *, certain: bool, mark: Decimal | None = None) -> Node | None:
        """Open the question of `label`, or return None where the label does not fit in: a date, a list, a formula.

        `certain` says that the row is a question anyway, since a mark stands beside its number. `mark` is what the row
        states: "Exercice 2" printed again with another one is another exercise, whose number is a slip.
        """
        for depth in range(len(self._open) - 1, 0, -1):
            for reading in label.readings:
                if self._follows(self._open[depth], reading, certain=certain):
                    return self._open_at(depth, label, reading, row, run=self._open[depth].run)
                if self._repeats(self._open[depth], reading):
                    stated = self._open[depth].stated
                    if stated and mark not in {None, stated.value}:
                        return self._open_at(depth, label, reading, row, run=self._open[depth].run)
                    del self._open[depth + 1 :]
                    return self.current
        for reading in label.readings:
            last = self._last.get(reading.style)
            if last and not reading.opens and self._follows(last, reading, certain=certain):
                # Numbers run on although a new part has begun in between.
                return self._open_at(self._depth_for(reading.style), label, reading, row, run=last.run)
        for reading in label.readings:
            if reading.opens or certain or reading.style.family < Family.BARE:
                self._runs += 1
                return self._open_at(self._depth_for(reading.style), label, reading, row, run=self._runs)
        return None

    def place_title(self, text: str, row: TextRow) -> Node:
        """Open a heading without a number, beside the headings that are set at least as small."""
        depth = 1
        while depth < len(self._open) and self._is_above_title(self._open[depth], row):
            depth += 1
        node = Node(text, text, Style(Family.TITLE, "text"), len(self._open[depth - 1].children), row)
        self._push(depth, node)
        return node

    def close(self, node: Node) -> None:
        """Let what follows stand beside `node`, not in it."""
        if node in self._open[1:]:
            del self._open[self._open.index(node) :]

    @staticmethod
    def _is_above_title(node: Node, row: TextRow) -> bool:
        return node.style.family < Family.QUESTION and node.row is not None and node.row.size > row.size + 0.5

    @staticmethod
    def _follows(last: Node, reading: LabelReading, *, certain: bool) -> bool:
        if last.style != reading.style:
            return False
        step = reading.value - last.value
        loose = certain or reading.style.family < Family.BARE
        return step > 0 if loose else 0 < step <= 1 or (step < 2 and reading.opens)

    @staticmethod
    def _repeats(last: Node, reading: LabelReading) -> bool:
        """Whether "Exercice 2" is printed again: "(suite)"."""
        return (
            last.style == reading.style
            and last.value == reading.value
            and reading.style.family < Family.BARE
            and not reading.opens
        )

    def _depth_for(self, style: Style) -> int:
        """Return where a new sequence of `style` hangs: where the last one hung, else under the current question."""
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].style == style:
                return depth
        depth = len(self._open)
        while depth > 1 and not self._may_hold(self._open[depth - 1].style.family, style.family):
            depth -= 1
        return depth

    @staticmethod
    def _may_hold(outer: Family, inner: Family) -> bool:
        if inner is Family.EXERCISE:
            return outer in {Family.TITLE, Family.PART}
        return outer < Family.BARE or inner is Family.BARE

    def _open_at(self, depth: int, label: Label, reading: LabelReading, row: TextRow, *, run: int) -> Node:
        node = Node(label.own_id, label.text, reading.style, reading.value, row, run=run)
        self._push(depth, node)
        self._last[reading.style] = node
        return node

    def _push(self, depth: int, node: Node) -> None:
        del self._open[depth:]
        self.current.adopt(node)
        self._open.append(node)
