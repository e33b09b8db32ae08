"""Write `mock-exam.ts` from the models of `graph_mock_exam`; `make schemas` runs it."""

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from bareme.domain.mock_exam.evaluation import EvaluationResult
from bareme.domain.mock_exam.submission import ExamSubmissionWithExam
from bareme.domain.money import CostEstimate, Usage
from bareme.graphs.mock_exam.contract import MockExamContext, PartDone

FILE = Path(__file__).parent / "mock-exam.ts"

HEAD = """\
// The types of graph_mock_exam, generated from its schemas by clients/typescript/generate.py. Do not edit.
//
// POST /runs/wait
// { "assistant_id": "graph_mock_exam", "input": { "exam_submission": … }, "config": { "configurable": {} } }
// and, to set a budget, "context": MockExamContext.
// The answer is MockExamOutput or { "__error__": { "error": …, "message": … } }.

export interface MockExamInput {
  exam_submission: ExamSubmissionWithExam;
  messages?: unknown[];
}

export interface MockExamOutput {
  messages: unknown[];
  structured_response: EvaluationResult;
  /** The estimate made before the first call. */
  estimate?: CostEstimate;
  /** The usage of the answers that the result is based on, including those of earlier runs. */
  usage?: Usage;
  /** The budget limit that prevented questions from being marked; `checks` names them. */
  budget_reached?: "calls" | "dollars" | null;
}
"""
_PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}

MODELS: tuple[tuple[type[BaseModel], Literal["validation", "serialization"]], ...] = (
    (ExamSubmissionWithExam, "validation"),
    (MockExamContext, "validation"),
    (PartDone, "serialization"),
    (EvaluationResult, "serialization"),
    (CostEstimate, "serialization"),
    (Usage, "serialization"),
)

type Schema = dict[str, Any]


def typescript() -> str:
    """Return the content of `mock-exam.ts`."""
    definitions: dict[str, Schema] = {}
    for model, mode in MODELS:
        schema = model.model_json_schema(mode=mode)
        definitions |= schema.pop("$defs", {})
        definitions[model.__name__] = schema
    return "\n".join([HEAD, *(_declaration(name, definitions[name]) for name in sorted(definitions))])


def _declaration(name: str, schema: Schema) -> str:
    comment = _comment(schema.get("description", ""), "")
    if "enum" in schema:
        return f"{comment}export type {name} = {_union(schema['enum'])};\n"
    required = set(schema.get("required", ()))
    lines = []
    for field, inner in schema["properties"].items():
        mark = "" if field in required else "?"
        lines.append(f"{_comment(inner.get('description', ''), '  ')}  {field}{mark}: {_type(inner)};\n")
    if schema.get("additionalProperties", False) is not False:
        lines.append("  [other: string]: unknown;\n")
    return f"{comment}export interface {name} {{\n{''.join(lines)}}}\n"


def _type(schema: Schema) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_type(choice) for choice in schema["anyOf"]))
    if "enum" in schema or "const" in schema:
        return _union(schema.get("enum") or [schema["const"]])
    if schema.get("type") == "array":
        inner = _type(schema["items"])
        return f"({inner})[]" if " | " in inner else f"{inner}[]"
    if schema.get("type") == "object":
        return "Record<string, unknown>"
    return _PLAIN[schema["type"]]


def _union(values: list[str]) -> str:
    return " | ".join(json.dumps(value) for value in values)


def _comment(text: str, indent: str) -> str:
    words = " ".join(text.split()).replace("*/", "* /")
    return f"{indent}/** {words} */\n" if words else ""


if __name__ == "__main__":
    FILE.write_text(typescript(), encoding="utf-8")
