"""The schema that a server enforces: it allows what the examiner's checks allow, as far as a schema can say that."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel

from bareme.agents.calibrator import AnswerSorting
from bareme.agents.enforced_schema import enforced_schema
from bareme.agents.examiner import Examination, examination_schema
from bareme.agents.pre_analyst import PreAnalysis
from bareme.agents.probe import Ready
from bareme.agents.rubric_writer import RubricDraft
from bareme.domain.scheme import Question
from tests.agents.examining import QUESTIONS, STEP
from tests.provider.server import Json

PLAIN = [Question(id=name, max_points=Decimal(2)) for name in ("1.a", "1.b", "2")]
# What OpenAI takes with `strict`.
STRICT = {
    "$defs", "$ref", "additionalProperties", "anyOf", "const", "description", "enum", "exclusiveMaximum",
    "exclusiveMinimum", "format", "items", "maxItems", "maximum", "minItems", "minimum", "pattern", "properties",
    "required", "title", "type",
}  # fmt: skip


def nodes(node: Any, *, named: bool = False) -> Iterator[Json]:
    """Yield every schema within a schema; `named`: the keys of this one are names of fields or definitions."""
    if isinstance(node, list):
        for item in node:
            yield from nodes(item)
    elif isinstance(node, dict):
        if not named:
            yield node
        for name, value in node.items():
            yield from nodes(value, named=not named and name in {"properties", "$defs"})


@pytest.mark.parametrize(
    "schema",
    [
        Ready, PreAnalysis, RubricDraft, AnswerSorting, Examination,
        examination_schema(PLAIN, STEP), examination_schema(QUESTIONS, STEP),
    ],
)  # fmt: skip
def test_it_is_within_the_strict_subset(schema: type[BaseModel]) -> None:
    enforced = enforced_schema(schema)
    for node in nodes(enforced):
        assert node.keys() <= STRICT
        if "properties" in node:
            assert node["required"] == [*node["properties"]]
            assert node["additionalProperties"] is False
        if "$ref" in node:
            assert node.keys() == {"$ref"}
    assert enforced["type"] == "object"


def test_every_question_has_its_place_and_no_other() -> None:
    enforced = enforced_schema(examination_schema(PLAIN, STEP))
    marks, fields = enforced["properties"]["marks"], enforced["$defs"]["MarkDraft"]["properties"]
    assert (marks["minItems"], marks["maxItems"]) == (3, 3)
    assert fields["question_id"]["enum"] == ["1.a", "1.b", "2"]
    assert fields["points"]["type"] == "number"
    assert "criteria" not in fields


def test_criteria_are_named_and_points_may_then_be_left_out() -> None:
    enforced = enforced_schema(examination_schema(QUESTIONS, STEP))
    fields = enforced["$defs"]["MarkDraft"]["properties"]
    assert {"type": "null"} in fields["points"]["anyOf"]
    assert enforced["$defs"]["CriterionDraft"]["properties"]["criterion_id"]["enum"] == ["method", "result"]
    assert (fields["criteria"]["minItems"], fields["criteria"]["maxItems"]) == (0, 2)


def test_the_tool_is_the_same_for_all_schemes_but_for_the_words_on_criteria() -> None:
    for questions in (QUESTIONS, PLAIN):
        schema, whole = examination_schema(questions, STEP), Examination.model_json_schema()
        enforced_schema(schema)
        if questions is PLAIN:
            fields = whole["$defs"]["MarkDraft"]["properties"]
            del whole["$defs"]["CriterionDraft"], fields["criteria"], fields["points"]["description"]
        assert json.dumps(schema.model_json_schema()) == json.dumps(whole)
