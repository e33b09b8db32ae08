"""Recognise headings by their look, and the information printed below them."""

import re
from collections.abc import Sequence

from bareme.domain.printed_scale.labels import read_labels
from bareme.domain.printed_scale.notation import UNIT, find_notations
from bareme.domain.printed_scale.rows import TextRow, body_size
from bareme.domain.printed_scale.vocabulary import TOTAL

ENDS_OPEN = re.compile(r"[^.?!:;)\]»…]$")
"""The end of a row that continues in the next one."""

_ABBREVIATED = re.compile(rf"(?<=\d)\s?(?:{UNIT}|p\.)$", re.IGNORECASE)
"""A unit whose full stop ends no sentence: "5 pts."."""

_LONGEST = 110
_SHORT_ROW = 40
"""Characters of a row that is too short to have been wrapped."""
_SHORT_TITLE = 8
"""Words at most."""


class Headings:
    """Distinguishes headings from text by comparing rows with the rest of the paper."""

    def __init__(self, rows: Sequence[TextRow]) -> None:
        self._rows = rows
        self._body = body_size(rows)

    def is_prominent(self, row: TextRow) -> bool:
        """Return whether the row is bold, larger than the body text, or in capitals."""
        letters = [character for character in row.text if character.isalpha()]
        return row.bold or row.size > 1.05 * self._body or (len(letters) > 3 and all(map(str.isupper, letters)))

    def is_title(self, text: str, row: TextRow) -> bool:
        """Return whether `text` in `row` is a heading: prominent, short, and not a sentence."""
        text = _ABBREVIATED.sub("", text)
        words = text.split()
        return (
            self.is_prominent(row)
            and 0 < len(text) <= _LONGEST
            and words[0][0].isupper()
            and not re.search(r"[.?!;,](?:\s*[(\[][^)\]]{0,80}[)\]])?[\s.]{0,20}$", text)
        )

    def is_second_row(self, text: str, row: TextRow, heading: TextRow) -> bool:
        """Return whether `text` in `row` continues `heading`: neither a sentence nor a smaller heading."""
        smaller = row.size < heading.size - 0.5 and self.is_title(text, row)
        return row.page == heading.page and not smaller and not re.search(r"[.?!]\s*$", text)

    def stands_above(self, before: TextRow, row: TextRow) -> bool:
        """Return whether `before` is a heading right above `row`, without number or mark."""
        close = before.page == row.page and 0 <= row.y0 - before.y0 < 3.6 * max(before.size, row.size)
        text = before.text
        return (
            close
            and self.is_title(text, before)
            and not is_time(text)
            and not self.opens_question(before)
            and not find_notations(text, heading=True)
        )

    def titles(self) -> set[TextRow]:
        """Return the rows that may be the paper's title: the first one, and those in the largest type on its page."""
        on_cover = [row for row in self._rows if row.page == self._rows[0].page]
        largest = max((row.size for row in on_cover), default=0)
        return set(on_cover[:1]) | {row for row in on_cover if row.size == largest > 1.05 * self._body}

    def opens_question(self, row: TextRow) -> bool:
        """Return whether the row starts with a question label."""
        return bool(read_labels(row.text, prominent=self.is_prominent(row)))


def is_short_title(text: str) -> bool:
    """Return whether `text` could be a heading by its words: few, and not a sentence."""
    words = text.split()
    return 0 < len(words) <= _SHORT_TITLE and words[0][0].isupper() and not re.search(r"[.?!;:,]$", text)


def is_time(text: str) -> bool:
    """Return whether `text` states a duration: "Durée : 30 minutes"."""
    return bool(re.match(r"(?:dur[ée]e|duration|time|tid|zeit|\d+\s*(?:h|min))\b", text, re.IGNORECASE))


def is_of_paper(text: str) -> bool:
    """Return whether `text` states the duration of the whole paper: "Durée de l'épreuve : 2 h 00"."""
    names_paper = re.search(r"[ée]preuve|examen|devoir|contrôle|allowed|\bexam\b", text, re.IGNORECASE)
    return is_time(text) and names_paper is not None


def names_whole(text: str) -> bool:
    """Return whether a mark beside `text` may be the paper's total: "Durée : 2 h 00", "Contrôle", "Total"."""
    whole = rf"{TOTAL}|note|notation|bar[èe]me|max\w*|[ée]preuve|examen|exam|devoir|contrôle|test|tentamen|sum\w*"
    return is_time(text) or re.search(rf"\b(?:{whole})\b", text, re.IGNORECASE) is not None


def continues(before: TextRow, row: TextRow) -> bool:
    """Return whether `row` continues the sentence in `before`."""
    close = before.page == row.page and 0 < row.y0 - before.y0 < 1.6 * row.size
    alike = before.bold == row.bold and abs(before.size - row.size) < 0.5
    return close and alike and len(before.text) > _SHORT_ROW and bool(ENDS_OPEN.search(before.text))
