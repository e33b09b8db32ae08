"""Split rows that list several marks: "Ex 1 : 5 pts, Ex 2 : 7 pts", "Barème : 5/7/8"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bareme.domain.printed_scale.headings import Headings
from bareme.domain.printed_scale.labels import Family, read_labels
from bareme.domain.printed_scale.notation import NUMBER, UNIT
from bareme.domain.printed_scale.rows import TextRow

_WORD = r"(?:ex\w{0,20}\.?|q(?:uestion)?\.?|part(?:ie)?|probl[èe]me?|uppgift|aufgabe)"
_NAME = rf"{_WORD}\s*(?:n\s?[°º]\s*)?(?:\d{{1,2}}|[IVX]{{1,4}}|[A-H])\b"
_ITEM = re.compile(rf"{_NAME}\s*[:=(\-–]?\s*{NUMBER}\s*{UNIT}\s*\)?", re.IGNORECASE)
_VALUE = r"\d{1,2}(?:[.,]\d{1,2})?"
_BARE_LIST = re.compile(
    rf"\bbar[èe]me\b[^\d:]{{0,40}}:?\s*(?P<values>{_VALUE}(?:\s*{UNIT})?(?:(?:\s*[-–+/;]\s*|,\s+|\s+et\s+){_VALUE}(?:\s*{UNIT})?)++)"
    rf"\s*(?:{UNIT})?[\s.)]*$",
    re.IGNORECASE,
)


def itemize(rows: Sequence[TextRow], headings: Headings) -> Iterator[TextRow]:
    """Yield the rows, with a row that lists the marks of several questions split into one row per question."""
    exercises = _exercises(rows, headings)
    for row in rows:
        items = [match.group() for match in _ITEM.finditer(row.text)]
        if len(items) > 1 or (items := _unnamed_items(row.text, exercises)):
            yield from (replace(row, text=text, listed=True) for text in items)
        else:
            yield row


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
