"""Judge the marks of one row by what surrounds them in its text."""

import re
from collections.abc import Sequence
from decimal import Decimal

from bareme.domain.printed_scale.notation import Notation, NotationForm, find_notations

_MAX_CELL_LENGTH = 25


def is_beside_number(notation: Notation) -> bool:
    """Return whether the mark is printed right after the question number."""
    return notation.form is NotationForm.LEADING or (notation.form is NotationForm.BRACKETED and notation.start <= 2)


def stated_mark(text: str) -> Decimal | None:
    """Return the mark that a heading states after its label, or None."""
    notations = find_notations(text, heading=True)
    return notations[0].value if len(notations) == 1 else None


def without_marks(text: str, notations: Sequence[Notation]) -> str:
    """Return the text around the marks."""
    for notation in reversed(notations):
        text = text[: notation.start] + text[notation.end :]
    return text.strip(" \t:.-–—|")


def is_bare(text: str, notations: Sequence[Notation]) -> bool:
    """Return whether the row holds nothing but marks."""
    return not any(character.isalnum() for character in without_marks(text, notations))


def is_cell(text: str, notations: Sequence[Notation]) -> bool:
    """Return whether a mark is beside a few words that are not a sentence, such as a game's scores in a table."""
    words = text[: notations[0].start].strip(" \t-–—_|…")
    return (
        notations[0].form is NotationForm.FIELD
        and 0 < len(words) <= _MAX_CELL_LENGTH
        and not re.search(r"[.?!:;)\]]$", words)
    )


def shorten(text: str) -> str:
    """Return the text of a row, cut for a message."""
    return text if len(text) <= 80 else f"{text[:79].rstrip()}…"
