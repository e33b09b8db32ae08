"""Whether rows of letters are plainly laid out, so that the bare words say as much.

Left to the picture: formulas, tables and columns, indented code, letters on letters, and an emphasis by which one line
is told from others like it.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise

from bareme.documents.sandbox.painted_letters import Letter, Row, Style

_CLOSEST_ROWS = 0.9  # of the size
_WIDEST_GAP, _TYPEWRITTEN_GAP = 2.0, 1.0  # of the size, between two words
_OVERLAP = 0.25  # of the size
_SAME_SIZE, _ONE_LEFT = 0.05, 0.35  # of the size
_FULL = 0.8  # share of the page's widest row from which a row is full
_LABEL = re.compile(
    r"""\W*(?:
        (?P<word>[^\W\d_]{2,})\W+(?:n[°o.]{1,2}\s*)?(?:\d|[IVX]+\b|[A-Z]\b)  # Exercise 2, Part B
        |\(?(?:\d{1,2}|[a-zA-Z])(?:[.)]|\s[-–—:])  # 3. b) (c) 4 -
        |[-–—•*]\s
    )""",
    re.VERBOSE,
)
_OPENS = (":", "{", "(", "[")


def is_plainly_laid_out(rows: Sequence[Row], underlined: Collection[int]) -> bool:
    """Return whether the rows are lines of running text; those at the places `underlined` are underlined."""
    return (
        all(_is_even(row) for row in rows)
        and all(_stand_apart(above, below) for above, below in pairwise(rows))
        and all(_has_no_columns(row) for row in rows[1:])
        and not _is_code(rows)
        and _is_evenly_styled(rows, underlined)
    )


def _is_even(row: Row) -> bool:
    """Whether the letters of a row are of one size and beside each other. Exponents are smaller."""
    smallest = min(letter.size for letter in row.letters)
    beside = all(after.left > before.right - _OVERLAP * row.size for before, after in pairwise(_apart(row)))
    return beside and row.size - smallest <= _SAME_SIZE * row.size


def _stand_apart(above: Row, below: Row) -> bool:
    """Whether a row begins below another. Fractions, indices and columns do not."""
    return below.baseline - above.baseline >= _CLOSEST_ROWS * max(above.size, below.size)


def _has_no_columns(row: Row) -> bool:
    """Whether there is no gap in it. In the first row of a page, there are no headings of columns above a gap."""
    widest = _TYPEWRITTEN_GAP if row.letters[0].monospaced else _WIDEST_GAP
    return all(after.left - before.right <= widest * row.size for before, after in pairwise(_apart(row)))


def _apart(row: Row) -> list[Letter]:
    return [letter for letter in row.letters if letter.glyph >= 0]


def _is_code(rows: Sequence[Row]) -> bool:
    """Whether rows are indented in a way that may mean something, as in a program."""
    left, right = min(row.left for row in rows), max(row.right for row in rows)
    if any(row.letters[0].monospaced and row.left - left > _ONE_LEFT * row.size for row in rows):
        return True
    hanging = left
    for before, row in zip((None, *rows[:-1]), rows, strict=True):
        indent = row.left - left
        if _LABEL.match(row.text):
            hanging = _after_label(row)
        elif before and indent > _ONE_LEFT * row.size and abs(row.left - hanging) > _ONE_LEFT * row.size:
            is_full = row.right - left >= _FULL * (right - left)
            if not is_full or before.text.endswith(_OPENS):
                return True
        elif indent <= _ONE_LEFT * row.size:
            hanging = left
    return False


def _after_label(row: Row) -> float:
    """Return where the text of a list's item begins, under which it goes on."""
    gaps = [after.left for before, after in pairwise(row.letters) if after.left - before.right > row.size / 8]
    return gaps[0] if gaps else row.left


def _is_evenly_styled(rows: Sequence[Row], underlined: Collection[int]) -> bool:
    """Whether no colour, line, bold or italic letter tells one line from others like it.

    Labels and headings may stand out if all like them do.
    """
    body: Style = Counter(letter.style for row in rows for letter in row.letters).most_common(1)[0][0]
    looks: dict[str, set[tuple[Style, bool]]] = {}
    for place, row in enumerate(rows):
        styles = [letter.style for letter in row.letters]
        label = _LABEL.match(row.text)
        changes = sum(one != other for one, other in pairwise(styles))
        if changes > 1 or (changes == 1 and styles[-1] != body) or (styles[0] != body and not label):
            return False
        if place in underlined and not label:
            return False
        if label:
            kind = (label["word"] or "").casefold()
            looks.setdefault(kind, set()).add((styles[0], place in underlined))
    return all(len(found) == 1 for found in looks.values())
