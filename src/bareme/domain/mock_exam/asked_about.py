"""Which questions of an exam a student's message is about."""

import re
from collections.abc import Sequence

from bareme.domain.mock_exam.evaluation import QuestionFeedback
from bareme.domain.points import ZERO, format_points
from bareme.translation import Translator

_NUMBER = re.compile(r"(?<![\d.,/])\d{1,3}(?![\d/]|[.,]\d)")
_MOST = 8
"""Questions to speak of where a message names none: those that lost most."""


def named_questions(message: str, feedback: Sequence[QuestionFeedback]) -> list[QuestionFeedback]:
    """Return the questions that a message names by number or id, in the exam's order."""
    numbers = {int(found) for found in _NUMBER.findall(re.sub(r"(?i)\bq(?=\d)", "", message))}
    words = set(re.findall(r"[\w-]+", message.casefold()))
    return [e for e in feedback if e.question_number in numbers or e.question_id.casefold() in words]


def costliest_questions(feedback: Sequence[QuestionFeedback]) -> list[QuestionFeedback]:
    """Return the questions that lost most marks, in the exam's order."""
    lost = {e.question_id: e.marks_possible - e.marks_earned for e in feedback if e.marks_earned is not None}
    chosen = sorted((known for known in lost if lost[known] > ZERO), key=lambda known: -lost[known])[:_MOST]
    return [entry for entry in feedback if entry.question_id in chosen]


def marks_line(entry: QuestionFeedback, t: Translator) -> str:
    """Return the mark of a question in words: "Question 3: 1 of 2 marks."."""
    if entry.marks_earned is None:
        return t("Question {number}: not marked.", number=entry.question_number)
    earned, marks = (format_points(one, t.language) for one in (entry.marks_earned, entry.marks_possible))
    return t("Question {number}: {earned} of {marks} marks.", number=entry.question_number, earned=earned, marks=marks)


def without_a_model(named: Sequence[QuestionFeedback], t: Translator) -> str:
    """Return what is said where no model can answer: what the evaluation says of these questions."""
    lines = [t("No model is set here that could answer your question. This is what the evaluation says.")]
    for entry in named:
        words = " ".join(filter(None, (entry.feedback_summary, entry.where_you_went_wrong)))
        lines.append(f"{marks_line(entry, t)} {words}")
    if not named:
        lines = [t("No model is set here that could answer your question."), t("Name a question by its number.")]
    return "\n".join(lines)
