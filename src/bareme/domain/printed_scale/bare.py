"""Marks without a unit: "[4]" at the end of a question, in a paper that says what such numbers are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from bareme.domain.points import add
from bareme.domain.printed_scale.notation import UNIT, evaluate, find_notations
from bareme.domain.printed_scale.rows import TextRow

_BARE = re.compile(r"(?:^|(?<=\s))(?P<open>[(\[])\s?(?P<value>\d{1,2}(?:[.,]5)?)\s?[)\]]$")
_MARKS = rf"(?:{UNIT}|bar[èe]me)"
_PLACE = r"(?:brackets?|parenth[eè]ses|crochets|margin|marge)\b"
_CONVENTION = re.compile(
    rf"\b{_MARKS}.{{0,80}}\b{_PLACE}|\b{_PLACE}.{{0,80}}\b{_MARKS}|\btotal\s+for\s+question\b", re.IGNORECASE
)
_TOTAL = re.compile(rf"\btotal\b.{{0,40}}\b{_MARKS}", re.IGNORECASE)


def spell_out(rows: Sequence[TextRow]) -> list[TextRow]:
    """Return `rows` with "[4 points]" for "[4]" where that is how the paper gives its marks, else as they are.

    It is where a sentence says so, or where the numbers sum to the total that is printed. Numbers of formulas and of
    references look the same; no paper that also prints marks with their unit means such numbers as marks.
    """
    told = [row for row in rows if _CONVENTION.search(row.text) or _TOTAL.search(row.text)]
    if not told or any(row not in told and find_notations(row.text, heading=False) for row in rows):
        return list(rows)
    return max((list(_spelled(rows, told, sign)) for sign in "(["), key=lambda spelled: _changed(spelled, rows))


def _changed(spelled: Sequence[TextRow], rows: Sequence[TextRow]) -> int:
    return sum(row is not before for row, before in zip(spelled, rows, strict=True))


def _spelled(rows: Sequence[TextRow], told: Sequence[TextRow], sign: str) -> Iterator[TextRow]:
    found = {
        index: match for index, row in enumerate(rows) if (match := _BARE.search(row.text)) and match["open"] == sign
    }
    values = [evaluate(match["value"]) for match in found.values()]
    counts_up = values == [Decimal(number) for number in range(1, len(values) + 1)]
    printed = {Decimal(number) for row in told for number in re.findall(r"\d+", row.text)}
    meant = any(_CONVENTION.search(row.text) for row in told) or add(values) in printed
    for index, row in enumerate(rows):
        match = found.get(index)
        if match and meant and not counts_up:
            yield replace(row, text=f"{row.text[: match.start()]}({match['value']} points)")
        else:
            yield row
