"""Join the lines of a page that are side by side into visual rows."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bareme.domain.pages import Page, TextLine

GAP = "\t"
"""Replaces gaps wider than a word space in a row's text: between columns, table cells or before a margin."""

_WIDE_SPACE = re.compile(r"[ \u00a0\u2000-\u200a]{3,}")
_SPACES = re.compile(r"[ \u00a0\u2000-\u200a\u202f]+")
_SEVERAL_SPACES = re.compile(r"\s{2,}")
_PRIVATE = re.compile(r"[\ue000-\uf8ff\x00-\x08\x0b-\x1f]")
_OPEN_MARK = re.compile(r"[(\[]\s*\d[\d.,]*$")
_REST_OF_MARK = re.compile(r"[^\W\d]+\.?\s*[)\]]\.?")
_DIGITS = re.compile(r"\d+")

_MAX_LENGTH = 2000
"""Characters read per line and row; bounds the time that patterns take."""

_LOOK_BACK = 4
"""Number of preceding rows that a line may join: margin text comes shortly after, another column much later."""


@dataclass(frozen=True)
class TextRow:
    """One visual row. `text` has single spaces, and one `GAP` between separate parts.

    Patterns rely on it that no two of them stand side by side: they would take quadratic time over a run of them.
    """

    page: int
    text: str
    x0: float
    y0: float
    y1: float
    size: float
    bold: bool
    listed: bool = False
    """Whether it is an item of a list or table of marks."""


def read_rows(pages: Sequence[Page], *, keep: Callable[[str], bool]) -> list[TextRow]:
    """Return the rows of `pages` in reading order, without running heads and feet.

    Repeated rows are kept if `keep` is true for their text: "Exercice 2 (5 points)" may be at the same height on every
    page.
    """
    rows = [row for page in pages for row in _rows_of(page)]
    running = _running_texts(rows, len(pages))
    kept = [row for row in rows if _signature(row) not in running or keep(row.text)]
    return list(_join_split_marks(kept))


def body_size(rows: Iterable[TextRow]) -> float:
    """Return the font size of most characters, in points, or 0 if there are no rows."""
    characters: Counter[float] = Counter()
    for row in rows:
        characters[round(row.size, 1)] += len(row.text)
    return max(characters, key=lambda size: (characters[size], -size), default=0.0)


def line_groups(page: Page) -> list[list[TextLine]]:
    """Return the lines of a page that stand side by side, together."""
    groups: list[list[TextLine]] = []
    for line in page.lines:
        if not line.text.strip():
            continue
        match = next((group for group in groups[: -_LOOK_BACK - 1 : -1] if _side_by_side(group[0], line)), None)
        if match is None:
            groups.append([line])
        elif not any(_is_drawn_twice(line, other) for other in match):
            match.append(line)
    return groups


def row_text(group: Sequence[TextLine]) -> str:
    """Return the text of lines that stand side by side, with one `GAP` between separate parts."""
    text, end = "", 0.0
    for line in sorted(group, key=lambda line: line.x0):
        if text:
            text += GAP if line.x0 - end > 0.9 * line.size else " "
        text += _tidy(line.text)
        end = max(end, line.x1)
    return _SEVERAL_SPACES.sub(lambda spaces: GAP if GAP in spaces[0] else " ", text[:_MAX_LENGTH]).strip()


def _rows_of(page: Page) -> Iterator[TextRow]:
    for group in line_groups(page):
        row = _join(page.index, group)
        if row.text:
            yield row


def _side_by_side(first: TextLine, second: TextLine) -> bool:
    lowest_height = min(first.y1 - first.y0, second.y1 - second.y0)
    between_centres = abs(first.y0 + first.y1 - second.y0 - second.y1) / 2
    return lowest_height > 0 and between_centres < 0.45 * lowest_height


def _is_drawn_twice(first: TextLine, second: TextLine) -> bool:
    """Return whether a line is drawn twice, as some generators do for footers and fake bold."""
    return first.text == second.text and abs(first.x0 - second.x0) < 2


def _join(page: int, group: list[TextLine]) -> TextRow:
    return TextRow(
        page=page,
        text=row_text(group),
        x0=min(line.x0 for line in group),
        y0=min(line.y0 for line in group),
        y1=max(line.y1 for line in group),
        size=max(line.size for line in group),
        bold=any(line.bold for line in group),
    )


def _tidy(text: str) -> str:
    return _SPACES.sub(" ", _WIDE_SPACE.sub(GAP, _PRIVATE.sub("", text[:_MAX_LENGTH]).replace("\n", " "))).strip()


def _signature(row: TextRow) -> tuple[str, int]:
    return _DIGITS.sub("#", row.text), round(row.y0 / 6)


def _running_texts(rows: Iterable[TextRow], pages: int) -> set[tuple[str, int]]:
    on_pages: dict[tuple[str, int], set[int]] = {}
    for row in rows:
        on_pages.setdefault(_signature(row), set()).add(row.page)
    return {signature for signature, where in on_pages.items() if len(where) >= 2 and 2 * len(where) >= pages}


def _join_split_marks(rows: Iterable[TextRow]) -> Iterator[TextRow]:
    """Join "(10" at the end of a row with "points)" at the start of the next."""
    previous: TextRow | None = None
    for row in rows:
        current = row
        if previous is not None:
            rest = _REST_OF_MARK.match(current.text) if _OPEN_MARK.search(previous.text) else None
            if rest:
                previous = replace(previous, text=f"{previous.text} {rest.group()}")
                current = replace(current, text=current.text[rest.end() :].strip())
            yield previous
        previous = current if current.text else None
    if previous is not None:
        yield previous
