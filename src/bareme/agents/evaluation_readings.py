"""Read a model's evaluation of a mock exam: which question each entry is for, and which marks it says.

Only what can mean one thing is changed. Everything else is left as it came, and is told to the model as it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from bareme.agents.fields import as_text
from bareme.agents.identifiers import match_identifier
from bareme.agents.mark_readings import Note, parsed_json, read_points
from bareme.domain.mock_exam.exam import ExamQuestion
from bareme.domain.points import to_points
from bareme.errors import InvalidPoints

type Json = dict[str, Any]

_TEXTS = (
    *("feedback_summary", "what_you_did_well", "where_you_went_wrong", "correct_approach", "related_concept"),
    "suggested_review",
)
_NOTHING = frozenset({"", "none", "null", "n/a", "no", "-"})
_SHOWN = 40


def read_evaluation(given: Mapping[str, Any], questions: Sequence[ExamQuestion], step: Decimal, note: Note) -> Json:
    """Return the evaluation with the ids and numbers of the exam, and with marks as numbers where they are certain."""
    read = dict(given)
    by_id = {question.question_id: question for question in questions}
    entries = [parsed_json(entry) for entry in _listed(parsed_json(read.get("question_feedback")))]
    read["question_feedback"] = [_read_entry(entry, by_id, step, note) for entry in entries]
    recommendations = parsed_json(read.get("learning_recommendations"))
    if isinstance(recommendations, dict):
        recommendations = [recommendations]
    if isinstance(recommendations, list):
        recommendations = [_read_recommendation(parsed_json(entry), questions) for entry in recommendations]
    read["learning_recommendations"] = recommendations
    read["encouragement_message"] = as_text(read.get("encouragement_message"))
    return read


def find_question(given: object, questions: Iterable[ExamQuestion]) -> ExamQuestion | None:
    """Return the question that an id or a number means: "q1", "Q1", "1", 1; None if it could mean several."""
    by_id = {question.question_id: question for question in questions}
    given = str(given) if isinstance(given, int) and not isinstance(given, bool) else given
    if isinstance(given, str) and given in by_id:
        return by_id[given]
    named = match_identifier(given, dict.fromkeys(by_id, ""))
    numbers: dict[str, list[str]] = {}
    for question in by_id.values():
        numbers.setdefault(str(question.question_number), []).append(question.question_id)
    numbered = numbers.get(match_identifier(given, dict.fromkeys(numbers, "")) or "", [])
    found = {*([named] if named is not None else []), *numbered}
    return by_id[found.pop()] if len(found) == 1 else None


def _listed(given: Any) -> list[Any]:
    if isinstance(given, list):
        return given
    if not isinstance(given, dict):
        return []
    if "question_id" not in given and given and all(isinstance(entry, dict) for entry in given.values()):
        # The key is an id, and may not contradict the entry's own.
        return [entry if "question_id" in entry else {"question_id": key, **entry} for key, entry in given.items()]
    return [given]


def _read_entry(entry: object, by_id: Mapping[str, ExamQuestion], step: Decimal, note: Note) -> object:
    if not isinstance(entry, dict):
        return entry
    read: Json = {name: as_text(value) if name in _TEXTS else value for name, value in entry.items()}
    said = read.get("question_id", read.get("question_number"))
    question = find_question(said, by_id.values())
    if question is None:
        return read
    if said != question.question_id:
        note(f"question {str(said)[:_SHOWN]!r} was read as {question.question_id!r}")
    read["question_id"] = question.question_id
    read["marks_earned"] = _marks(read.get("marks_earned"), question.marks, step, note, question.question_id)
    if "marking_breakdown" in read:
        read["marking_breakdown"] = _breakdown(parsed_json(read["marking_breakdown"]), step, note, question)
    misconception = parsed_json(read.get("misconception_detected"))
    nothing = isinstance(misconception, str) and misconception.strip().casefold() in _NOTHING
    read["misconception_detected"] = None if nothing or misconception in (False, {}, []) else misconception
    return read


def _breakdown(given: Any, step: Decimal, note: Note, question: ExamQuestion) -> object:
    if isinstance(given, str) and given.strip().casefold() in _NOTHING:
        return None
    if not isinstance(given, list):
        return given
    return [_read_criterion(parsed_json(criterion), step, note, question) for criterion in given]


def _read_criterion(given: object, step: Decimal, note: Note, question: ExamQuestion) -> object:
    if not isinstance(given, dict):
        return given
    read = dict(given)
    most = _marks(read.get("marks_possible"), question.marks, step, note, question.question_id)
    read["marks_possible"] = most
    try:
        maximum = to_points(most)
    except InvalidPoints:
        maximum = question.marks
    read["marks_earned"] = _marks(read.get("marks_earned"), maximum, step, note, question.question_id)
    for name in ("criterion_name", "criterion_description", "feedback", "evidence_seen"):
        read[name] = as_text(read.get(name))
    return read


def _marks(given: object, maximum: Decimal, step: Decimal, note: Note, question_id: str) -> object:
    marks = read_points(given, maximum=maximum, step=step)
    if marks is None:
        return given
    if isinstance(given, str):
        note(f"{question_id!r}: marks {given[:_SHOWN]!r} were read as {marks}")
    # Plain JSON, as all that a model said.
    return int(marks) if marks == marks.to_integral_value() else float(marks)


def _read_recommendation(given: object, questions: Sequence[ExamQuestion]) -> object:
    if not isinstance(given, dict):
        return given
    read = {name: as_text(value) if name in {"topic", "reason", "action"} else value for name, value in given.items()}
    related = parsed_json(read.get("related_questions", []))
    if isinstance(related, str):
        related = related.split(",")
    named = [_find_number(one, questions) for one in (related if isinstance(related, list) else [related])]
    read["related_questions"] = [number for number in named if number is not None]
    return read


def _find_number(given: object, questions: Sequence[ExamQuestion]) -> int | None:
    # Two sections may number their questions alike, and a number is a number all the same.
    plain = str(given).strip()
    known = next((q.question_number for q in questions if str(q.question_number) == plain), None)
    question = find_question(given, questions) if known is None else None
    return question.question_number if question is not None else known
