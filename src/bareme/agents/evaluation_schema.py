"""The schema that the mock examiner answers for, limited to some questions where a server enforces it."""

from collections.abc import Sequence
from typing import Any

from bareme.agents.draft import json_schema, shown_as
from bareme.domain.mock_exam.coverage import MOST
from bareme.domain.mock_exam.evaluation import EvaluationResult
from bareme.domain.mock_exam.exam import ExamQuestion

_COMPUTED = frozenset(
    {"evaluation_id", "submission_id", "evaluated_at", "overall_result", "section_results", "checks", "marked_by"}
)
_COMPUTED_OF_A_QUESTION = frozenset(
    {
        "question_number",
        "section_id",
        "marks_possible",
        "is_correct",
        "is_partially_correct",
        "injection_suspected",
    }
)
_ASKED = ("QuestionFeedback", "MarkingCriterionResult", "MisconceptionFeedback", "LearningRecommendation")


def evaluation_schema(questions: Sequence[ExamQuestion]) -> type[EvaluationResult]:
    """Return EvaluationResult for these questions. As a tool it is always the same for the model."""

    class Asked(EvaluationResult):
        @classmethod
        def model_json_schema(cls, *_: Any, **__: Any) -> dict[str, Any]:
            return json_schema(EvaluationResult)

        @classmethod
        def narrow(cls, schema: dict[str, Any]) -> None:
            narrow_to(schema, questions)

    return shown_as(Asked, EvaluationResult)


def narrow_to(schema: dict[str, Any], questions: Sequence[ExamQuestion]) -> None:
    """Limit a JSON schema of EvaluationResult to what the model decides, and to these questions."""
    schema["$defs"] = {name: schema["$defs"][name] for name in _ASKED}
    schema["properties"] = _without(schema["properties"], _COMPUTED)
    entry = schema["$defs"]["QuestionFeedback"]
    fields = entry["properties"] = _without(entry["properties"], _COMPUTED_OF_A_QUESTION)
    schema["properties"]["question_feedback"] |= {"minItems": len(questions), "maxItems": len(questions)}
    schema["properties"]["learning_recommendations"]["maxItems"] = MOST
    fields["question_id"]["enum"] = [question.question_id for question in questions]
    # The first alternative is the number, the second null.
    fields["marks_earned"] = {"title": fields["marks_earned"]["title"], **fields["marks_earned"]["anyOf"][0]}
    related = schema["$defs"]["LearningRecommendation"]["properties"]["related_questions"]
    related["items"]["enum"] = sorted({question.question_number for question in questions})


def _without(fields: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: field for name, field in fields.items() if name not in names}
