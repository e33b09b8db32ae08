"""What the offline examiner writes to a student about a mock exam.

It stands in for a model, whose instructions are to write these in English; so they are not in the catalogues.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bareme.domain.mock_exam.exam import ExamQuestion, MCQOption, Misconception
from bareme.domain.points import format_points

_MOST, _FEWEST = 4, 2
_CLOSINGS = (
    (100.0, "Every mark is yours: a faultless paper. Try a harder one next, and explain an answer to somebody else."),
    (70.0, "A strong paper. You know this material well; the few marks that are missing are within reach."),
    (50.0, "Much of this is in place already. Go through the questions below once more and you will see it grow."),
    (25.0, "You have made a start that can be built on. Take one topic at a time, beginning with the first below."),
    (
        0.0,
        "This exam shows where to begin, and that is worth knowing. Take the first topic below with an example.",
    ),
)


@dataclass(frozen=True)
class Findings:
    """What the rules found in one answer. `answer` is what was written, "" where nothing was."""

    question: ExamQuestion
    section_label: str
    marks: Decimal
    answer: str
    met: tuple[str, ...]
    """Steps of the marking scheme that earned marks."""
    unmet: tuple[str, ...]
    selected: tuple[MCQOption, ...]
    misconception: Misconception | None


def wording(found: Findings) -> dict[str, Any]:
    """Return the words of one question's feedback, by field."""
    right = found.marks == found.question.marks
    concept = found.section_label or "this topic"
    return {
        "feedback_summary": _summary(found),
        "what_you_did_well": _did_well(found),
        "where_you_went_wrong": None if right else _went_wrong(found),
        "correct_approach": _approach(found.question),
        "misconception_detected": _misconception(found.misconception, found.question),
        "related_concept": concept,
        "suggested_review": None if right else f"Go over {concept} again with this question beside you.",
    }


def wording_without_marks(question: ExamQuestion, concept: str) -> dict[str, Any]:
    """Return the words for a question whose answer the rules cannot judge."""
    return {
        "feedback_summary": "Rules cannot judge this answer; your teacher will look at it.",
        "correct_approach": _approach(question),
        "related_concept": concept or "this topic",
    }


def breakdown_entry(step: str, earned: Decimal, possible: Decimal, quote: str) -> dict[str, Any]:
    """Return one entry of `marking_breakdown`."""
    if earned == possible:
        feedback = "This step is there."
    else:
        feedback = "Part of this step is there." if earned else "This step is not in your answer."
    return {
        "criterion_name": step[:80],
        "criterion_description": step,
        "marks_earned": float(earned),
        "marks_possible": float(possible),
        "feedback": feedback,
        "evidence_seen": quote or None,
    }


def recommendations(feedback: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return two to four recommendations, from the questions that lost the most marks."""
    by_loss = sorted(feedback, key=lambda entry: entry["marks_earned"] - entry["marks_possible"])
    lost = [entry for entry in by_loss if entry["marks_earned"] < entry["marks_possible"]]
    chosen = by_loss[: min(_MOST, max(_FEWEST, len(lost)))]
    return [_recommendation(priority, entry) for priority, entry in enumerate(chosen, start=1)]


def _recommendation(priority: int, entry: dict[str, Any]) -> dict[str, Any]:
    missing = entry["marks_possible"] - entry["marks_earned"]
    number = entry["question_number"]
    if missing:
        reason = f"Question {number}: {missing:g} of {entry['marks_possible']:g} marks are missing."
        action = f"Do question {number} again without looking, then compare: {entry['correct_approach']}"
    else:
        reason = f"Question {number} went well; this is where you can go further."
        action = f"Make up a harder question like number {number}, solve it, and explain each step aloud."
    return {
        "priority": priority,
        "topic": entry["related_concept"],
        "reason": reason,
        "action": action,
        "related_questions": [number],
    }


def encouragement(feedback: Sequence[dict[str, Any]], percentage: float) -> str:
    """Return the closing word for this percentage."""
    right = sum(bool(entry["is_correct"]) for entry in feedback)
    closing = next(text for bound, text in _CLOSINGS if percentage >= bound)
    return f"{right} of {len(feedback)} questions are fully right. {closing}"


def _summary(found: Findings) -> str:
    possible = format_points(found.question.marks, "en")
    if found.marks == found.question.marks:
        return "Right: this is the answer that was looked for."
    if found.marks:
        return f"Partly right: {format_points(found.marks, 'en')} of {possible} marks."
    if not found.answer and not found.selected:
        return "You left this question open. An attempt can only gain marks."
    return "Not yet: your answer is not the one that was looked for."


def _did_well(found: Findings) -> str | None:
    if found.met:
        return f"You have: {'; '.join(found.met)}."
    if found.marks == found.question.marks:
        return "You found the right answer."
    if found.selected and found.marks:
        return "Some of the options that you selected are right."
    return "You gave an answer, which shows where to look next." if found.answer or found.selected else None


def _went_wrong(found: Findings) -> str:
    told = [option.feedback for option in found.selected if option.feedback and not option.is_correct]
    if told:
        return " ".join(told)
    if found.misconception is not None:
        return found.misconception.feedback
    if not found.answer and not found.selected:
        return "There is no answer to mark."
    if found.unmet:
        return f"What is missing: {'; '.join(found.unmet)}."
    if found.selected:
        return "You selected " + ", ".join(f"{option.label} ({option.text})" for option in found.selected) + "."
    return "Your answer does not agree with the expected one."


def _approach(question: ExamQuestion) -> str:
    config = question.cfu_config
    right = [f"{option.label} ({option.text})" for option in config.options or [] if option.is_correct]
    steps = [entry.step for entry in config.answer_key.marking_scheme]
    numbered = " ".join(f"{number}. {step.rstrip('.')}." for number, step in enumerate(steps, start=1))
    answer = " and ".join(right) or config.answer_key.correct_answer
    return f"{numbered} The answer: {answer}".strip()


def _misconception(found: Misconception | None, question: ExamQuestion) -> dict[str, str] | None:
    if found is None:
        return None
    return {
        "misconception_type": "_".join(found.error_pattern.lower().split()[:6]),
        "common_error": found.error_pattern,
        "why_its_wrong": found.feedback,
        "correct_thinking": _approach(question),
        "practice_suggestion": f"Solve two more questions like number {question.question_number}, watching for this.",
    }
