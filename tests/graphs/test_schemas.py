"""The JSON Schemas of the wire: they are the API, so a change shows as a change of the files under snapshot."""

from collections.abc import Iterator
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from bareme.graphs.schemas import SCHEMAS, wire_schema

type Json = dict[str, Any]

# The documented shapes of others, and what is described where it is made.
RESULTS_AND_EXAMS = {"GradingOutput", "ExamSubmissionWithExam", "EvaluationResult"}
SAY_IT_THEMSELVES = {
    # What a message is, and the version of all of them.
    "type", "kind", "schema_version",
    # What it is about.
    "session_id", "session_name", "copy_id", "question_id", "document_id", "student",
    # Figures of a class, in points.
    "mean", "median", "lowest", "highest",
}  # fmt: skip


@pytest.mark.snapshot
@pytest.mark.parametrize("name", SCHEMAS)
def test_schema(snapshot: SnapshotAssertion, name: str) -> None:
    assert wire_schema(name) == snapshot(extension_class=JSONSnapshotExtension)


@pytest.mark.parametrize("name", [name for name in SCHEMAS if name not in RESULTS_AND_EXAMS])
def test_every_field_that_a_client_sees_is_described(name: str) -> None:
    schema = wire_schema(name)
    kinds = {name: schema, **schema.get("$defs", {})}
    silent = [
        f"{kind}.{field}"
        for kind, definition in kinds.items()
        for field, content in definition.get("properties", {}).items()
        if field not in SAY_IT_THEMSELVES and not _is_described(content, kinds)
    ]
    assert silent == []


@pytest.mark.parametrize("name", [name for name in SCHEMAS if name not in RESULTS_AND_EXAMS])
def test_every_object_that_a_client_sees_is_described(name: str) -> None:
    schema = wire_schema(name)
    kinds = {name: schema, **schema.get("$defs", {})}
    assert [
        kind for kind, definition in kinds.items() if "properties" in definition and not definition.get("description")
    ] == []


def _is_described(content: Json, kinds: dict[str, Json]) -> bool:
    """Whether a field says what it is, or is of a kind that does."""
    references = [kinds[reference] for reference in _references(content)]
    return bool(content.get("description")) or bool(references and all(kind.get("description") for kind in references))


def _references(content: Json) -> Iterator[str]:
    if "$ref" in content:
        yield content["$ref"].rsplit("/", 1)[-1]
    for choice in (*content.get("anyOf", ()), *content.get("oneOf", ())):
        yield from _references(choice)
    if isinstance(content.get("items"), dict):
        yield from _references(content["items"])
