"""Find tables and lists of marks: a second place where a paper prints its scale, besides its headings."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bareme.domain.points import add
from bareme.domain.printed_scale.entries import Entry
from bareme.domain.printed_scale.labels import Family, Style, read_labels
from bareme.domain.printed_scale.notation import NUMBER, UNIT, evaluate
from bareme.domain.printed_scale.rows import TextRow
from bareme.domain.printed_scale.vocabulary import EXERCISE, PART, POINTS, QUESTION, TOTAL

_NAMES = rf"(?:{EXERCISE}|{PART}|{QUESTION})"
_NAMED = re.compile(rf"(?<!\w){_NAMES}(?!\w)", re.IGNORECASE)
_MARKS = re.compile(rf"(?<!\w)(?:{POINTS}|max\w*)(?!\w)", re.IGNORECASE)
_SUM = re.compile(
    rf"\W{{0,40}}(?:{TOTAL})(?!\w)\W{{0,40}}(?P<value>{NUMBER})?\s*(?:{UNIT}|p\b\.?)?\W{{0,40}}", re.IGNORECASE
)
_HEADS = re.compile(
    rf"(?:[^\W\d][\w.]*+\s*[:|]?\s*){{0,2}}?(?P<labels>(?:\s*+(?:{_NAMES})?\s*+\d{{1,2}}(?!\d)){{2,}}+)\s*+(?P<total>[^\W\d]\w{{0,40}}\W{{0,40}}|[Σ∑]\s*)?",
    re.IGNORECASE,
)
_CELLS = re.compile(
    rf"[^\d\t]{{0,40}}?(?P<values>(?:(?<![\w.,])(?:/\s?)?{NUMBER}\s*+(?:(?:{UNIT}|p\b\.?)\s*+)?){{2,}}+)", re.IGNORECASE
)
_ROW = re.compile(
    rf"(?P<name>(?:{_NAMES}\s*(?:n\s?[°ºo]\.?|nr\.?)?\s*)?(?P<number>\d{{1,2}}))\s*[:.]?[\s._…]+(?:/\s?)?(?P<value>{NUMBER})"
    rf"(?:\s*(?:{UNIT}|p\b\.?))?[\s._…/]*",
    re.IGNORECASE,
)
_LABEL = r"\(?(?:\d{1,2}\s?\.?[a-h]?|[a-h]|[ivx]{1,4})\)?"
_ITEM = re.compile(rf"(?<!\w)(?P<label>{_LABEL})\s*[:=]?\s*(?P<value>{NUMBER})\s*(?:{UNIT}|p\b\.?)", re.IGNORECASE)


@dataclass
class Listing:
    """The questions of a table or list, and the total that it states."""

    entries: list[Entry]
    total: Decimal | None = None
    total_row: TextRow | None = None


def take_listings(rows: Sequence[TextRow]) -> tuple[list[TextRow], list[Listing]]:
    """Return the rows that belong to no table or list of marks, and the tables and lists."""
    rest: list[TextRow] = []
    listings: list[Listing] = []
    position = 0
    while position < len(rows):
        found = _columns(rows, position) or _table(rows, position) or _list(rows, position)
        if found is None:
            rest.append(rows[position])
            position += 1
        else:
            listing, position = found
            listings.append(listing)
    return rest, listings


def _columns(rows: Sequence[TextRow], at: int) -> tuple[Listing, int] | None:
    """Read a table with the numbers of the questions in one row, and their marks in one of the next two."""
    heads = _HEADS.fullmatch(rows[at].text)
    if not heads:
        return None
    numbers = [int(number) for number in re.findall(r"\d+", heads["labels"])]
    if numbers != list(range(1, len(numbers) + 1)):
        return None
    for row in rows[at + 1 : at + 3]:
        cells = _CELLS.fullmatch(row.text)
        if not cells or row.page != rows[at].page:
            continue
        values = [evaluate(value) for value in re.findall(NUMBER, cells["values"])]
        marks, speaks_of_marks = values[: len(numbers)], bool(_MARKS.search(row.text))
        if not (speaks_of_marks or _NAMED.search(rows[at].text)):
            continue
        summed = len(values) == len(numbers) + 1 and heads["total"] is not None and add(marks) == values[-1]
        if summed or (len(values) == len(numbers) and speaks_of_marks):
            listing = Listing(_numbered(marks, row), values[-1] if summed else None, row if summed else None)
            return listing, rows.index(row) + 1
    return None


def _table(rows: Sequence[TextRow], at: int) -> tuple[Listing, int] | None:
    """Read a table with a question a row, below a head that speaks of marks or above their sum."""
    headed = bool(_MARKS.search(rows[at].text)) and not re.search(r"\d", rows[at].text)
    start = at + 1 if headed else at
    found: list[tuple[TextRow, Decimal]] = []
    position = start
    while position < len(rows) and (match := _ROW.fullmatch(rows[position].text)):
        if int(match["number"]) != len(found) + 1 or rows[position].page != rows[at].page:
            break
        found.append((rows[position], evaluate(match["value"])))
        position += 1
    if len(found) < 2:
        return None
    last = _SUM.fullmatch(rows[position].text) if position < len(rows) else None
    total = evaluate(last["value"]) if last and last["value"] else None
    if total != add(value for _, value in found) and (not headed or total is not None):
        return None
    entries = [_numbered([value], row, start=number)[0] for number, (row, value) in enumerate(found, start=1)]
    return Listing(entries, total, rows[position] if last else None), position + (last is not None)


def _list(rows: Sequence[TextRow], at: int) -> tuple[Listing, int] | None:
    """Read a list with an exercise a row, and the marks of its questions after a colon."""
    entries: list[Entry] = []
    position = at
    while position < len(rows) and (entry := _list_entry(rows[position])):
        entries.append(entry)
        position += 1
    if not any(entry.parts for entry in entries) or len(entries) < 2:
        return None
    last = _SUM.fullmatch(rows[position].text) if position < len(rows) else None
    total = evaluate(last["value"]) if last and last["value"] else None
    return Listing(entries, total, rows[position] if last else None), position + (last is not None)


def _list_entry(row: TextRow) -> Entry | None:
    labels = read_labels(row.text, prominent=True)
    if not labels or labels[0].family is Family.BARE:
        return None
    label, rest = labels[0], row.text[labels[0].end :]
    reading = label.readings[0]
    entry = Entry(label.own_id, label.text, reading.style, reading.value, 0, None, row)
    if whole := re.fullmatch(rf"\s*[:=]\s*(?P<value>{NUMBER})\s*{UNIT}\W*", rest, re.IGNORECASE):
        entry.printed = evaluate(whole["value"])
        return entry
    items = list(_ITEM.finditer(rest))
    if len(items) < 2 or re.search(r"\w", _ITEM.sub("", rest)):
        return None
    for number, item in enumerate(items, start=1):
        own = item["label"].strip("() ")
        entry.parts.append(
            Entry(own, item["label"], Style(Family.BARE, "listed"), number, 0, evaluate(item["value"]), row)
        )
    return entry


def _numbered(values: Iterable[Decimal], row: TextRow, *, start: int = 1) -> list[Entry]:
    style = Style(Family.QUESTION, "number")
    return [
        Entry(f"{number}", f"Question {number}", style, number, 0, value, row)
        for number, value in enumerate(values, start=start)
    ]
