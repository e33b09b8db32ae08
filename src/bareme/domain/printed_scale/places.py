"""Find again, on the page, what a candidate says a question was read from."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from bareme.domain.copies import Box
from bareme.domain.pages import Page, TextLine
from bareme.domain.printed_scale.rows import line_groups, row_text

_QUOTED = re.compile(r'page (?P<number>\d{1,5}): "(?P<words>.*)"', re.DOTALL)
_MARGIN = 2.0
"""Points around the words."""


class PrintedPlace(NamedTuple):
    """Where something is printed."""

    page: int
    """Zero-based position in the document."""
    box: Box


def find_place(detected_from: str, pages: Sequence[Page]) -> PrintedPlace | None:
    """Return where the words stand that `CandidateQuestion.detected_from` quotes.

    None if they stand nowhere on that page or more than once: a frame around the wrong line is worse than none.
    """
    quoted = _QUOTED.fullmatch(detected_from)
    number = int(quoted["number"]) if quoted else 0
    page = next((page for page in pages if page.index == number - 1), None)
    if quoted is None or page is None or page.width <= 0 or page.height <= 0:
        return None
    words = _plain(quoted["words"])
    rows = [(_plain(row_text(group)), group) for group in line_groups(page)]
    same = [group for text, group in rows if text == words]
    found = same or [group for text, group in rows if words and words in text]
    return PrintedPlace(page.index, _around(found[0], page)) if len(found) == 1 else None


def _plain(text: str) -> str:
    return " ".join(text.split())


def _around(lines: Sequence[TextLine], page: Page) -> Box:
    def share(value: float, whole: float) -> float:
        return min(max(value / whole, 0.0), 1.0)

    return Box(
        x0=share(min(line.x0 for line in lines) - _MARGIN, page.width),
        y0=share(min(line.y0 for line in lines) - _MARGIN, page.height),
        x1=share(max(line.x1 for line in lines) + _MARGIN, page.width),
        y1=share(max(line.y1 for line in lines) + _MARGIN, page.height),
    )
