"""The questions of one examination, as limits of the JSON schema that a server enforces."""

from collections.abc import Sequence
from typing import Any

from bareme.domain.scheme import Question


def without_criteria(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a JSON schema of Examination for a scheme without criteria, whose tokens are paid for each copy."""
    definitions = schema["$defs"]
    fields = definitions["MarkDraft"]["properties"]
    del definitions["CriterionDraft"], fields["criteria"], fields["points"]["description"]
    return schema


def narrow_to(schema: dict[str, Any], questions: Sequence[Question]) -> None:
    """Limit a JSON schema of Examination to these questions: their ids, their number, and what each kind needs."""
    fields = schema["$defs"]["MarkDraft"]["properties"]
    schema["properties"]["marks"] |= {"minItems": len(questions), "maxItems": len(questions)}
    fields["question_id"]["enum"] = [question.id for question in questions]
    criteria = list(dict.fromkeys(criterion.id for question in questions for criterion in question.criteria))
    if criteria:
        schema["$defs"]["CriterionDraft"]["properties"]["criterion_id"]["enum"] = criteria
        fields["criteria"]["maxItems"] = max(len(question.criteria) for question in questions)
        fields["criteria"]["minItems"] = min(len(question.criteria) for question in questions)
    else:
        if "criteria" in fields:
            fields["criteria"]["maxItems"] = 0
        # The first alternative is the number, the second null.
        fields["points"] = {"title": fields["points"]["title"], **fields["points"]["anyOf"][0]}
