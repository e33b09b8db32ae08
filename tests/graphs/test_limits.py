"""Everything that a client sends has a maximum, which its schema states and a refusal names."""

from typing import Any

import pytest
from pydantic import BaseModel

from bareme.domain.review import ReviewCommand
from bareme.errors import InvalidInput
from bareme.graphs.confirmations import RubricConfirmation, ScaleConfirmation
from bareme.graphs.contract import GradingContext, GradingRequest
from bareme.graphs.grading import GradingGraph, graph_grading
from bareme.graphs.mock_exam.contract import MockExamContext, read_submission
from bareme.graphs.mock_exam.graph import MockExamGraph, graph_mock_exam
from bareme.graphs.schemas import SCHEMAS, wire_schema
from bareme.graphs.validation import parse
from tests.mock_exams import Json, sample_submission
from tests.schema_bounds import unbounded

SENT = [
    "GradingRequest",
    "GradingContext",
    "ScaleConfirmation",
    "RubricConfirmation",
    "ReviewCommand",
    "ExamSubmissionWithExam",
    "MockExamContext",
]


@pytest.mark.parametrize("name", SENT)
def test_a4_everything_that_a_client_sends_has_a_maximum(name: str) -> None:
    assert unbounded(wire_schema(name)) == []


def test_the_schemas_of_what_is_sent_are_all_looked_at() -> None:
    assert set(SENT) <= set(SCHEMAS)
    received = {"ConfirmScale", "ConfirmRubric", "ReviewRequest", "Event", "GradingOutput", "EvaluationResult"}
    assert set(SCHEMAS) == {*SENT, *received}


@pytest.mark.parametrize("graph", [graph_grading, graph_mock_exam], ids=["grading", "mock exam"])
def test_the_input_has_a_maximum_as_the_server_shows_it(graph: GradingGraph | MockExamGraph) -> None:
    shown = graph.get_input_jsonschema()
    assert set(shown["properties"]) >= {"messages"} or "typed_copies" in shown["properties"]
    for schema in (shown, *shown["$defs"].values()):
        if "properties" in schema:  # fields that it does not name are dropped, or refused by `intake`
            schema.setdefault("additionalProperties", False)
    assert unbounded(shown) == []


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string"},
        {"type": "string", "pattern": "^a*$"},
        {"type": "array", "items": {"type": "boolean"}},
        {"type": "array", "maxItems": 3},
        {"type": "array", "maxItems": 3, "items": {"type": "string"}},
        {"type": "integer", "minimum": 0},
        {"type": "object"},
        {"type": "object", "properties": {}},
        {"type": "object", "additionalProperties": {"type": "boolean"}, "propertyNames": {"maxLength": 3}},
        {"type": "object", "additionalProperties": {"type": "boolean"}, "maxProperties": 3},
        {"type": "object", "additionalProperties": False, "properties": {"a": {"type": "string"}}},
        {"anyOf": [{"type": "null"}, {"type": "string"}]},
        {},
        {"description": "anything"},
        {"$ref": "#/$defs/A", "$defs": {"A": {"type": "string"}}},
    ],
)
def test_what_has_no_maximum_is_found(schema: dict[str, Any]) -> None:
    assert unbounded(schema)


def nested(levels: int) -> Json:
    question: Json = {"id": "last", "max_points": 1}
    for level in range(levels):
        question = {"id": str(level), "parts": [question]}
    return {"questions": [question]}


