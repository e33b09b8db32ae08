"""Tell whether a name that was recognised on a scan stands where its field asks for it."""

from collections.abc import Sequence

from bareme.domain.name_field import NameField, name_fields
from bareme.domain.pages import TextLine

_GAP = 6.0
"""Heights of the line between a label and what is written behind it, at most."""
_BELOW = 3.0
"""Heights of the label between it and what is written below it, at most."""
_LEFT, _RIGHT = 2.0, 6.0
"""Heights of the label by which what is written below it may stand beside it."""
_ONE = 2
"""Edges of a row of one piece."""


def stands_in_field(name: str, lines: Sequence[TextLine]) -> bool:
    """Return False if the name was taken from a field that it does not stand in: a heading beside it, or below.

    A name that no field asks for, or that a field has on a page read in another way, was found otherwise.
    """
    fields = [field for field in name_fields([line.text for line in lines]) if field.value and field.value in name]
    return not fields or any(_is_near(field, lines) for field in fields)


def _is_near(field: NameField, lines: Sequence[TextLine]) -> bool:
    label, value = lines[field.label_line], lines[field.line]
    height = label.y1 - label.y0
    if field.line == field.label_line:
        # The last piece of a row is joined to it however far away it is: marks stand in the right margin.
        gap = label.word_edges[-2] - label.word_edges[-3] if len(label.word_edges) > _ONE else 0.0
        return field.end < len(label.text) or gap < _GAP * height
    beside = label.x0 - _LEFT * height <= value.x0 <= label.x1 + _RIGHT * height
    return beside and value.y0 - label.y1 < _BELOW * height
