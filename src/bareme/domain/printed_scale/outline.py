"""The outline of a paper: a tree of questions, built label by label in reading order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from bareme.domain.points import add
from bareme.domain.printed_scale.labels import Family, Label, LabelReading, Style
from bareme.domain.printed_scale.rows import TextRow


@dataclass(frozen=True)
class PrintedMark:
    """Points and the row in which they are printed."""

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
    """The sequence of numbers that it belongs to: numbers that restart begin a new run."""
    children: list["Node"] = field(default_factory=list)
    stated: PrintedMark | None = None
    """The mark beside the number or in the heading."""
    trailing: list[PrintedMark] = field(default_factory=list)
    """Marks at the end of its text or of its unnumbered parts."""
    each: list[PrintedMark] = field(default_factory=list)
    """Marks that its text gives to each of its parts."""
    lent_by: "Node | None" = None
    """The last part, if the trailing mark is printed at its end."""
    text_rows: int = 0
    """Rows of text between its heading and its first part."""
    bonus: bool = False
    """Whether its marks are a bonus."""

    @property
    def own_points(self) -> Decimal | None:
        """The points printed for the node itself, or None."""
        if self.stated:
            return self.stated.value
        return add(mark.value for mark in self.trailing) if self.trailing else None

    @property
    def source(self) -> TextRow | None:
        """The row from which its points were read."""
        if self.stated:
            return self.stated.row
        return self.trailing[0].row if self.trailing else self.row

    @property
    def has_marks(self) -> bool:
        """Whether it or a descendant has a mark."""
        return any(node.own_points is not None for node in self.walk())

    def walk(self) -> Iterator["Node"]:
        """Yield the node and its descendants, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def path(self) -> Iterator["Node"]:
        """Yield the node and its ancestors below the root, from the inside out."""
        node = self
        while node.parent is not None:
            yield node
            node = node.parent

    def preceding_siblings(self) -> list["Node"]:
        """Return the nodes before it in its run."""
        if self.parent is None:
            return []
        before = self.parent.children[: self.parent.children.index(self)]
        return [node for node in before if node.style == self.style and node.run == self.run]

    def append(self, child: "Node") -> None:
        """Append `child`."""
        child.parent = self
        self.children.append(child)


class Outline:
    """Builds the tree. `current` is the question that the text being read belongs to, or the root."""

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
        """Open the question of `label`, or return None if the label does not fit: a date, a list, a formula.

        `certain` means that the row is a question because a mark is printed beside its number. `mark` is the mark that
        the row states: if "Exercice 2" is repeated with a different mark, it is a different, misnumbered exercise.
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
                # The numbers continue across the start of a new part.
                return self._open_at(self._depth_for(reading.style), label, reading, row, run=last.run)
        for reading in label.readings:
            if reading.opens or certain or reading.style.family < Family.BARE:
                self._runs += 1
                return self._open_at(self._depth_for(reading.style), label, reading, row, run=self._runs)
        return None

    def place_title(self, text: str, row: TextRow) -> Node:
        """Open an unnumbered heading, below all headings set in a larger font."""
        depth = 1
        while depth < len(self._open) and self._is_above_title(self._open[depth], row):
            depth += 1
        node = Node(text, text, Style(Family.TITLE, "text"), len(self._open[depth - 1].children), row)
        self._push(depth, node)
        return node

    def resume(self, label: Label) -> Node | None:
        """Return to the open question that a heading such as "Question 2 continued" names, whatever it was called."""
        values = {reading.value for reading in label.readings}
        for depth in range(1, len(self._open)):
            if self._open[depth].value in values and self._open[depth].style.family is not Family.TITLE:
                if self._open[depth].style in {reading.style for reading in label.readings}:
                    del self._open[depth + 1 :]
                return self.current
        return None

    def close(self, node: Node) -> None:
        """Close `node`, so that what follows is not placed in it."""
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
        return step > 0 if loose else 0 < step <= 1 or (0 < step < 2 and reading.opens)

    @staticmethod
    def _repeats(last: Node, reading: LabelReading) -> bool:
        """Return whether `reading` repeats `last`, as in "Exercice 2 (suite)"."""
        return (
            last.style == reading.style
            and last.value == reading.value
            and reading.style.family < Family.BARE
            and not reading.opens
        )

    def _depth_for(self, style: Style) -> int:
        """Return the depth of a new sequence of `style`: that of the last one, else below the current question."""
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].style.level == style.level:
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
        self.current.append(node)
        self._open.append(node)