@pytest.mark.parametrize(
    ("model", "sent", "place"),
    [
        (GradingRequest, {"session_name": "a" * 201}, "nom de la session"),
        (GradingRequest, {"typed_copies": [{"answers": {"1": "a" * 100_001}}]}, "réponses, '1'"),
        (GradingRequest, {"typed_copies": [{"answers": {"k" * 10_000: "a"}}]}, "réponses, 'kkkk"),
        (GradingRequest, {"typed_copies": [{"answers": {str(n): "" for n in range(1001)}}]}, "réponses"),
        (GradingRequest, {"students": [{"name": "a"}] * 2001}, "liste de la classe"),
        (GradingRequest, {"documents": [{"data": "a" * 70_000_001}]}, "document_id"),
        (GradingRequest, {"scheme": {"questions": [{"id": "1", "max_points": 1}] * 20_000}}, "questions"),
        (GradingRequest, {"scheme": nested(12)}, "10 niveaux"),
        (GradingRequest, {"scheme": nested(500)}, "est trop imbriqué"),
        (GradingRequest, {"scheme": "Q:1," * 1001}, "1000 questions"),
        (GradingRequest, {"scheme": ".".join("abcdefghijk") + ": 1"}, "10 niveaux"),
        (GradingContext, {"budget": {"calls": 2**70}}, "budget d’appels"),
        (GradingContext, {"bands": [{"label": "a" * 300, "from_percentage": 1}]}, "200 caractères"),
        (ScaleConfirmation, {"candidate": 2**64}, "barème"),
        (ScaleConfirmation, {"candidate": 0, "students": [{"pages": [{"document_id": "d", "index": 2**40}]}]}, "page"),
        (RubricConfirmation, {"redo": {"q" * 300: "a"}}, "200 caractères"),
        (RubricConfirmation, {"drop": ["q" * 300]}, "200 caractères"),
        (ReviewCommand, {"actions": [{"type": "mark_complete", "copy_ids": ["c" * 201]}]}, "copie"),
        (ReviewCommand, {"actions": [{"type": "undo", "decision": "1" * 5000}]}, "200 caractères"),
        (ReviewCommand, {"actions": [{"type": "set_mark", "copy_ids": "c", "question_id": 2**70}]}, "question"),
        (MockExamContext, {"model": "m" * 300}, "200 caractères"),
    ],
)
def test_a4_what_is_too_large_is_refused_by_name(model: type[BaseModel], sent: Any, place: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse(model, sent)
    said = refused.value.explain("fr").replace("\xa0", " ")
    assert place in said
    assert len(said) < 1000


LARGE: list[tuple[list[str | int], Any, str]] = [
    (["submission_id"], "s" * 201, "submission_id"),
    (["answers", 0, "response", "response_text"], "a" * 100_001, "response_text: is too long"),
    (["answers", 0, "response", "selected_options"], ["A"] * 101, "selected_options: has too many"),
    (["answers", 0, "response", "drawing_data"], {"strokes": [[0]] * 200_001}, "drawing_data: holds too much"),
    (["answers", 0, "response", "drawing_data"], {"x": 2**70}, "drawing_data: is too large a number"),
    (["answers", 0, "response", "unknown"], "x" * 11_000_001, "unknown: is too long"),
    (["answers", 0, "response", "k" * 300], 1, "200 characters"),
    (["answers", 0, "question_number"], 2**70, "question_number: must be at most"),
    (["answers"], [{}] * 10_001, "answers: has too many"),
    (["answers"], [{}] * 9_000, "and 44980 more"),
    (["mock_exam", "examId"], "e" * 201, "examId"),
    (["mock_exam", "sections", 0, "questions", 0, "question_stem"], "q" * 100_001, "question_stem: is too long"),
    (["mock_exam", "sections", 0, "questions", 0, "hints"], ["h"] * 1001, "hints: has too many"),
    (["mock_exam", "deep"], [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]], "nested too deep"),
    (["mock_exam", "metadata", "totalMarks"], 10**7, "totalMarks"),
]


@pytest.mark.parametrize(("path", "value", "said"), LARGE, ids=lambda value: str(value)[:40])
def test_a4_what_is_too_large_in_a_mock_exam_is_refused_by_name(path: list[Any], value: Any, said: str) -> None:
    submission: Any = sample_submission()
    inner = submission
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(InvalidInput) as refused:
        read_submission(submission)
    assert said in str(refused.value)
    assert len(str(refused.value)) < 3000


def test_a_picture_is_no_long_text() -> None:
    submission: Any = sample_submission()
    submission["mock_exam"]["sections"][0]["questions"][0]["question_stem"] = (
        "Look: data:image/png;base64," + "A" * 500_000
    )
    read_submission(submission)
