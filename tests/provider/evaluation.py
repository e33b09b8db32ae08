"""Evaluations of mock exams, as a model might give them."""

import json
import re
from typing import Any

type Json = dict[str, Any]


def questions_of(prompt: str) -> list[Json]:
    """Return the questions that a prompt of the mock examiner asks for."""
    return _fenced("question", prompt)


def _fenced(name: str, prompt: str) -> list[Any]:
    return [json.loads(text) for text in re.findall(rf"<{name}>\n(.*?)\n</{name}>", prompt, re.DOTALL)]


def feedback(question: Json, marks: Any) -> Json:
    """Return one entry of `question_feedback`."""
    return {
        "question_id": question["question_id"],
        "question_number": question["question_number"],
        "section_id": question["section_id"],
        "marks_earned": marks,
        "marks_possible": question["marks"],
        "is_correct": True,
        "feedback_summary": "You set this out clearly.",
        "what_you_did_well": "You chose the right method.",
        "where_you_went_wrong": None if marks == question["marks"] else "A step is missing.",
        "correct_approach": f"The answer is {question.get('correct_answer', 'open')}.",
        "related_concept": question["stem"][:30],
        "suggested_review": "The chapter on this.",
        "marking_breakdown": breakdown(question, marks),
    }


def breakdown(question: Json, marks: Any) -> list[Json] | None:
    """Return the steps of a structured response, the first ones with all their marks, so that they sum to `marks`."""
    is_mark = isinstance(marks, int) and not isinstance(marks, bool) and 0 <= marks <= question["marks"]
    if question["question_type"] != "structured_response" or not is_mark:
        return None
    steps, left = [], marks
    for step in question.get("marking_scheme", []):
        earned = min(left, step["marks"])
        left -= earned
        words = {"criterion_name": step["step"], "criterion_description": step["step"], "feedback": "Seen."}
        steps.append({**words, "marks_earned": earned, "marks_possible": step["marks"]})
    return steps


def evaluation(questions: list[Json], marks: Json) -> Json:
    """Return a whole evaluation. What code computes is filled with values that are wrong on purpose."""
    wrong = {"total_marks_earned": 0, "total_marks_possible": 1, "percentage": 99.0, "grade": "Z", "pass_status": True}
    lost = [question for question in questions if marks[question["question_id"]] != question["marks"]] or questions
    numbers = [question["question_number"] for question in lost]
    return {
        "evaluation_id": "mine",
        "submission_id": "mine",
        "evaluated_at": "yesterday",
        "overall_result": wrong,
        "section_results": [],
        "question_feedback": [feedback(question, marks[question["question_id"]]) for question in questions],
        "learning_recommendations": [
            {"priority": 2, "topic": "Later", "reason": "r", "action": "a", "related_questions": numbers},
            {"priority": 1, "topic": "First", "reason": "r", "action": "a", "related_questions": numbers[:1]},
        ],
        "encouragement_message": "You are getting there.",
    }


def full_marks(prompt: str) -> Json:
    """Return an evaluation with all marks for every question of `prompt`."""
    questions = questions_of(prompt)
    return evaluation(questions, {question["question_id"]: question["marks"] for question in questions})


def marks_by_key(prompt: str) -> Json:
    """Return an evaluation with the marks of a patient reader: by the key's own words, and step by step."""
    questions = questions_of(prompt)
    answers = _fenced("student_answer", prompt)
    return evaluation(questions, {q["question_id"]: _earned(q, a) for q, a in zip(questions, answers, strict=True)})


def _earned(question: Json, answer: Json | str) -> Any:
    if isinstance(answer, str):  # "no answer"
        return 0
    given = {f"{value:g}" if isinstance(value, float) else str(value) for value in answer.values()}
    if question["correct_answer"] in given:
        return question["marks"]
    return sum(step["marks"] for step in question.get("marking_scheme", []) if step["step"] in given)
