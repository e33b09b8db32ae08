"""A grader whose points, confidence and words read like nothing else in a session, so that they can be searched for."""

import re
from collections.abc import Mapping
from typing import Any

from tests.provider.server import prompt_of, usual_answer

type Json = dict[str, Any]

POINTS, CONFIDENCE, WORDS = 6.25, 0.8135, "Xylophon"
SCHEME = {"questions": [{"id": q, "max_points": 7.75, "text": f"Question {q}?"} for q in ("1", "2")]}


def conspicuous(request: Json) -> Json | None:
    """Mark with points, confidence and words that can be searched for."""
    answer = usual_answer("Examination", prompt_of(request))
    if "marks" not in answer:
        return None
    words = {"feedback": WORDS, "rationale": WORDS, "points": POINTS, "confidence": CONFIDENCE}
    return {**answer, "marks": [{**mark, **words} for mark in answer["marks"]], "general_comment": WORDS}


def revealing(bodies: Mapping[str, str]) -> list[str]:
    """Return which bodies tell what a grader gave."""
    told = re.compile(rf"(?<![\d.])6[.,]25(?!\d)|{CONFIDENCE}|{WORDS}")
    return [path for path, body in bodies.items() if told.search(body)]
