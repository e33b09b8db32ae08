"""The JSON Schemas of everything that the graphs take and return, from which typed clients are generated."""

from typing import Any, Literal

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from bareme.domain.mock_exam.evaluation import EvaluationResult
from bareme.domain.mock_exam.submission import ExamSubmissionWithExam
from bareme.domain.review import ReviewCommand
from bareme.graphs.confirmations import RubricConfirmation, ScaleConfirmation
from bareme.graphs.contract import GradingContext, GradingRequest
from bareme.graphs.events import Event
from bareme.graphs.interrupts import ConfirmRubric, ConfirmScale, ReviewRequest
from bareme.graphs.mock_exam.contract import MockExamContext
from bareme.graphs.state import GradingOutput, Json

# What a client sends has the schema of validation, what it receives that of serialization.
_WIRE: dict[str, tuple[Any, Literal["validation", "serialization"]]] = {
    "GradingRequest": (GradingRequest, "validation"),
    "GradingContext": (GradingContext, "validation"),
    "ConfirmScale": (ConfirmScale, "serialization"),
    "ScaleConfirmation": (ScaleConfirmation, "validation"),
    "ConfirmRubric": (ConfirmRubric, "serialization"),
    "RubricConfirmation": (RubricConfirmation, "validation"),
    "ReviewRequest": (ReviewRequest, "serialization"),
    "ReviewCommand": (ReviewCommand, "validation"),
    "Event": (Event, "serialization"),
    "GradingOutput": (GradingOutput, "serialization"),
    "ExamSubmissionWithExam": (ExamSubmissionWithExam, "validation"),
    "MockExamContext": (MockExamContext, "validation"),
    "EvaluationResult": (EvaluationResult, "serialization"),
}

_OF_MOCK_EXAMS = {"ExamSubmissionWithExam", "MockExamContext", "EvaluationResult"}

SCHEMAS = tuple(_WIRE)
"""The names of the schemas. `graph_grading`: input, context, each interrupt and its answer, progress events, output.
`graph_mock_exam`: submission, context, evaluation."""


class _SentSchema(GenerateJsonSchema):
    """The schema of what a client sends: as `parse` does, it takes no field that it does not name."""

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        return {"additionalProperties": False, **super().model_schema(schema)}


def grading_wire() -> list[tuple[str, Any, Literal["validation", "serialization"]]]:
    """Return the parts of the wire of `graph_grading`: name, model, and whether clients send it or receive it."""
    return [(name, *part) for name, part in _WIRE.items() if name not in _OF_MOCK_EXAMS]


def wire_schema(name: str) -> Json:
    """Return the JSON Schema of one of `SCHEMAS`."""
    model, mode = _WIRE[name]
    generator = _SentSchema if mode == "validation" else GenerateJsonSchema
    return TypeAdapter(model).json_schema(mode=mode, schema_generator=generator)
