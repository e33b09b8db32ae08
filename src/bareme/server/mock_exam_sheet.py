"""The route that prints the evaluation of a mock exam."""

import asyncio
from typing import Annotated, Any

from fastapi import Request, Response
from pydantic import WithJsonSchema

from bareme.domain.limits import NAME_LENGTH
from bareme.domain.mock_exam.free_form import BOUNDS
from bareme.errors import DocumentRefused, InvalidInput
from bareme.exports.mock_exam_sheet import MockExamSheet, print_mock_exam
from bareme.graphs.validation import parse
from bareme.server.accepted_language import accepted_language
from bareme.server.problems import problem_of
from bareme.translation import SOURCE_LANGUAGE, languages

_TEXT = {"type": "string", "maxLength": NAME_LENGTH}
type SentSheet = Annotated[
    dict[str, Any],
    WithJsonSchema(
        {
            "type": "object",
            "description": "An evaluation, and what stands at the head of its sheet.",
            "properties": {
                "evaluation": {
                    "type": "object",
                    "description": "The `structured_response` of `graph_mock_exam`, whose schema is at `/schemas`.",
                    **BOUNDS,
                },
                "title": {**_TEXT, "description": "Of the exam."},
                "student": {**_TEXT, "description": "The student's name."},
                "language": {
                    "enum": [*languages()],
                    "description": "Of the titles; by default that of the feedback, or English if it cannot be told.",
                },
            },
            "required": ["evaluation"],
            "additionalProperties": False,
        }
    ),
]


async def print_evaluation(sent: SentSheet, request: Request) -> Response:
    """Return the evaluation of a mock exam as a PDF for the student. Nothing of it is kept."""
    try:
        pdf = await asyncio.to_thread(lambda: print_mock_exam(parse(MockExamSheet, sent)))
    except (DocumentRefused, InvalidInput) as error:
        raise problem_of(error, language=accepted_language(request.scope, default=SOURCE_LANGUAGE)) from None
    headers = {"content-disposition": 'attachment; filename="evaluation.pdf"', "cache-control": "private, no-store"}
    return Response(pdf, media_type="application/pdf", headers=headers)
