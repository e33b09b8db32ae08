"""Marks that are listed across a row: "Ex 1 : 5 pts, Ex 2 : 7 pts", or a table with the numbers above the marks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bareme.domain.printed_scale.notation import NUMBER, UNIT
from bareme.domain.printed_scale.rows import Row

_WORD = r"(?:ex\w*\.?|q(?:uestion)?\.?|part(?:ie)?|probl[èe]me?|uppgift|aufgabe)"
_NAME = rf"{_WORD}\s*(?:n\s?[°º]\s*)?(?:\d{{1,2}}|[IVX]{{1,4}}|[A-H])\b"
_ITEM = re.compile(rf"{_NAME}\s*[:=(\-–]?\s*{NUMBER}\s*{UNIT}\s*\)?", re.IGNORECASE)
_NAMES = re.compile(rf"(?:{_NAME}\s*){{2,}}(?P<total>total)?\s*", re.IGNORECASE)
_NUMBERS = re.compile(rf"(?P<word>{_WORD})s?\s*:?\s+(?:\d{{1,2}}\s+){{2,}}(?P<total>total)?\s*:?\s*", re.IGNORECASE)
_MARKS = re.compile(
    rf"(?:(?:points?|marks?|bar[èe]me|poäng|max\w*|out\s+of)\s*:?\s*)?(?:{NUMBER}\s*(?:{UNIT})?\s*){{2,}}",
    re.IGNORECASE,
)


def itemize(rows: Sequence[Row]) -> Iterator[Row]:
    """Yield the rows; one that lists several questions with their marks gives a row for each."""
    marks_of_table = None
    for row, following in zip(rows, [*rows[1:], *rows[:1]], strict=True):
        if row is marks_of_table:
            continue
        items = [match.group() for match in _ITEM.finditer(row.text)]
        table = _columns(row.text, following.text)
        if table:
            marks_of_table = following
            yield from (replace(row, text=text) for text in table)
        elif len(items) > 1:
            yield from (replace(row, text=text) for text in items)
        else:
            yield row


def _columns(heads: str, marks: str) -> list[str] | None:
    """Return a text for each column where `heads` names questions and `marks` gives as many numbers, else None."""
    named, numbered = _NAMES.fullmatch(heads), _NUMBERS.fullmatch(heads)
    match = named or numbered
    if not match or not _MARKS.fullmatch(marks):
        return None
    if named:
        names = re.findall(_NAME, heads, re.IGNORECASE)
    else:
        names = [f"{match['word']} {number}" for number in re.findall(r"\d+", heads)]
    names += ["Total"] if match["total"] else []
    values = re.findall(NUMBER, marks)
    return (
        [f"{name} : {value} points" for name, value in zip(names, values, strict=True)]
        if len(names) == len(values)
        else None
    )
