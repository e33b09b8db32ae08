"""The models have the fields that existing clients were written against, and take what is optional there as missing."""

from enum import StrEnum
from typing import Any

import pytest
from pydantic import BaseModel

from bareme.domain.mock_exam import evaluation, exam, submission

# By model: the fields that it must be given, and those that may be missing.
FIELDS: list[tuple[type[BaseModel], str, str]] = [
    (exam.MCQOption, "label text", "is_correct feedback"),
    (exam.MarkingStep, "step marks", ""),
    (exam.AnswerKey, "correct_answer", "acceptable_variations marking_scheme"),
    (exam.Misconception, "error_pattern feedback", ""),
    (exam.CFUConfig, "type answer_key", "expected_format options"),
    (
        exam.ExamQuestion,
        "question_id question_number marks difficulty question_stem question_stem_plain question_type cfu_config",
        "hints misconceptions",
    ),
    (
        exam.ExamSection,
        "section_id section_label section_order section_marks section_instructions questions",
        "",
    ),
    (exam.ExamMetadata, "title subject level totalMarks timeLimit instructions calculator_policy", ""),
    (exam.MockExam, "examId courseId metadata sections", ""),
    (
        submission.AnswerResponse,
        "",
        "selected_option selected_options response_text numeric_value drawing_data",
    ),
    (
        submission.SubmittedAnswer,
        "question_id question_number section_id question_type response",
        "time_spent_seconds was_flagged",
    ),
    (
        submission.SubmissionMetadata,
        "started_at submitted_at time_limit_minutes time_spent_minutes",
        "was_auto_submitted",
    ),
    (
        submission.ExamContext,
        "total_questions questions_answered questions_skipped questions_flagged",
        "sections_completed",
    ),
    (
        submission.ExamSubmissionWithExam,
        "submission_id exam_id attempt_id student_id course_id submission_metadata answers exam_context mock_exam",
        "",
    ),
    (
        evaluation.OverallResult,
        "total_marks_earned total_marks_possible percentage grade pass_status",
        "pass_threshold",
    ),
    (evaluation.SectionResult, "section_id section_label marks_earned marks_possible percentage", ""),
    (
        evaluation.MarkingCriterionResult,
        "criterion_name criterion_description marks_earned marks_possible feedback",
        "evidence_seen",
    ),
    (
        evaluation.MisconceptionFeedback,
        "misconception_type common_error why_its_wrong correct_thinking practice_suggestion",
        "",
    ),
    (
        evaluation.QuestionFeedback,
        (
            "question_id question_number section_id marks_earned marks_possible is_correct feedback_summary "
            "correct_approach related_concept"
        ),
        (
            "is_partially_correct what_you_did_well where_you_went_wrong marking_breakdown misconception_detected "
            "suggested_review"
        ),
    ),
    (evaluation.LearningRecommendation, "priority topic reason action", "related_questions"),
    (
        evaluation.EvaluationResult,
        (
            "evaluation_id submission_id evaluated_at overall_result section_results question_feedback "
            "learning_recommendations encouragement_message"
        ),
        "",
    ),
]
VALUES: list[tuple[type[StrEnum], str]] = [
    (exam.QuestionType, "mcq mcq_multiselect numeric short_text structured_response"),
    (exam.Difficulty, "easy medium hard"),
    (exam.CalculatorPolicy, "non_calc calc mixed"),
]


@pytest.mark.parametrize(("model", "required", "optional"), FIELDS, ids=lambda value: getattr(value, "__name__", ""))
def test_the_models_have_the_fields_of_existing_clients(model: type[BaseModel], required: str, optional: str) -> None:
    needed = {name for name, field in model.model_fields.items() if field.is_required()}
    assert needed == {*required.split()}
    assert {*optional.split()} <= model.model_fields.keys() - needed


@pytest.mark.parametrize(("kind", "values"), VALUES, ids=lambda value: getattr(value, "__name__", ""))
def test_the_values_are_those_of_existing_clients(kind: type[StrEnum], values: str) -> None:
    assert [*kind] == values.split()


def test_what_is_optional_has_the_default_of_existing_clients() -> None:
    defaults: dict[str, Any] = {
        "is_correct": exam.MCQOption(label="A", text="").is_correct,
        "is_partially_correct": evaluation.QuestionFeedback.model_fields["is_partially_correct"].default,
        "was_auto_submitted": submission.SubmissionMetadata.model_fields["was_auto_submitted"].default,
        "time_spent_seconds": submission.SubmittedAnswer.model_fields["time_spent_seconds"].default,
        "pass_threshold": evaluation.OverallResult.model_fields["pass_threshold"].default,
    }
    assert defaults == {
        "is_correct": False,
        "is_partially_correct": False,
        "was_auto_submitted": False,
        "time_spent_seconds": 0,
        "pass_threshold": 40,
    }
