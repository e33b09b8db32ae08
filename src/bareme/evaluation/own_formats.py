"""Read Barème's own formats, JSON Lines and CSV, which docs/evaluation.md describes."""

from pathlib import Path
from typing import Any

from bareme.errors import InvalidInput
from bareme.evaluation.items import DataSet, EvaluationItem
from bareme.evaluation.json_files import parse_json
from bareme.evaluation.levels import match_label
from bareme.evaluation.numbers import is_missing
from bareme.evaluation.refusals import Refusals, refuse
from bareme.evaluation.tables import TableRow, read_table, read_text
from bareme.translation import Message

HUMAN, SYSTEM = "human:", "system:"
_TEXT_COLUMNS = ("item_id", "question_id", "question", "reference_answer", "student_id", "answer")
_NUMBER_COLUMNS = ("maximum", "minimum", "step")
_JSON_COLUMNS = ("criteria", "levels")
_COLUMNS = frozenset({*_TEXT_COLUMNS, *_NUMBER_COLUMNS, *_JSON_COLUMNS, "pages"})


def read_json_lines(path: Path) -> DataSet:
    """Return the data set of a JSON Lines file: one item per line, after an optional line `{"dataset": {…}}`.

    Raises:
        InvalidInput: lines are not valid items; the message names them.
    """
    refusals = Refusals(path)
    about: dict[str, Any] = {}
    items: list[EvaluationItem] = []
    # `splitlines` would also split at Unicode line separators, which may occur inside a JSON string.
    for line, text in enumerate(read_text(path).split("\n"), start=1):
        if not text.strip():
            continue
        with refusals.at(line):
            value = parse_json(text)
            if not isinstance(value, dict):
                raise InvalidInput("expected an object")
            if "dataset" in value and not items:
                if not isinstance(value["dataset"], dict):
                    raise InvalidInput("'dataset' must be an object")
                about = value["dataset"]
            else:
                items.append(_item(value, line))
    refusals.raise_any()
    return _dataset(path, "jsonl", about, items)


def read_csv(path: Path) -> DataSet:
    """Return the data set of a CSV file with the columns of docs/evaluation.md.

    Raises:
        InvalidInput: a column is unknown, or rows are not valid items; the message names them.
    """
    table = read_table(path)
    unknown = [name for name in table.columns if name not in _COLUMNS and not name.startswith((HUMAN, SYSTEM))]
    if "" in unknown:
        raise refuse(path, Message("a column has no name"))
    if unknown:
        raise refuse(path, Message("unknown column {unknown!r}", unknown=unknown[0]))
    refusals = Refusals(path)
    items: list[EvaluationItem] = []
    for row in table.rows:
        with refusals.at(row.line):
            items.append(_item(_value(row), row.line))
    refusals.raise_any()
    return _dataset(path, "csv", table.about, items)


def _item(value: dict[str, Any], line: int) -> EvaluationItem:
    if "line" in value:
        raise InvalidInput("'line': there is no such field")
    return EvaluationItem.model_validate({**_with_points(value), "line": line})


def _dataset(path: Path, fmt: str, about: dict[str, Any], items: list[EvaluationItem]) -> DataSet:
    refusals, lines = Refusals(path), dict[str, int]()
    for item in items:
        first = lines.setdefault(item.item_id, item.line) if item.item_id else item.line
        if first != item.line:
            repeated = Message("the item {item_id!r} is already on line {line}", item_id=item.item_id, line=first)
            refusals.add(item.line, repeated)
    refusals.raise_any()
    name, licence = str(about.get("name") or path.stem), str(about.get("licence") or "")
    return DataSet(name=name, format=fmt, licence=licence, items=tuple(items), file=path)


def _value(row: TableRow) -> dict[str, Any]:
    """Return a CSV row as the equivalent JSON object."""
    value: dict[str, Any] = {name: row.cells[name] for name in _TEXT_COLUMNS if name in row.cells}
    value |= {name: row.cells[name] for name in _NUMBER_COLUMNS if not is_missing(row.cells.get(name))}
    value |= {name: _json_cell(row, name) for name in _JSON_COLUMNS if row.cells.get(name, "").strip()}
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


def _json_cell(row: TableRow, name: str) -> Any:
    try:
        return parse_json(row.cells[name])
    except InvalidInput as error:
        raise InvalidInput("{name!r}: {problem}", name=name, problem=error.message) from None


def _with_points(value: dict[str, Any]) -> dict[str, Any]:
    """Return an item's object with points added to marks that only have a label."""
    levels = [level for level in _objects(value.get("levels")) if {"label", "points"} <= level.keys()]
    points = {str(level["label"]): level["points"] for level in levels}
    if not points:
        return value
    for field in ("human_marks", "system_marks"):
        for mark in _objects(value.get(field)):
            if "label" in mark and "points" not in mark:
                label = match_label(str(mark["label"]), list(points))
                if label is None:
                    names = ", ".join(points)
                    raise InvalidInput("{label!r} is not one of the levels {names}", label=mark["label"], names=names)
                mark |= {"label": label, "points": points[label]}
    return value


def _objects(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
