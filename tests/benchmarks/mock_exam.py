"""A mock exam of a hundred questions against a provider that takes two seconds: `python -m tests.benchmarks.mock_exam`.

The ideal is the slowest section: what one call takes when all sections are marked at the same time. The closing words
take one call more, after the sections; here only in the first run, for the second has the same result and finds them.
"""

import asyncio
import json
import os
import time
from tempfile import TemporaryDirectory
from typing import Any

from bareme.graphs.mock_exam.graph import graph_mock_exam
from tests.mock_exams import hundred_questions
from tests.provider.evaluation import marks_by_key
from tests.provider.server import prompt_of, run_provider

LATENCY = 2.0
"""Seconds."""

type Json = dict[str, Any]


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
        assert (overall["total_marks_earned"], overall["total_marks_possible"]) == (89, 125)
        assert state["structured_response"]["checks"] == []
    return seconds


def measure() -> dict[str, float]:
    """Mark the exam and return seconds and calls."""
    submission = hundred_questions()
    with run_provider(latency=LATENCY) as provider, TemporaryDirectory() as home:
        provider.script = lambda request: marks_by_key(prompt_of(request))
        os.environ.update(OPENAI_API_KEY="bench", OPENAI_BASE_URL=provider.base_url, BAREME_HOME=home)
        seconds = asyncio.run(_mark(submission))
        calls = len(provider.requests) // 2
    return {
        "questions": sum(len(section["questions"]) for section in submission["mock_exam"]["sections"]),
        "calls": calls,
        **seconds,
        "ideal_seconds": LATENCY,
        "over_ideal": round(seconds["seconds"] / LATENCY, 3),
    }


if __name__ == "__main__":
    print(json.dumps(measure()))
