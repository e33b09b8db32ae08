"""The answer to the tool `EvaluationResult`: every question of a mock exam, marked by its key and put into words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bareme.domain.mock_exam.answer_keys import decide, names_two_numbers, selected_labels, unread_forms
from bareme.domain.mock_exam.closing import encourage
from bareme.domain.mock_exam.evaluation import QuestionFeedback, calculate_grade
from bareme.domain.mock_exam.exam import ExamQuestion, MarkingStep, MCQOption, Misconception, QuestionType
from bareme.domain.mock_exam.submission import AnswerResponse
from bareme.domain.points import ZERO, add, snap, to_points
from bareme.models.offline.answer_key import Element, Expectation, KeyVariant
from bareme.models.offline.competence import why_not
from bareme.models.offline.exam_reader import AskedQuestion, ExamRequest
from bareme.models.offline.exam_wording import (
    Findings,
    breakdown_entry,
    recommendations,
    wording,
    wording_without_marks,
)
from bareme.models.offline.marking import mark
from bareme.models.offline.rules import Rules
from bareme.models.offline.verdict import Task, Unjudged
from bareme.models.offline.words import fold, key_words

_MARKS = ("marks_earned", "marks_possible")


@dataclass(frozen=True)
class _Step:
    """A step of the marking scheme and the marks it earned."""

    text: str
    earned: Decimal
    possible: Decimal
    quote: str = ""


@dataclass(frozen=True)
class _Judged:
    marks: Decimal
    steps: tuple[_Step, ...] = ()


def evaluate(request: ExamRequest, rules: Rules) -> dict[str, Any]:
    """Return the arguments of the tool call."""
    feedback = [_feedback(asked, request, rules) for asked in request.questions]
    marked = [entry for entry in feedback if entry["marks_earned"] is not None]
    earned, possible = (add(to_points(entry[name]) for entry in marked) for name in _MARKS)
    percentage = float(round(100 * earned / possible, 2)) if possible else 0.0
    grade, passed = calculate_grade(percentage)
    return {
        "evaluation_id": f"offline_{request.submission_id}",
        "submission_id": request.submission_id,
        "evaluated_at": "",
        "overall_result": {
            "total_marks_earned": float(earned),
            "total_marks_possible": float(possible),
            "percentage": percentage,
            "grade": grade,
            "pass_status": passed,
        },
        "section_results": [],
        "question_feedback": feedback,
        "learning_recommendations": recommendations(marked, request.t),
        "encouragement_message": encourage([QuestionFeedback.model_validate(entry) for entry in marked], request.t),
    }


def _feedback(asked: AskedQuestion, request: ExamRequest, rules: Rules) -> dict[str, Any]:
    # What is worth nothing is right or wrong all the same.
    question = asked.question if asked.question.marks else asked.question.model_copy(update={"marks": Decimal(1)})
    response = asked.response
    judged = _judge(question, response, request.step, rules)
    if isinstance(judged, Unjudged):
        return {
            "question_id": question.question_id,
            "question_number": question.question_number,
            "section_id": asked.section_id,
            "marks_earned": None,
            "marks_possible": float(asked.question.marks),
            "is_correct": False,
            **wording_without_marks(question, request.labels.get(asked.section_id, ""), request.t),
        }
    right = judged.marks == question.marks
    findings = Findings(
        question=question,
        section_label=request.labels.get(asked.section_id, ""),
        marks=judged.marks,
        answer=written(response) or (response.written if response else ""),
        met=tuple(step.text for step in judged.steps if step.earned),
        unmet=tuple(step.text for step in judged.steps if step.earned < step.possible),
        selected=_selected(question, response),
        misconception=None if right or response is None else _misconception(question, response),
        t=request.t,
    )
    return {
        "question_id": question.question_id,
        "question_number": question.question_number,
        "section_id": asked.section_id,
        "marks_earned": float(min(judged.marks, asked.question.marks)),
        "marks_possible": float(asked.question.marks),
        "is_correct": right,
        "is_partially_correct": ZERO < judged.marks < question.marks,
        **wording(findings),
        "marking_breakdown": [breakdown_entry(s.text, s.earned, s.possible, s.quote, request.t) for s in judged.steps]
        or None,
    }


def written(response: AnswerResponse | None) -> str:
    """Return everything the student wrote, the working first."""
    if response is None:
        return ""
    number = "" if response.numeric_value is None else f"{response.numeric_value:g}"
    parts = (response.working, response.response_text, response.final_answer, number)
    return "\n".join(part.strip() for part in parts if part and part.strip())


def _judge(question: ExamQuestion, response: AnswerResponse | None, step: Decimal, rules: Rules) -> _Judged | Unjudged:
    verdict = decide(question, response)
    scheme = question.cfu_config.answer_key.marking_scheme
    if add(entry.marks for entry in scheme) != question.marks:
        scheme = []
    if verdict is not None or response is None:
        marks = verdict.marks if verdict else ZERO
        return _Judged(marks, tuple(_Step(e.step, e.marks if marks else ZERO, e.marks) for e in scheme))
    if question.question_type is QuestionType.MCQ_MULTISELECT and question.cfu_config.right_labels:
        # Part of the marks only where the scheme gives marks for part.
        return _Judged(_part_of_options(question, response, step) if len(scheme) > 1 else ZERO)
    if question.question_type is QuestionType.NUMERIC and names_two_numbers(response):
        return Unjudged("no_words")
    task = _task(question, scheme, step, rules)
    reason = why_not(task.expectation, task.question)
    found = Unjudged(reason) if reason else mark(written(response), task)
    if isinstance(found, Unjudged):
        return found
    if found.points < question.marks and unread_forms(question):
        return Unjudged("no_words")
    steps = tuple(_Step(s.element.text, s.points, s.element.points, s.judgement.quote) for s in found.shares)
    # After rounding, the steps may not sum to the mark.
    return _Judged(found.points, steps if add(s.earned for s in steps) == found.points else ())


def _task(question: ExamQuestion, scheme: Sequence[MarkingStep], step: Decimal, rules: Rules) -> Task:
    key = question.cfu_config.answer_key
    by_steps = question.question_type is not QuestionType.SHORT_TEXT or len(scheme) > 1
    expectation = Expectation(
        expected=key.correct_answer,
        variants=tuple(KeyVariant(text) for text in key.acceptable_variations),
        elements=tuple(Element(entry.step, entry.marks) for entry in scheme) if by_steps else (),
    )
    return Task(question.marks, step, expectation, question.question_stem, rules)


def _part_of_options(question: ExamQuestion, response: AnswerResponse, step: Decimal) -> Decimal:
    """Return marks in proportion to the right options selected minus the wrong ones."""
    right = question.cfu_config.right_labels
    selected, unknown = selected_labels(question.cfu_config, response)
    net = len(selected & right) - len(selected - right) - len(unknown)
    return snap(question.marks * max(0, net) / len(right), step, maximum=question.marks)


def _selected(question: ExamQuestion, response: AnswerResponse | None) -> tuple[MCQOption, ...]:
    if response is None or not question.cfu_config.options:
        return ()
    labels, _ = selected_labels(question.cfu_config, response)
    return tuple(option for option in question.cfu_config.options if option.label in labels)


def _misconception(question: ExamQuestion, response: AnswerResponse) -> Misconception | None:
    """Return the misconception that names the student's answer or whose key words are all in it, or None."""
    answers = {fold(option.text) for option in _selected(question, response)}
    answers |= {fold(line).strip(" .") for line in written(response).splitlines()}
    words = set(key_words(written(response)))
    for misconception in question.misconceptions:
        pattern = fold(misconception.error_pattern)
        named = any(re.search(rf"(?<![\w.]){re.escape(text)}(?![\w]|\.\d)", pattern) for text in answers if text)
        wanted = set(key_words(misconception.error_pattern))
        if named or (len(wanted) > 1 and wanted <= words):
            return misconception
    return None
