"""The evaluation of a whole exam: sums, percentages and grade, and recommendations that refer to its questions."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from bareme.domain.bands import percentage
from bareme.domain.mock_exam.coverage import FEWEST, MOST, complete_recommendations
from bareme.domain.mock_exam.evaluation import (
    INCOMPLETE,
    NOT_GRADED,
    PASS_MARK,
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
from bareme.domain.mock_exam.exam import ExamSection, GradeBand
from bareme.domain.mock_exam.integrity import check_submission
from bareme.domain.mock_exam.submission import ExamSubmissionWithExam
from bareme.domain.mock_exam.tone import is_insulting, says_nothing
from bareme.domain.points import add

RULES = "rules"
"""Who marked where no model did."""


def read_recommendations(
    raw: object, numbers: frozenset[int], *, checks: list[Check] | None = None
) -> list[LearningRecommendation]:
    """Return at most four usable recommendations, the most urgent first.

    Recommendations that refer to no question of the exam (`numbers`), insult or say nothing are dropped, and so
    are those after the fourth. If too few are left, a check is added to `checks`.
    """
    entries = raw if isinstance(raw, list) else []
    found: list[LearningRecommendation] = []
    insulting = 0
    for entry in entries:
        try:
            read = LearningRecommendation.model_validate(entry)
        except ValidationError:
            continue
        real = list(dict.fromkeys(number for number in read.related_questions if number in numbers))
        words = (read.topic, read.reason, read.action)
        insulting += any(map(is_insulting, words))
        if real and not any(map(is_insulting, words)) and not any(map(says_nothing, words)):
            found.append(read.model_copy(update={"related_questions": real}))
    found.sort(key=lambda recommendation: recommendation.priority)
    if checks is not None and len(found) < FEWEST:
        checks.append(
            Check(
                kind=CheckKind.RECOMMENDATIONS_CORRECTED,
                message=f"learning_recommendations: {FEWEST} to {MOST} are needed that refer to questions of the exam; "
                f"{len(found)} of the {len(entries)} given do",
            )
        )
    if checks is not None and insulting:
        checks.append(Check(kind=CheckKind.UNFIT_COMMENT, message=f"learning_recommendations: {insulting} insult"))
    return found[:MOST]


def build_result(
    submission: ExamSubmissionWithExam,
    feedback: Sequence[QuestionFeedback],
    *,
    recommendations: Sequence[LearningRecommendation],
    encouragement: str,
    checks: Sequence[Check],
    marked_by: str,
    evaluated_at: str,
    bands: Sequence[GradeBand] = (),
) -> EvaluationResult:
    """Return the evaluation. `feedback` has every question once; while one has no mark, there is no grade.

    The same submission, marked by the same model, has the same id. `bands` take precedence over the exam's own.
    """
    marker = f"{marked_by}\n{submission.model_dump_json()}"
    evaluation_id = f"eval_{hashlib.sha256(marker.encode('utf-8', 'replace')).hexdigest()[:32]}"
    bands = bands or submission.mock_exam.metadata.grade_bands or SQA_BANDS
    return EvaluationResult(
        evaluation_id=evaluation_id,
        submission_id=submission.submission_id,
        evaluated_at=evaluated_at,
        overall_result=_overall_result(feedback, bands),
        section_results=[_section_result(section, feedback) for section in submission.mock_exam.sections],
        question_feedback=list(feedback),
        learning_recommendations=complete_recommendations(recommendations, feedback),
        encouragement_message=encouragement,
        checks=[*check_submission(submission), *_unclear_passes(bands), *_no_model(marked_by), *checks],
        marked_by=marked_by,
    )


def _unclear_passes(bands: Sequence[GradeBand]) -> Iterator[Check]:
    """Yield the bands that begin below the pass mark and do not say whether they are a pass."""
    for band in bands:
        if band.passes is None and 0 < band.threshold < PASS_MARK:
            yield Check(
                kind=CheckKind.GRADE_BANDS_UNCLEAR,
                message=f"grade {band.label!r} begins at {band.from_percentage:g} % and does not say if it passes; "
                f"a pass begins at {PASS_MARK} %",
            )


def _no_model(marked_by: str) -> Iterator[Check]:
    if marked_by == RULES:
        yield Check(kind=CheckKind.MARKED_BY_RULES, message="marked and commented by rules, not by a model")


def _overall_result(feedback: Sequence[QuestionFeedback], bands: Sequence[GradeBand]) -> OverallResult:
    earned, possible = _totals(feedback)
    marked = [entry for entry in feedback if entry.marks_earned is not None]
    grade, passed = _grade(feedback, bands)
    return OverallResult(
        total_marks_earned=earned,
        total_marks_possible=possible,
        percentage=_percentage(feedback),
        grade=grade,
        pass_status=passed,
        pass_threshold=pass_threshold(bands),
        total_marks_marked=_totals(marked)[1],
        questions_open=_open(feedback),
    )


def _grade(feedback: Sequence[QuestionFeedback], bands: Sequence[GradeBand]) -> tuple[str, bool | None]:
    """Return the grade and whether it is a pass; without a grade, why there is none, and None."""
    earned, possible = _totals(feedback)
    if _open(feedback):
        return INCOMPLETE, None
    return calculate_grade(100 * earned / possible, bands) if possible else (NOT_GRADED, None)


def _section_result(section: ExamSection, feedback: Sequence[QuestionFeedback]) -> SectionResult:
    own = [entry for entry in feedback if entry.section_id == section.section_id]
    earned, possible = _totals(own)
    return SectionResult(
        section_id=section.section_id,
        section_label=section.section_label,
        marks_earned=earned,
        marks_possible=possible,
        percentage=_percentage(own),
        questions_open=_open(own),
    )


def _open(feedback: Sequence[QuestionFeedback]) -> int:
    """Return how many questions still need a mark; those that are worth nothing need none."""
    return sum(entry.marks_earned is None and entry.marks_possible > 0 for entry in feedback)


def _totals(feedback: Sequence[QuestionFeedback]) -> tuple[Decimal, Decimal]:
    earned = add(entry.marks_earned for entry in feedback if entry.marks_earned is not None)
    return earned, add(entry.marks_possible for entry in feedback)


def _percentage(feedback: Sequence[QuestionFeedback]) -> float | None:
    """Return the percentage, or None while a question is open, or where no question is worth a mark."""
    share = percentage(*_totals(feedback))
    return None if _open(feedback) or share is None else float(share)


def read_encouragement(arguments: Sequence[Mapping[str, Any]]) -> str:
    """Return the encouragement in an answer, or "" if there is none, or none that is fit to read."""
    said = (call.get("encouragement_message") for call in arguments)
    texts = (text.strip() for text in said if isinstance(text, str))
    return next((text for text in texts if not says_nothing(text) and not is_insulting(text)), "")
