"""Read a marking scheme from CSV: a file by `scheme_writer`, without loss, or a simpler table.

Without a column for the kind of row, every row is a question; without a column for the depth, no question has parts.
So a table of questions and points is a scheme.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from bareme.domain.criteria import Criterion, CriterionKind, Level
from bareme.domain.limits import CRITERION_ID_LENGTH
from bareme.domain.scheme import GradingScheme, Question
from bareme.errors import InvalidInput
from bareme.exports.scheme_columns import kind_words, row_words
from bareme.exports.scheme_rows import SchemeRow, read_scheme_rows
from bareme.translation import Message
from bareme.validation import faults_of

_COLUMN_OF = {"label": "name", "max_points": "points", "printed_total": "points", "description": "text"}


@dataclass
class _Node:
    """A row with its children: the criteria and parts of a question, or the levels of a criterion."""

    row: SchemeRow
    criteria: list["_Node"] = field(default_factory=list)
    parts: list["_Node"] = field(default_factory=list)


def read_scheme_csv(data: bytes) -> GradingScheme:
    """Return the scheme of a CSV with titles in any language, any usual delimiter, and either decimal sign.

    Raises:
        InvalidInput: the file is invalid; the message names line and column.
    """
    own: SchemeRow | None = None
    words = row_words()
    top: list[_Node] = []
    path: list[_Node] = []
    for row in read_scheme_rows(data):
        match row.word("row", words, "question"):
            case "scheme":
                own = row
            case "question":
                depth = row.whole("depth") or 1
                if depth > len(path) + 1:
                    raise row.fault("depth", Message("no question above it is at depth {above}", above=depth - 1))
                node = _Node(row)
                (path[depth - 2].parts if depth > 1 else top).append(node)
                path[depth - 1 :] = [node]
            case "criterion" if path:
                path[-1].criteria.append(_Node(row))
            case "level" if path and path[-1].criteria:
                path[-1].criteria[-1].parts.append(_Node(row))
            case _:
                raise row.fault("row", Message("it belongs to no question or criterion above it"))
    if not top:
        raise InvalidInput("the file contains no question")
    return _scheme(own, top)


def _scheme(own: SchemeRow | None, top: Sequence[_Node]) -> GradingScheme:
    values: dict[str, Any] = {"questions": tuple(_question(node) for node in top)}
    if own is not None:
        values |= {"name": own.text("name"), "printed_total": own.points("points"), "deleted": own.flag("deleted")}
        values["version"] = own.whole("version") or 1
    return _validated(GradingScheme, values, own or top[0].row)


def _question(node: _Node) -> Question:
    row = node.row
    values: dict[str, Any] = {
        "id": row.text("id") or row.text("name"),
        "label": row.text("name"),
        "max_points": row.points("points"),
        "text": row.text("text"),
        "expected_answer": row.text("expected_answer"),
        "guidelines": row.text("guidelines"),
        "best_of": row.whole("best_of"),
        "follow_through": row.flag("follow_through"),
        "criteria": tuple(_criterion(criterion) for criterion in node.criteria),
        "parts": tuple(_question(part) for part in node.parts),
    }
    coefficient = row.points("coefficient")
    return _validated(Question, values if coefficient is None else {**values, "coefficient": coefficient}, row)


def _criterion(node: _Node) -> Criterion:
    row = node.row
    values = {
        "id": row.text("id") or row.text("name")[:CRITERION_ID_LENGTH],
        "name": row.text("name"),
        "points": row.needed_points(),
        "description": row.text("text"),
        "kind": row.word("kind", kind_words(), CriterionKind.RANGE),
        "levels": tuple(_level(level.row) for level in node.parts),
        "bonus": row.flag("bonus"),
        "group": row.text("group"),
    }
    return _validated(Criterion, values, row)


def _level(row: SchemeRow) -> Level:
    return _validated(Level, {"points": row.needed_points(), "description": row.text("text")}, row)


def _validated[T: BaseModel](model: type[T], values: dict[str, Any], row: SchemeRow) -> T:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = faults_of(error)[0]
        name = str(first.path[0]) if first.path else ""
        raise row.fault(_COLUMN_OF.get(name, name), first.problem) from None
