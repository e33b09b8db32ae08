"""Find choices of questions: "best 4 of 5", "trois exercices au choix"."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bareme.domain.printed_scale.entries import Entry, is_quality
from bareme.domain.printed_scale.rows import TextRow

_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5,
}  # fmt: skip
_NUMBER = rf"\b(?:[1-9]|{'|'.join(_NUMBERS)})\b"
_COUNT = rf"(?P<count>{_NUMBER})"
_OFFER = rf"(?P<offer>{_NUMBER})"
_NAME = r"question|exercice|exercise|probl[èe]me?|answer|solution|sujet|topic"
_NOUN = rf"(?P<noun>{_NAME})s?"
_OF = rf"(?:out\s+)?of\b(?:\s+the)?(?:\s+{_OFFER})?"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bbest\s+{_COUNT}(?:\s+{_OF})?(?:\s+{_NOUN})?",
        rf"\b(?:any|only|exactly)\s+{_COUNT}\s+(?:{_OF}|{_NOUN})",
        rf"\b(?:answer|attempt|choose)\s+{_COUNT}\s+(?:(?:{_NAME})s?\s+)?{_OF}(?:\s+{_NOUN})?",
        rf"{_COUNT}\s+meilleure?s\b",
        rf"{_COUNT}\s+{_NOUN}\s+(?:\w+\s+)?(?:au\s+choix|parmi|sur\s+les|sur(?=\s+{_NUMBER}))(?:\s+les)?(?:\s+{_OFFER})?",
        rf"{_COUNT}\s+(?:des|de\s+ces|parmi\s+les)\s+{_OFFER}\s+{_NOUN}",
    )
)
_ALTERNATIVES = {"sujet", "topic"}
"""Nouns of alternatives, of which exactly one is answered."""


@dataclass(frozen=True)
class Choice:
    """A choice of `count` questions out of `offer`, if stated, each called `noun`."""

    row: TextRow
    count: int
    offer: int | None
    noun: str

    def options(self, groups: Sequence[Entry]) -> list[Entry]:
        """Return the groups to choose from, or an empty list if the choice is between the parts of one group."""
        offered = [group for group in groups if self.noun and group.label.casefold().startswith(self.noun)]
        if not offered and self.noun not in _ALTERNATIVES:
            offered = [group for group in groups if not is_quality(group)]
        first = next((group.row for group in groups if group.row), self.row)
        introduces = (self.row.page, self.row.y0) <= (first.page, first.y0) or self.noun in _ALTERNATIVES
        fits = self.offer == len(offered) or (self.offer is None and introduces)
        return offered if fits and len(offered) > self.count else []


def find_choices(rows: Iterable[TextRow]) -> list[Choice]:
    """Return the choices that `rows` offer, in order."""
    return [_choice(row, match) for row in rows for pattern in _PATTERNS if (match := pattern.search(row.text))]


def _choice(row: TextRow, match: re.Match[str]) -> Choice:
    named = {name: (word or "").casefold() for name, word in match.groupdict().items()}
    offer = named.get("offer")
    return Choice(row, _value(named["count"]), _value(offer) if offer else None, named.get("noun", ""))


def _value(word: str) -> int:
    return _NUMBERS.get(word) or int(word)
