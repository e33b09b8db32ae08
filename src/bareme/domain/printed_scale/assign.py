"""Assign every mark of the text to its question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from bareme.domain.points import ZERO, add
from bareme.domain.printed_scale.headings import (
    ENDS_OPEN,
    Headings,
    continues,
    is_of_paper,
    is_short_title,
    is_time,
    names_whole,
)
from bareme.domain.printed_scale.labels import Family, Label, Style, read_labels
from bareme.domain.printed_scale.notation import Notation, NotationForm, find_notations, is_bonus
from bareme.domain.printed_scale.outline import Node, Outline, PrintedMark
from bareme.domain.printed_scale.prose import Rule, RuleKind, find_rules, is_threshold
from bareme.domain.printed_scale.row_marks import (
    is_bare,
    is_beside_number,
    is_cell,
    shorten,
    stated_mark,
    without_marks,
)
from bareme.domain.printed_scale.rows import GAP, TextRow
from bareme.domain.printed_scale.tables import itemize
from bareme.domain.printed_scale.trailing import add_trailing, block_closed_by, owner_of_trailing, settle_block_totals
from bareme.domain.printed_scale.vocabulary import CONTINUED

_CONTINUED = re.compile(
    rf"\W{{0,40}}(?:{CONTINUED})(?!\w)\W{{0,40}}(?:[(\[][^)\]]{{0,80}}[)\]])?\W{{0,40}}$", re.IGNORECASE
)
_MARGIN = re.compile(r"[(\[][^()\[\]]{1,30}[)\]]\s+|\d{1,2}(?:[.,]5)?\s?p\.?\s+(?=\d{1,2}[\s.)])")


@dataclass
class OutlineReading:
    """The outline with its marks, and the totals printed for the whole paper."""

    root: Node
    totals: list[PrintedMark] = field(default_factory=list)
    bonus: list[str] = field(default_factory=list)
    """The rows with bonus marks."""
    inferred: list[str] = field(default_factory=list)
    """The rows whose meaning was inferred from a sentence or from their shape alone."""
    explained: list[TextRow] = field(default_factory=list)
    """The rows with marks that are understood, though they are no question's maximum."""


def assign_marks(rows: Sequence[TextRow]) -> OutlineReading:
    """Return the outline of `rows` with every mark at its question."""
    return _Reader(rows).read()


