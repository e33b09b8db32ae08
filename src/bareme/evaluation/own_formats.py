"""Barème's own formats, described in docs/evaluation.md: JSON Lines and CSV."""

import json
from pathlib import Path
from typing import Any

from bareme.evaluation.items import DataSet, EvaluationItem
from bareme.evaluation.levels import match_label
from bareme.evaluation.numbers import is_missing
from bareme.evaluation.refusals import Refusals, refuse
from bareme.evaluation.tables import Row, read_table, read_text

HUMAN, SYSTEM = "human:", "system:"
_TEXT_COLUMNS = ("item_id", "question_id", "question", "reference_answer", "student_id", "answer")
_NUMBER_COLUMNS = ("maximum", "minimum", "step")
_JSON_COLUMNS = ("criteria", "levels")
_COLUMNS = frozenset({*_TEXT_COLUMNS, *_NUMBER_COLUMNS, *_JSON_COLUMNS, "pages"})


def read_json_lines(path: Path) -> DataSet:
    """Return the data set of a JSON Lines file: an item a line, and optionally a first line `{"dataset": {…}}`.

    Raises:
        InvalidInput: a line is no item; the message names each.
    """
    refusals = Refusals(path)
    about: dict[str, Any] = {}
    items: list[EvaluationItem] = []
    # Not splitlines: a line separator of Unicode may stand inside a JSON string.
    for line, text in enumerate(read_text(path).split("\n"), start=1):
        if not text.strip():
            continue
        with refusals.at(line):
            value = json.loads(text)
            if not isinstance(value, dict):
                raise ValueError("an object is expected")  # noqa: TRY004 - a fault of the row, like the others
            if "dataset" in value and not items:
                about = dict(value["dataset"])
            else:
                items.append(_item(value, line))
    refusals.raise_any()
    return _dataset(path, "jsonl", about, items)


def read_csv(path: Path) -> DataSet:
    """Return the data set of a CSV file with the columns of docs/evaluation.md.

    Raises:
        InvalidInput: a column is not known or a row is no item; the message names each.
    """
    table = read_table(path)
    unknown = [name for name in table.columns if name not in _COLUMNS and not name.startswith((HUMAN, SYSTEM))]
    if unknown:
        raise refuse(path, f"line 1: unknown column {unknown[0]!r}", f"ligne 1 : colonne inconnue {unknown[0]!r}")
    refusals = Refusals(path)
    items: list[EvaluationItem] = []
    for row in table.rows:
        with refusals.at(row.line):
            items.append(_item(_value(row), row.line))
    refusals.raise_any()
    return _dataset(path, "csv", table.about, items)


def _item(value: dict[str, Any], line: int) -> EvaluationItem:
    if "line" in value:
        raise ValueError("'line': no such field")
    return EvaluationItem.model_validate({**_with_points(value), "line": line})


def _dataset(path: Path, fmt: str, about: dict[str, Any], items: list[EvaluationItem]) -> DataSet:
    if not items:
        raise refuse(path, "no items", "aucune copie")
    ids = [item.item_id for item in items if item.item_id]
    if len(set(ids)) < len(ids):
        twice = next(item_id for item_id in ids if ids.count(item_id) > 1)
        raise refuse(path, f"the item {twice!r} appears twice", f"l’élément {twice!r} est en double")
    name, licence = str(about.get("name") or path.stem), str(about.get("licence") or "")
    return DataSet(name=name, format=fmt, licence=licence, items=tuple(items), file=path)


def _value(row: Row) -> dict[str, Any]:
    """Return a CSV row as the JSON object that it stands for."""
    value: dict[str, Any] = {name: row.cells[name] for name in _TEXT_COLUMNS if name in row.cells}
    value |= {name: row.cells[name] for name in _NUMBER_COLUMNS if not is_missing(row.cells.get(name))}
    value |= {name: json.loads(row.cells[name]) for name in _JSON_COLUMNS if row.cells.get(name, "").strip()}
    pages = [page.strip() for page in row.cells.get("pages", "").split(";") if page.strip()]
    if pages:
        value["pages"] = pages
        if not value.get("answer"):
            value.pop("answer", None)
    for prefix, field in ((HUMAN, "human_marks"), (SYSTEM, "system_marks")):
        value[field] = [
            {"rater": name.removeprefix(prefix), "points" if not value.get("levels") else "label": cell}
            for name, cell in row.cells.items()
            if name.startswith(prefix) and not is_missing(cell)
        ]
    return value


def _with_points(value: dict[str, Any]) -> dict[str, Any]:
    """Return an item's object with the points of the marks that are given as labels."""
    points = {str(level["label"]): level["points"] for level in value.get("levels") or ()}
    if not points:
        return value
    for field in ("human_marks", "system_marks"):
        marks = []
        for mark in value.get(field) or ():
            if "label" in mark and "points" not in mark:
                label = match_label(str(mark["label"]), list(points))
                if label is None:
                    raise ValueError(f"{mark['label']!r} is none of the levels {', '.join(points)}")
                marks.append({**mark, "label": label, "points": points[label]})
            else:
                marks.append(mark)
        value = {**value, field: marks}
    return value
