"""The evaluation of a whole exam: sums, percentages and grade, and recommendations that refer to its questions."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from bareme.domain.bands import percentage
from bareme.domain.mock_exam.evaluation import (
    SQA_BANDS,
    Check,
    CheckKind,
    EvaluationResult,
    LearningRecommendation,
    OverallResult,
    QuestionFeedback,
    SectionResult,
    calculate_grade,
    pass_threshold,
)
from bareme.domain.mock_exam.integrity import check_submission
from bareme.domain.mock_exam.submission import ExamSection, ExamSubmissionWithExam
from bareme.domain.points import ZERO, add

FEWEST, MOST = 2, 4
"""Recommendations in a result."""
_LEAST_URGENT = 5


def read_recommendations(
    raw: object, numbers: frozenset[int], *, checks: list[Check] | None = None
) -> list[LearningRecommendation]:
    """Return at most four usable recommendations, the most urgent first.

    Recommendations that refer to no question of the exam (`numbers`) are dropped. If any is dropped or there are too
    few, a check is added to `checks`.
    """
    entries = raw if isinstance(raw, list) else []
    found: list[LearningRecommendation] = []
    for entry in entries:
        try:
            read = LearningRecommendation.model_validate(entry)
        except ValidationError:
            continue
        real = list(dict.fromkeys(number for number in read.related_questions if number in numbers))
        if real:
            found.append(read.model_copy(update={"related_questions": real}))
    found.sort(key=lambda recommendation: recommendation.priority)
    if checks is not None and not (len(found) == len(entries) and FEWEST <= len(found) <= MOST):
        checks.append(
            Check(
                kind=CheckKind.RECOMMENDATIONS_CORRECTED,
                message=f"learning_recommendations: {FEWEST} to {MOST} are needed that refer to questions of the exam; "
                f"{len(found)} of the {len(entries)} given do",
            )
        )
    return found[:MOST]


def _complete_recommendations(
    found: Sequence[LearningRecommendation], feedback: Sequence[QuestionFeedback]
) -> list[LearningRecommendation]:
    """Return `found`, completed to two with the questions that lost the most marks."""
    completed = list(found)
    covered = {number for recommendation in found for number in recommendation.related_questions}
    for question in sorted(feedback, key=_marks_kept):
        if len(completed) >= FEWEST:
            break
        if question.marks_earned is None or question.question_number in covered:
            continue
        covered.add(question.question_number)
        completed.append(
            LearningRecommendation(
                priority=min(_LEAST_URGENT, max((r.priority for r in completed), default=0) + 1),
                topic=question.related_concept,
                reason=question.where_you_went_wrong or question.feedback_summary,
                action=question.suggested_review or question.correct_approach,
                related_questions=[question.question_number],
            )
        )
    return completed


def _marks_kept(question: QuestionFeedback) -> Decimal:
    return question.marks_earned - question.marks_possible if question.marks_earned is not None else ZERO


def build_result(
    submission: ExamSubmissionWithExam,
    feedback: Sequence[QuestionFeedback],
    *,
    recommendations: Sequence[LearningRecommendation],
    encouragement: str,
    checks: Sequence[Check],
    evaluation_id: str,
    evaluated_at: str,
) -> EvaluationResult:
    """Return the evaluation. `feedback` has every question once; questions without a mark count in no total."""
    bands = submission.mock_exam.metadata.grade_bands or SQA_BANDS
    earned, possible = _totals(feedback)
    grade, passed = calculate_grade(100 * earned / possible if possible else ZERO, bands)
    return EvaluationResult(
        evaluation_id=evaluation_id,
        submission_id=submission.submission_id,
        evaluated_at=evaluated_at,
        overall_result=OverallResult(
            total_marks_earned=earned,
            total_marks_possible=possible,
            percentage=_percentage(earned, possible),
            grade=grade,
            pass_status=passed,
            pass_threshold=pass_threshold(bands),
        ),
        section_results=[_section_result(section, feedback) for section in submission.mock_exam.sections],
        question_feedback=list(feedback),
        learning_recommendations=_complete_recommendations(recommendations, feedback),
        encouragement_message=encouragement,
        checks=[*check_submission(submission), *checks],
    )


def _section_result(section: ExamSection, feedback: Sequence[QuestionFeedback]) -> SectionResult:
    earned, possible = _totals([entry for entry in feedback if entry.section_id == section.section_id])
    return SectionResult(
        section_id=section.section_id,
        section_label=section.section_label,
        marks_earned=earned,
        marks_possible=possible,
        percentage=_percentage(earned, possible),
    )


def _totals(feedback: Sequence[QuestionFeedback]) -> tuple[Decimal, Decimal]:
    marked = [(entry.marks_earned, entry.marks_possible) for entry in feedback if entry.marks_earned is not None]
    return add(earned for earned, _ in marked), add(possible for _, possible in marked)


def _percentage(earned: Decimal, possible: Decimal) -> float:
    return float(percentage(earned, possible) or 0)


def read_encouragement(arguments: Sequence[Mapping[str, Any]]) -> str:
    """Return the encouragement in an answer, or ""."""
    said = (call.get("encouragement_message") for call in arguments)
    return next((text.strip() for text in said if isinstance(text, str) and text.strip()), "")
