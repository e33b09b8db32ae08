"""A mock exam of a hundred questions against a provider that takes two seconds: `python -m tests.benchmarks.mock_exam`.

The ideal is the slowest section: what one call takes when all sections are marked at the same time.
"""

import asyncio
import copy
import json
import os
import time
from tempfile import TemporaryDirectory
from typing import Any

from bareme.graphs.mock_exam.graph import graph_mock_exam
from tests.mock_exams import sample_submission
from tests.provider.server import run_provider

SECTIONS, QUESTIONS = 5, 20
LATENCY = 2.0
"""Seconds."""

type Json = dict[str, Any]


def hundred_questions() -> Json:
    """Return a submission of an exam of five sections of twenty questions, all answered rightly."""
    submission = sample_submission()
    exam = submission["mock_exam"]
    question = exam["sections"][0]["questions"][0]
    answer = submission["answers"][0]
    sections, answers = [], []
    for section in range(SECTIONS):
        questions = []
        for number in range(section * QUESTIONS + 1, (section + 1) * QUESTIONS + 1):
            name = f"q{number}"
            questions.append({**copy.deepcopy(question), "question_id": name, "question_number": number})
            place = {"question_id": name, "question_number": number, "section_id": f"s{section}"}
            answers.append({**answer, **place, "response": {"selected_option": "A"}, "time_spent_seconds": 10})
        sections.append(
            {
                **exam["sections"][0],
                "section_id": f"s{section}",
                "section_order": section + 1,
                "section_marks": QUESTIONS,
                "questions": questions,
            }
        )
    exam["sections"] = sections
    exam["metadata"]["totalMarks"] = SECTIONS * QUESTIONS
    submission["answers"] = answers
    submission["exam_context"].update(total_questions=SECTIONS * QUESTIONS, questions_answered=SECTIONS * QUESTIONS)
    return submission


async def _mark(submission: Json) -> dict[str, float]:
    """Return the seconds of a first run, which imports and builds the provider's client, and of two after it.

    The second marks another submission, for an answer that was paid for is found again: that is the third.
    """
    config: Any = {"configurable": {"model": "openai:bench"}}
    seconds = {}
    for run, number in (("first_seconds", 1), ("seconds", 2), ("again_seconds", 2)):
        started = time.perf_counter()
        sent = {**submission, "submission_id": f"sub_{number}"}
        state = await graph_mock_exam.ainvoke({"exam_submission": sent}, config)
        seconds[run] = round(time.perf_counter() - started, 2)
        overall = state["structured_response"]["overall_result"]
        assert (overall["total_marks_earned"], overall["total_marks_possible"]) == (100, 100)
        assert state["structured_response"]["checks"] == []
    return seconds


def measure() -> dict[str, float]:
    """Mark the exam and return seconds and calls."""
    submission = hundred_questions()
    with run_provider(latency=LATENCY) as provider, TemporaryDirectory() as home:
        os.environ.update(OPENAI_API_KEY="bench", OPENAI_BASE_URL=provider.base_url, BAREME_HOME=home)
        seconds = asyncio.run(_mark(submission))
        calls = len(provider.requests) // 2
    return {
        "questions": SECTIONS * QUESTIONS,
        "calls": calls,
        **seconds,
        "ideal_seconds": LATENCY,
        "over_ideal": round(seconds["seconds"] / LATENCY, 3),
    }


if __name__ == "__main__":
    print(json.dumps(measure()))
