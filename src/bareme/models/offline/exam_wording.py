"""What the offline examiner writes to a student about a mock exam."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bareme.domain.mock_exam.exam import ExamQuestion, MCQOption, Misconception
from bareme.domain.points import format_points
from bareme.translation import Translator

_MOST, _FEWEST = 4, 2


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
    t: Translator
    """Of the language of the feedback."""


def wording(found: Findings) -> dict[str, Any]:
    """Return the words of one question's feedback, by field."""
    right = found.marks == found.question.marks
    concept = found.section_label or found.t("this topic")
    return {
        "feedback_summary": _summary(found),
        "what_you_did_well": _did_well(found),
        "where_you_went_wrong": None if right else _went_wrong(found),
        "correct_approach": _approach(found.question, found.t),
        "misconception_detected": _misconception(found),
        "related_concept": concept,
        "suggested_review": None
        if right
        else found.t("Go over this again with the question beside you: {concept}.", concept=concept),
    }


def wording_without_marks(question: ExamQuestion, concept: str, t: Translator) -> dict[str, Any]:
    """Return the words for a question whose answer the rules cannot judge."""
    return {
        "feedback_summary": t("Rules cannot judge this answer; it is not marked."),
        "correct_approach": _approach(question, t),
        "related_concept": concept or t("this topic"),
    }


def breakdown_entry(step: str, earned: Decimal, possible: Decimal, quote: str, t: Translator) -> dict[str, Any]:
    """Return one entry of `marking_breakdown`."""
    if earned == possible:
        feedback = t("This step is there.")
    else:
        feedback = t("Part of this step is there.") if earned else t("This step is not in your answer.")
    return {
        "criterion_name": step[:80],
        "criterion_description": step,
        "marks_earned": float(earned),
        "marks_possible": float(possible),
        "feedback": feedback,
        "evidence_seen": quote or None,
    }


def recommendations(feedback: Sequence[dict[str, Any]], t: Translator) -> list[dict[str, Any]]:
    """Return two to four recommendations, from the questions that lost the most marks."""
    by_loss = sorted(feedback, key=lambda entry: entry["marks_earned"] - entry["marks_possible"])
    lost = [entry for entry in by_loss if entry["marks_earned"] < entry["marks_possible"]]
    chosen = by_loss[: min(_MOST, max(_FEWEST, len(lost)))]
    return [_recommendation(priority, entry, t) for priority, entry in enumerate(chosen, start=1)]


def _recommendation(priority: int, entry: dict[str, Any], t: Translator) -> dict[str, Any]:
    missing = entry["marks_possible"] - entry["marks_earned"]
    number = entry["question_number"]
    if not entry["is_correct"]:
        lost, possible = (t.decimal(f"{marks:g}") for marks in (missing, entry["marks_possible"]))
        reason = t(
            "Question {number}: {lost} of {possible} marks are missing.", number=number, lost=lost, possible=possible
        )
        action = t(
            "Do question {number} again without looking, then compare: {approach}",
            number=number,
            approach=entry["correct_approach"],
        )
    else:
        reason = t("Question {number} went well; this is where you can go further.", number=number)
        action = t(
            "Make up a harder question like number {number}, solve it, and explain each step aloud.", number=number
        )
    return {
        "priority": priority,
        "topic": entry["related_concept"],
        "reason": reason,
        "action": action,
        "related_questions": [number],
    }


def _summary(found: Findings) -> str:
    t = found.t
    if found.marks == found.question.marks:
        return t("Right: this is the answer that was looked for.")
    if found.marks:
        earned, possible = (format_points(marks, t.language) for marks in (found.marks, found.question.marks))
        return t("Partly right: {earned} of {possible} marks.", earned=earned, possible=possible)
    if not found.answer and not found.selected:
        return t("You left this question open. An attempt can only gain marks.")
    return t("Not yet: your answer is not the one that was looked for.")


def _did_well(found: Findings) -> str | None:
    t = found.t
    if found.met:
        return t("You have: {found}.", found="; ".join(step.rstrip(".") for step in found.met))
    if found.marks == found.question.marks:
        return t("You found the right answer.")
    if found.selected and found.marks:
        return t("Some of the options that you selected are right.")
    return t("You gave an answer, which shows where to look next.") if found.answer or found.selected else None


def _went_wrong(found: Findings) -> str:
    t = found.t
    told = [option.feedback for option in found.selected if option.feedback and not option.is_correct]
    if told:
        return " ".join(told)
    if found.misconception is not None:
        return found.misconception.feedback
    if not found.answer and not found.selected:
        return t("There is no answer to mark.")
    if found.unmet:
        return t("What is missing: {lacking}.", lacking="; ".join(step.rstrip(".") for step in found.unmet))
    if found.selected:
        options = ", ".join(f"{option.label} ({option.text})" for option in found.selected)
        return t("You selected: {options}.", options=options)
    return t("Your answer does not agree with the expected one.")


def _approach(question: ExamQuestion, t: Translator) -> str:
    config = question.cfu_config
    right = [f"{option.label} ({option.text})" for option in config.options or [] if option.is_correct]
    steps = [entry.step for entry in config.answer_key.marking_scheme]
    numbered = " ".join(f"{number}. {step.rstrip('.')}." for number, step in enumerate(steps, start=1))
    answer = ", ".join(right) or config.answer_key.correct_answer
    return f"{numbered} {t('The answer: {answer}', answer=answer)}".strip()


def _misconception(found: Findings) -> dict[str, str] | None:
    shown, question = found.misconception, found.question
    if shown is None:
        return None
    return {
        "misconception_type": "_".join(shown.error_pattern.lower().split()[:6]),
        "common_error": shown.error_pattern,
        "why_its_wrong": shown.feedback,
        "correct_thinking": _approach(question, found.t),
        "practice_suggestion": found.t(
            "Solve two more questions like number {number}, watching for this.", number=question.question_number
        ),
    }
