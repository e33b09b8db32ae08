"""The JSON Schemas of the wire: they are the API, so a change shows as a change of the files under snapshot."""

from collections.abc import Iterator
from typing import Any, Literal

import pytest
from pydantic import TypeAdapter
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from bareme.domain.review import ReviewCommand
from bareme.graphs.contract import GradingContext, GradingRequest, ScaleConfirmation
from bareme.graphs.events import Event
from bareme.graphs.interrupts import ConfirmScale, ReviewRequest
from bareme.graphs.state import GradingOutput

type Json = dict[str, Any]
type Mode = Literal["validation", "serialization"]

WIRE: dict[str, tuple[Any, Mode]] = {
    "GradingRequest": (GradingRequest, "validation"),
    "GradingContext": (GradingContext, "validation"),
    "ScaleConfirmation": (ScaleConfirmation, "validation"),
    "ReviewCommand": (ReviewCommand, "validation"),
    "ConfirmScale": (ConfirmScale, "serialization"),
    "ReviewRequest": (ReviewRequest, "serialization"),
    "Event": (Event, "serialization"),
}
OUTPUT: tuple[Any, Mode] = (GradingOutput, "serialization")

SAY_IT_THEMSELVES = {
    # What a message is, and the version of all of them.
    "type", "kind", "schema_version",
    # What it is about.
    "session_id", "session_name", "copy_id", "question_id", "document_id", "student",
    # Figures of a class, in points.
    "mean", "median", "lowest", "highest",
}  # fmt: skip


def schema_of(model: Any, mode: Mode) -> Json:
    return TypeAdapter(model).json_schema(mode=mode)


@pytest.mark.snapshot
@pytest.mark.parametrize("name", [*WIRE, "GradingOutput"])
def test_schema(snapshot: SnapshotAssertion, name: str) -> None:
    model, mode = {**WIRE, "GradingOutput": OUTPUT}[name]
    assert schema_of(model, mode) == snapshot(extension_class=JSONSnapshotExtension)


@pytest.mark.parametrize("name", WIRE)
def test_every_field_that_a_client_sees_is_described(name: str) -> None:
    schema = schema_of(*WIRE[name])
    kinds = {name: schema, **schema.get("$defs", {})}
    silent = [
        f"{kind}.{field}"
        for kind, definition in kinds.items()
        for field, content in definition.get("properties", {}).items()
        if field not in SAY_IT_THEMSELVES and not _is_described(content, kinds)
    ]
    assert silent == []


@pytest.mark.parametrize("name", WIRE)
def test_every_object_that_a_client_sees_is_described(name: str) -> None:
    schema = schema_of(*WIRE[name])
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
