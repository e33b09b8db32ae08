"""The mock exams of the fixtures, as a browser client sends them."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "fixtures" / "mock-exam"

type Json = dict[str, Any]


def _load(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def sample_submission() -> Json:
    """Six questions of all five types in two sections, with a submission that is worth 6 of 11 marks."""
    return {**_load("submission.json"), "mock_exam": _load("exam.json")}


def long_submission() -> Json:
    """Thirty questions in three sections, with a submission that is worth 31 of 49 marks."""
    return {**_load("long-submission.json"), "mock_exam": _load("long-exam.json")}


def french_submission() -> Json:
    """Seven questions in two sections, in French, with the exam's own grades; worth 14.5 of 20 points."""
    return {**_load("french-submission.json"), "mock_exam": _load("french-exam.json")}


def hundred_questions() -> Json:
    """A hundred questions in four sections of 25; 15 are not answered."""
    submission: Json = _load("hundred-questions.json")
    return submission


def expected_marks(exam: str) -> Json:
    """Return the marks that the key gives, by question id. `exam`: "exam", "long-exam" or "french-exam"."""
    marks: Json = _load("expected.json")[exam]
    return marks
