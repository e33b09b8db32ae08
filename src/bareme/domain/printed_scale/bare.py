"""Recognise marks without a unit, such as "[4]" at the end of a question."""

import re
from collections.abc import Iterator, Mapping, Sequence
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


def add_units(rows: Sequence[TextRow]) -> list[TextRow]:
    """Return `rows` with "[4]" replaced by "(4 points)" if the paper gives its marks in this way.

    This is the case if a sentence says so, or if the numbers sum to the printed total. References and formulas look the
    same, so rows are left unchanged if the paper also prints marks with a unit.
    """
    hints = [row for row in rows if _CONVENTION.search(row.text) or _TOTAL.search(row.text)]
    if not hints or any(row not in hints and find_notations(row.text, heading=False) for row in rows):
        return list(rows)
    return max((list(_with_units(rows, hints, bracket)) for bracket in "(["), key=lambda new: _changes(new, rows))


def with_bare_marks(rows: Sequence[TextRow]) -> Iterator[list[TextRow]]:
    """Yield `rows` with the bare numbers in one kind of bracket taken for marks, if there are several."""
    for bracket in "[(":
        found = _bare_numbers(rows, bracket)
        if len(found) > 1:
            yield list(_replaced(rows, found))


def _changes(new: Sequence[TextRow], rows: Sequence[TextRow]) -> int:
    return sum(row is not before for row, before in zip(new, rows, strict=True))


def _with_units(rows: Sequence[TextRow], hints: Sequence[TextRow], bracket: str) -> Iterator[TextRow]:
    found = _bare_numbers(rows, bracket)
    printed = {Decimal(number) for row in hints for number in re.findall(r"\d+", row.text)}
    values = add(evaluate(match["value"]) for match in found.values())
    are_marks = any(_CONVENTION.search(row.text) for row in hints) or values in printed
    return _replaced(rows, found if are_marks else {})


def _bare_numbers(rows: Sequence[TextRow], bracket: str) -> dict[int, re.Match[str]]:
    """Return the bare numbers at the end of rows, by row, unless they count 1, 2, 3."""
    found = {
        index: match for index, row in enumerate(rows) if (match := _BARE.search(row.text)) and match["open"] == bracket
    }
    values = [evaluate(match["value"]) for match in found.values()]
    return {} if values == [Decimal(number) for number in range(1, len(values) + 1)] else found


def _replaced(rows: Sequence[TextRow], found: Mapping[int, re.Match[str]]) -> Iterator[TextRow]:
    for index, row in enumerate(rows):
        match = found.get(index)
        yield replace(row, text=f"{row.text[: match.start()]}({match['value']} points)") if match else row
