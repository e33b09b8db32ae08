"""The models of an evaluation, and its grades."""

import math

import pytest
from pydantic import ValidationError

from bareme.domain.mock_exam.evaluation import (
    EvaluationResult,
    LearningRecommendation,
    MisconceptionFeedback,
    QuestionFeedback,
    calculate_grade,
    pass_threshold,
)
from bareme.domain.mock_exam.exam import GradeBand
from bareme.errors import InvalidInput

FEEDBACK = {
    "question_id": "q1",
    "question_number": 1,
    "section_id": "section_a",
    "marks_earned": 2,
    "marks_possible": 2,
    "is_correct": True,
    "feedback_summary": "You simplified every step.",
    "correct_approach": "Divide both by 5.",
    "related_concept": "Fractions",
}
MISCONCEPTION = {
    "misconception_type": "adds_denominators",
    "common_error": "1/2 + 1/3 = 2/5",
    "why_its_wrong": "Halves and thirds are pieces of different sizes.",
    "correct_thinking": "Cut both into sixths first.",
    "practice_suggestion": "Add three pairs of fractions with a drawing.",
}
RECOMMENDATION = {"priority": 1, "topic": "Fractions", "reason": "q1", "action": "Practise.", "related_questions": [1]}
RESULT = {
    "evaluation_id": "e",
    "submission_id": "s",
    "evaluated_at": "2026-03-02T10:00:00Z",
    "overall_result": {
        "total_marks_earned": 8,
        "total_marks_possible": 10,
        "percentage": 80.0,
        "grade": "A",
        "pass_status": True,
    },
    "section_results": [],
    "question_feedback": [FEEDBACK],
    "learning_recommendations": [RECOMMENDATION],
    "encouragement_message": "Well on your way.",
}


def test_question_feedback_schema() -> None:
    feedback = QuestionFeedback.model_validate(FEEDBACK)
    assert feedback.is_correct is True
    assert feedback.is_partially_correct is False
    assert feedback.marks_earned == 2
    for name in FEEDBACK:
        with pytest.raises(ValidationError, match=name):
            QuestionFeedback.model_validate({key: value for key, value in FEEDBACK.items() if key != name})


def test_feedback_requires_correct_approach() -> None:
    with pytest.raises(ValidationError, match="correct_approach"):
        QuestionFeedback.model_validate({k: v for k, v in FEEDBACK.items() if k != "correct_approach"})


def test_feedback_has_correct_approach() -> None:
    result = EvaluationResult.model_validate(RESULT)
    assert all(feedback.correct_approach for feedback in result.question_feedback)
    with pytest.raises(ValidationError, match="correct_approach"):
        QuestionFeedback.model_validate({**FEEDBACK, "correct_approach": ""})


def test_misconception_feedback_schema() -> None:
    feedback = QuestionFeedback.model_validate({**FEEDBACK, "misconception_detected": MISCONCEPTION})
    assert feedback.misconception_detected == MisconceptionFeedback.model_validate(MISCONCEPTION)
    for name in MISCONCEPTION:
        with pytest.raises(ValidationError, match=name):
            MisconceptionFeedback.model_validate({k: v for k, v in MISCONCEPTION.items() if k != name})


def test_learning_recommendation_schema() -> None:
    recommendation = LearningRecommendation.model_validate(RECOMMENDATION)
    assert (recommendation.priority, recommendation.related_questions) == (1, [1])
    for priority in (0, 6):
        with pytest.raises(ValidationError, match="priority"):
            LearningRecommendation.model_validate({**RECOMMENDATION, "priority": priority})
    with pytest.raises(ValidationError, match="action"):
        LearningRecommendation.model_validate({k: v for k, v in RECOMMENDATION.items() if k != "action"})


def test_evaluation_result_complete() -> None:
    result = EvaluationResult.model_validate(RESULT)
    assert result.overall_result.total_marks_earned == 8
    assert result.overall_result.pass_threshold == 40
    assert result.model_dump(mode="json")["question_feedback"][0]["marks_earned"] == 2
    for name in RESULT:
        with pytest.raises(ValidationError, match=name):
            EvaluationResult.model_validate({key: value for key, value in RESULT.items() if key != name})


def test_marks_may_be_fractions_and_stay_numbers() -> None:
    feedback = QuestionFeedback.model_validate({**FEEDBACK, "marks_earned": 1.5})
    assert feedback.model_dump(mode="json")["marks_earned"] == 1.5


@pytest.mark.parametrize("percentage", [70, 70.0, 75.0, 100])
def test_sqa_grade_A(percentage: float) -> None:  # noqa: N802 - the name that the requirements give it
    assert calculate_grade(percentage) == ("A", True)


@pytest.mark.parametrize("percentage", [0, 35.0, 39.99])
def test_sqa_grade_no_award(percentage: float) -> None:
    assert calculate_grade(percentage) == ("No Award", False)


@pytest.mark.parametrize(
    ("percentage", "grade"), [(69.99, "B"), (65.0, "B"), (60, "B"), (55.0, "C"), (50, "C"), (45.0, "D"), (40, "D")]
)
def test_sqa_grading_bands(percentage: float, grade: str) -> None:
    assert calculate_grade(percentage) == (grade, True)


def test_an_exam_may_bring_its_own_bands() -> None:
    bands = [
        GradeBand(label="Merit", from_percentage=66.6),
        GradeBand(label="Pass", from_percentage=33.3),
        GradeBand(label="Near", from_percentage=20, passes=False),
    ]
    assert [calculate_grade(p, bands) for p in (66.6, 50, 35, 33.2, 10)] == [
        ("Merit", True),
        ("Pass", True),
        ("Pass", False),
        ("Near", False),
        ("No Award", False),
    ]
    assert pass_threshold(bands) == 40


@pytest.mark.parametrize(
    ("bands", "percentage", "passes", "threshold"),
    [
        # Where a band does not say it, a pass begins where the requirement's does, at 40 %.
        ([("Low", 20, None), ("Fail", 0, None)], 30, False, 40),
        ([("Low", 20, None), ("Fail", 0, None)], 40, True, 40),
        ([("High", 70, None), ("Fail", 0, None)], 45, False, 70),
        ([("Pass", 30, True), ("Fail", 0, None)], 30, True, 30),
        ([("Pass", 30, None), ("Merit", 40, False)], 50, False, 100),
        ([("Any", 0, None)], 100, False, 100),
        ([("Any", 0, True)], 0, True, 0),
    ],
)
def test_a_band_says_itself_whether_it_passes_or_the_requirement_does(
    bands: list[tuple[str, float, bool | None]], percentage: float, passes: bool, threshold: float
) -> None:
    own = [GradeBand(label=label, from_percentage=share, passes=said) for label, share, said in bands]
    assert calculate_grade(percentage, own)[1] is passes
    assert pass_threshold(own) == threshold


@pytest.mark.parametrize("percentage", [math.nan, math.inf])
def test_a_grade_needs_a_number(percentage: float) -> None:
    with pytest.raises(InvalidInput, match="finite"):
        calculate_grade(percentage)
