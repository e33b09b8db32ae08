"""Split rows that list several marks: "Ex 1 : 5 pts, Ex 2 : 7 pts", "Barème : 5/7/8", or a table of two rows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bareme.domain.printed_scale.headings import Headings
from bareme.domain.printed_scale.labels import Family, read_labels
from bareme.domain.printed_scale.notation import NUMBER, UNIT
from bareme.domain.printed_scale.rows import TextRow

_WORD = r"(?:ex\w*\.?|q(?:uestion)?\.?|part(?:ie)?|probl[èe]me?|uppgift|aufgabe)"
_NAME = rf"{_WORD}\s*(?:n\s?[°º]\s*)?(?:\d{{1,2}}|[IVX]{{1,4}}|[A-H])\b"
_ITEM = re.compile(rf"{_NAME}\s*[:=(\-–]?\s*{NUMBER}\s*{UNIT}\s*\)?", re.IGNORECASE)
_NAMES = re.compile(rf"(?:{_NAME}\s*){{2,}}(?P<total>total)?\s*", re.IGNORECASE)
_NUMBERS = re.compile(rf"(?P<word>{_WORD})s?\s*:?\s+(?:\d{{1,2}}\s+){{2,}}(?P<total>total)?\s*:?\s*", re.IGNORECASE)
_MARKS = re.compile(
    rf"(?:(?:points?|marks?|bar[èe]me|poäng|max\w*|out\s+of)\s*:?\s*)?(?:{NUMBER}\s*(?:{UNIT})?\s*){{2,}}",
    re.IGNORECASE,
)
_VALUE = r"\d{1,2}(?:[.,]\d{1,2})?"
_BARE_LIST = re.compile(
    rf"\bbar[èe]me\b[^\d:]{{0,40}}:?\s*(?P<values>{_VALUE}(?:\s*{UNIT})?(?:(?:\s*[-–+/;]\s*|,\s+|\s+et\s+){_VALUE}(?:\s*{UNIT})?)+)"
    rf"\s*(?:{UNIT})?[\s.)]*$",
    re.IGNORECASE,
)


def itemize(rows: Sequence[TextRow], headings: Headings) -> Iterator[TextRow]:
    """Yield the rows, with a row that lists the marks of several questions split into one row per question."""
    marks_of_table = None
    exercises = _exercises(rows, headings)
    for row, following in zip(rows, [*rows[1:], *rows[:1]], strict=True):
        if row is marks_of_table:
            continue
        items = [match.group() for match in _ITEM.finditer(row.text)]
        table = _columns(row.text, following.text)
        if table:
            marks_of_table = following
            yield from (replace(row, text=text, listed=True) for text in table)
        elif len(items) > 1 or (items := _unnamed_items(row.text, exercises)):
            yield from (replace(row, text=text, listed=True) for text in items)
        else:
            yield row


def _columns(heads: str, marks: str) -> list[str] | None:
    """Return one text per column if `heads` names questions and `marks` lists as many numbers, else None."""
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


def _exercises(rows: Sequence[TextRow], headings: Headings) -> list[str]:
    """Return the distinct labels of the outermost numbered headings, in order."""
    labels = [label for row in rows for label in read_labels(row.text, prominent=headings.is_prominent(row))[:1]]
    families = sorted({label.family for label in labels if Family.TITLE < label.family < Family.BARE})
    return list(dict.fromkeys(label.text for label in labels if label.family in families[:1]))


def _unnamed_items(text: str, exercises: Sequence[str]) -> list[str]:
    """Return one text per exercise if `text` lists as many marks without names, else an empty list."""
    match = _BARE_LIST.search(text)
    values = re.findall(_VALUE, match["values"]) if match else []
    if len(values) != len(exercises):
        return []
    return [f"{name} : {value} points" for name, value in zip(exercises, values, strict=True)]
