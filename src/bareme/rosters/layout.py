"""Find where a class list begins: below title lines and above the students, or without titles at all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bareme.errors import InvalidInput
from bareme.rosters.columns import Columns, Field, find_columns
from bareme.tables import Record

_MOST_LINES_ABOVE = 30
_NAME = re.compile(r"[^\W\d_]+(?:[\s'’.,-]+[^\W\d_]+)*\.?")
_COUNTED = re.compile(r"(?<![\s\d])\s*+\d++(?:\s++|\s*+[.)]\s++)(?=[^\W\d_])")
_NUMBER = re.compile(r"(?=.*\d)[\w-]+")


@dataclass(frozen=True)
class Layout:
    """The columns of a list, its titles, and the records with its students."""

    columns: Columns
    titles: tuple[str, ...]
    """Empty if the list has no titles."""
    above: tuple[Record, ...]
    """The lines above the titles."""
    rows: tuple[Record, ...]


def find_layout(records: Sequence[Record]) -> Layout:
    """Return the layout by the record with the most known titles, or by the cells if no record has titles.

    Raises:
        InvalidInput: no column can be told to hold names.
    """
    candidates = [(record, find_columns(record.cells)) for record in records[:_MOST_LINES_ABOVE]]
    named = [(len(columns.used), -place) for place, (_, columns) in enumerate(candidates) if columns.has_names]
    if named:
        place = -max(named)[1]
        header, columns = candidates[place]
        titles = tuple(" ".join(cell.split()) for cell in header.cells)
        rows = tuple(records[place + 1 :])
        _check_halves(columns, titles, rows)
        return Layout(columns, titles, tuple(records[:place]), rows)
    records = _without_numbering(records)
    columns = _by_cells(records)
    if not columns.has_names:
        raise InvalidInput(
            "no column is titled {french!r} or {english!r}: put a first line such as {example!r} into the list",
            french="Nom",
            english="Name",
            example="Nom;Prénom;N°",
        )
    return Layout(columns, (), (), tuple(records))


def check_width(record: Record, titles: Sequence[str], *, allow_empty: bool = True) -> None:
    """Refuse a row whose cells do not stand under the titles: half a name would be lost.

    Empty cells beyond the titles are let pass, unless `allow_empty` is off.
    """
    width = len(titles)
    beyond = record.cells[width:]
    if titles and (any(cell.strip() for cell in beyond) or (beyond and not allow_empty)):
        raise InvalidInput(
            "line {line} has {cells} cells, the titles are {titles}: put a name with a comma between quotation marks",
            line=record.line,
            cells=len(record.cells),
            titles=width,
        )


def _check_halves(columns: Columns, titles: Sequence[str], rows: Sequence[Record]) -> None:
    """Refuse a list of which only family names or only first names are known, if another column may have the rest."""
    known = {"family", "given", "name"} & columns.places.keys()
    if len(known) > 1 or "name" in known:
        return
    for place, title in enumerate(titles):
        cells = [row.cells[place].strip() for row in rows if place < len(row.cells)]
        kind = _kind([cell for cell in cells if cell], rows=len(rows))
        if title and place not in columns.used and kind == "name" and len(set(cells)) * 2 > len(rows):
            raise InvalidInput(
                "only half of the names is known: if the other half is in {title!r}, title this column {french!r} or "
                "{english!r}",
                title=title,
                french="Nom" if "given" in known else "Prénom",
                english="Last name" if "given" in known else "First name",
            )


def _without_numbering(records: Sequence[Record]) -> Sequence[Record]:
    """Return the records without the numbers that count them: "1. Dupont Marie", if all are counted so."""
    first = [record.cells[0] if record.cells else "" for record in records]
    if not all(_COUNTED.match(cell) for cell in first):
        return records
    return [
        replace(record, cells=(_COUNTED.sub("", cell, count=1), *record.cells[1:]))
        for record, cell in zip(records, first, strict=True)
    ]


def _by_cells(records: Sequence[Record]) -> Columns:
    """Return the columns of a list without titles, if every cell of each column is of one kind."""
    width = max(len(record.cells) for record in records)
    kinds: dict[Field, list[int]] = {}
    for place in range(width):
        cells = [" ".join(record.cells[place].split()) for record in records if place < len(record.cells)]
        kind = _kind([cell for cell in cells if cell], rows=len(records))
        if kind is None:
            return Columns({})
        kinds.setdefault(kind, []).append(place)
    if len(kinds.get("name", ())) == 2:
        kinds["family"], kinds["given"] = kinds["name"][:1], kinds.pop("name")[1:]
    if any(len(places) > 1 for places in kinds.values()):
        return Columns({})
    return Columns({kind: tuple(places) for kind, places in kinds.items()})


def _kind(cells: Sequence[str], *, rows: int) -> Field | None:
    if cells and all(_NAME.fullmatch(cell) for cell in cells):
        return "name"
    if cells and all("@" in cell for cell in cells):
        return "email"
    if cells and all(_NUMBER.fullmatch(cell) for cell in cells):
        return "number" if len(set(cells)) == rows else "group"
    return None