class _Reader:
    def __init__(self, rows: Sequence[TextRow]) -> None:
        self._headings = Headings(rows)
        self._rows = list(itemize(rows, self._headings))
        self._outline = Outline()
        self._totals: list[PrintedMark] = []
        self._bonus: list[str] = []
        self._inferred: list[str] = []
        self._explained: list[TextRow] = []
        self._boxed: PrintedMark | None = None
        """A mark on its own row before the label of its question."""
        self._consumed = 0
        """Number of characters at the start of the next row that belong to a sentence of this row."""

    def read(self) -> OutlineReading:
        before = None
        for row, following in zip_longest(self._rows, self._rows[1:]):
            self._read_row(row, before, following)
            if not is_time(row.text) or is_of_paper(row.text) or find_notations(row.text, heading=False):
                before = row  # a duration between a heading and its mark is skipped
        for node in self._outline.root.walk():
            if node.own_points is None:
                self._inferred += [shorten(mark.row.text) for mark in node.each]
        totals = self._totals + settle_block_totals(self._outline.root)
        return OutlineReading(self._outline.root, totals, self._bonus, self._inferred, self._explained)

    def _read_row(self, row: TextRow, before: TextRow | None, following: TextRow | None) -> None:
        text, skipped = row.text[self._consumed :], self._consumed
        self._consumed = 0
        boxed, text = self._split_boxed(text, row)
        prominent = boxed is not None or self._headings.is_prominent(row)
        labels = read_labels(text, prominent=prominent) if not skipped else []
        node, rest = self._open(labels, text, row, boxed)
        heading = node is not None and node.style.family < Family.BARE
        if node is None and not self._outline.current.children:
            self._outline.current.text_rows += 1
        if is_bonus(rest):
            self._add_bonus(node, rest, row)
            return
        notations = find_notations(rest, heading=heading or self._headings.is_title(rest, row))
        rule = self._rule(rest, notations, following, labelled=node is not None)
        if rule:
            self._consumed = max(0, rule.end - len(rest) - 1)
            self._apply(rule, row)
            notations = [notation for notation in notations if notation.end <= rule.start or notation.start >= rule.end]
        if node is not None:
            self._mark_labelled(node, notations, row, heading=heading)
            if row.listed:
                self._outline.close(node)
        elif notations and not (is_threshold(text) and notations[-1].form is not NotationForm.BRACKETED):
            self._mark_unlabelled(text, notations, row, before, following)

    def _add_bonus(self, node: Node | None, text: str, row: TextRow) -> None:
        """Mark the question, or an unnumbered heading, as a bonus."""
        if node is None and self._headings.is_title(text, row):
            node = self._outline.place_title(text, row)
        if node is not None:
            node.bonus = True
        self._bonus.append(shorten(row.text))
        self._explained.append(row)

    def _split_boxed(self, text: str, row: TextRow) -> tuple[PrintedMark | None, str]:
        """Split off a mark that is printed in the left margin, before the question label."""
        margin = _MARGIN.match(text)
        cell, rest = (margin.group(), text[margin.end() :]) if margin else text.partition(GAP)[::2]
        if rest and read_labels(rest, prominent=True):
            notations = find_notations(cell, heading=False)
            if len(notations) == 1 and is_bare(cell, notations):
                return PrintedMark(notations[0].value, row), rest
        return None, text

    def _open(self, labels: list[Label], text: str, row: TextRow, boxed: PrintedMark | None) -> tuple[Node | None, str]:
        """Open the questions of `labels`; return the innermost and the text after its label."""
        node, end = None, 0
        if labels and _CONTINUED.match(text[labels[0].end :]):
            return self._outline.resume(labels[0]), text[labels[0].end :]
        for label in labels:
            notations = find_notations(text[label.end :], heading=False)
            certain = boxed is not None or bool(notations and is_beside_number(notations[0]))
            opened = self._outline.place(label, row, certain=certain, mark=stated_mark(text[label.end :]))
            if opened is None:
                break
            node, end = opened, label.end
        boxed = boxed or self._boxed
        if node and boxed and node.own_points is None:
            node.stated = boxed
        if node:
            self._boxed = None
        return node, text[end:]

    def _rule(
        self, text: str, notations: Sequence[Notation], following: TextRow | None, *, labelled: bool
    ) -> Rule | None:
        """Return the rule of a sentence that starts in `text` and may end in the next row."""
        lookahead = ""
        if following and ENDS_OPEN.search(text) and not read_labels(following.text, prominent=False):
            lookahead = f" {following.text}"
        for rule in find_rules(text + lookahead):
            if rule.start >= len(text) and not ENDS_OPEN.search(text):
                return None
            if rule.kind is RuleKind.OVERALL and self._outline.current is not self._outline.root:
                continue
            if rule.start > len(text) and rule.kind is not RuleKind.QUALITY:
                return None
            overlapping = [mark for mark in notations if mark.start < rule.end and rule.start < mark.end]
            overridden = any(labelled or mark.form is NotationForm.BRACKETED for mark in overlapping)
            if not (overridden and rule.kind is not RuleKind.TOTAL):
                return rule
        return None

    def _apply(self, rule: Rule, row: TextRow) -> None:
        mark = PrintedMark(rule.value, row)
        current = self._outline.current
        match rule.kind:
            case RuleKind.EACH:
                current.each.append(mark)
            case RuleKind.TOTAL:
                self._apply_total(current, mark, rule.question)
            case RuleKind.OVERALL:
                self._totals.append(mark)
            case RuleKind.QUALITY:
                introduced = current.style.family < Family.QUESTION and not current.children
                owner = current if introduced else self._outline.root
                # Appended without opening it: what follows does not belong to it.
                style = Style(Family.TITLE, "quality")
                owner.append(Node("redaction", shorten(row.text), style, 0, row, stated=mark))

    def _apply_total(self, current: Node, mark: PrintedMark, question: int | None) -> None:
        """Assign "[Total 25 marks]" to the question ending there if named or equal to its parts, else to the paper."""
        group = current
        while group.parent and group.parent.parent:
            group = group.parent
        parts = add(child.own_points or ZERO for child in group.children)
        if question is not None and group.value != question:
            number = Style(Family.QUESTION, "number")
            self._outline.root.append(
                Node(f"{question}", f"Question {question}", number, question, mark.row, stated=mark)
            )
        elif group.own_points is None and group.parent and (mark.value == parts or question is not None):
            group.stated = mark
        elif group.own_points != mark.value:
            self._totals.append(mark)
        else:
            self._explained.append(mark.row)

    def _mark_labelled(self, node: Node, notations: Sequence[Notation], row: TextRow, *, heading: bool) -> None:
        for notation in notations:
            mark = PrintedMark(notation.value, row)
            if (heading or is_beside_number(notation)) and node.own_points is None:
                node.stated = mark
            else:
                add_trailing(node, mark)

    def _mark_unlabelled(
        self, text: str, notations: Sequence[Notation], row: TextRow, before: TextRow | None, following: TextRow | None
    ) -> None:
        current = self._outline.current
        mark = PrintedMark(notations[-1].value, row)
        title = without_marks(text, notations)
        alone = is_bare(text, notations)
        opened = current is not self._outline.root and current.row is before and current.own_points is None
        named = opened and current.style.family < Family.BARE
        if current is self._outline.root and (is_of_paper(title) or (alone and before and is_of_paper(before.text))):
            self._totals.append(mark)
        elif named and before and self._ends_heading(text[: notations[0].start], row, before, alone=alone):
            current.stated = mark
        elif alone and following and self._is_box_of(row, following, current) and not block_closed_by(mark, current):
            self._boxed = mark
        elif heading := self._heading_of(text, notations, row, before):
            self._outline.place_title(*heading).stated = mark
        elif current is self._outline.root:
            if alone or names_whole(title):
                self._totals.append(mark)
        elif not is_cell(text, notations):
            for notation in notations:
                add_trailing(current, PrintedMark(notation.value, row))

    def _ends_heading(self, text: str, row: TextRow, heading: TextRow, *, alone: bool) -> bool:
        """Return whether a mark in the row below a heading, after `text`, belongs to the heading."""
        if alone:
            return self._headings.is_prominent(row) and self._headings.is_prominent(heading)
        return self._headings.is_second_row(text, row, heading)

    def _heading_of(
        self, text: str, notations: Sequence[Notation], row: TextRow, before: TextRow | None
    ) -> tuple[str, TextRow] | None:
        """Return the unnumbered heading that a mark belongs to, in its row or the one above, and the heading's row."""
        title, alone = without_marks(text, notations), is_bare(text, notations)
        own = not alone and not is_time(title) and not (before is not None and continues(before, row))
        if own and self._headings.is_title(text, row):
            return title, row
        if before and (alone or is_time(title)) and self._headings.stands_above(before, row):
            return before.text, before
        if own and self._is_plain_title(text, notations) and not names_whole(title):
            self._inferred.append(shorten(row.text))
            return title, row
        return None

    def _is_plain_title(self, text: str, notations: Sequence[Notation]) -> bool:
        """Return whether a row is a heading by its shape alone, where marks are printed in headings."""
        current = self._outline.current
        heading = next((node for node in current.path() if node.stated), None)
        in_headings = current is self._outline.root or (
            notations[-1].form is NotationForm.BRACKETED
            and heading is not None
            and not any(part.has_marks for part in heading.children)
        )
        before_mark = text[: notations[0].start].strip()
        return in_headings and is_short_title(before_mark) and not text[notations[-1].end :].strip(" .:")

    def _is_box_of(self, row: TextRow, following: TextRow, current: Node) -> bool:
        """Return whether a mark on its own row belongs to the question that the next row opens."""
        if not self._headings.opens_question(following) or find_notations(following.text, heading=True):
            return False
        if current is not self._outline.root:
            return owner_of_trailing(current).own_points is not None
        close = row.page == following.page and following.y0 - row.y0 < 3 * following.size
        return close and row.x0 < following.x0 + 3 * following.size
