"""Give marks at the end of a text to the question or block that ends there; sums tell them apart."""

from decimal import Decimal

from bareme.domain.points import add
from bareme.domain.printed_scale.outline import Node, PrintedMark

_LONE_MARK = 25
"""Characters at most of a row that holds only a mark."""


def add_trailing(node: Node, mark: PrintedMark) -> None:
    """Assign a mark at the end of a text to the question that ends there: "… (iii) … [5 marks]" may close (b)."""
    owner = owner_of_trailing(node)
    parent = owner.parent
    if parent and parent.lent_by and owner.preceding_siblings() and owner is not parent.lent_by:
        # A second part has its own mark, so the earlier mark belonged to the first part, not to the question.
        parent.lent_by.trailing, parent.trailing = parent.trailing, []
        parent.lent_by = None
    if owner is not node and owner.own_points is None:
        owner.lent_by = next(child for child in reversed(owner.children))
    owner.trailing.append(mark)


def owner_of_trailing(node: Node) -> Node:
    """Return the outermost question that ends with `node` and whose parts have no marks."""
    owner = node
    while owner.parent and owner.parent.parent and owner.parent.own_points is None:
        preceding = owner.preceding_siblings()
        if not preceding or any(sibling.has_marks for sibling in preceding):
            break
        owner = owner.parent
    return owner if owner.own_points is None else node


def settle_block_totals(root: Node) -> list[PrintedMark]:
    """Give each block the mark that is printed after its last part and is the sum of its parts.

    Return the marks that are the sum of all blocks: the paper's totals.
    """
    totals: list[PrintedMark] = []
    for node in list(root.walk()):
        if node.children or node is root:
            continue
        while surplus := _surplus_mark(node):
            owner = block_closed_by(surplus, node)
            if owner is None:
                break
            node.trailing.remove(surplus)
            if owner is root:
                totals.append(surplus)
            else:
                owner.stated = surplus
    return totals


def block_closed_by(mark: PrintedMark, last: Node) -> Node | None:
    """Return the innermost block that ends with `last`, has no mark, and has `mark` as the sum of its parts."""
    without = _points(last, without=mark)
    child, block = last, last.parent
    while block is not None and block.children[-1] is child:
        parts = [without if part is last else _points(part, without=mark) for part in block.children]
        known = [points for points in parts if points is not None]
        complete = len(known) == len(parts) > 1
        if complete and block.own_points is None and add(known) == mark.value:
            return block
        child, block = block, block.parent
    return None


def _surplus_mark(node: Node) -> PrintedMark | None:
    """Return the last mark of a question that has another one before it, if it is in a row of its own."""
    has_two = bool(node.trailing) and (node.stated is not None or len(node.trailing) > 1)
    return node.trailing[-1] if has_two and len(node.trailing[-1].row.text) <= _LONE_MARK else None


def _points(node: Node, *, without: PrintedMark) -> Decimal | None:
    """Return the points of a node without one of its marks, or None if they are unknown."""
    if node.stated:
        return node.stated.value
    own = [mark.value for mark in node.trailing if mark is not without]
    if own:
        return add(own)
    parts = [_points(part, without=without) for part in node.children]
    return add(part for part in parts if part is not None) if parts and None not in parts else None
