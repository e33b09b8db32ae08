"""Whatever a model says, the evaluation holds: properties over arbitrary answers."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bareme.domain.mock_exam.answer_keys import decide
from bareme.domain.mock_exam.evaluation import CheckKind, EvaluationResult, calculate_grade
from bareme.domain.mock_exam.marking import collect_feedback, mark_questions, mark_step
from bareme.domain.mock_exam.results import build_result, read_recommendations
from bareme.domain.mock_exam.submission import ExamSubmissionWithExam
from bareme.domain.points import add
from bareme.translation import translator
from tests.mock_exams import sample_submission

SUBMISSION = ExamSubmissionWithExam.model_validate(sample_submission())
QUESTIONS = {question.question_id: question for question in SUBMISSION.mock_exam.questions()}
NUMBERS = frozenset(question.question_number for question in QUESTIONS.values())

junk = (
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5) | st.lists(st.integers(), max_size=2)
)
number = st.sampled_from([-1, 0, 0.5, 1, 2, 3, 4, 1e9]) | junk
criterion = st.fixed_dictionaries(
    {
        "criterion_name": st.just("step"),
        "criterion_description": st.just("step"),
        "marks_earned": number,
        "marks_possible": number,
        "feedback": st.just("seen"),
    }
)
entry = st.fixed_dictionaries(
    {"question_id": st.sampled_from([*QUESTIONS, "q99"]), "marks_earned": number},
    optional={
        "feedback_summary": st.just("Said.") | junk,
        "correct_approach": st.just("Do this.") | junk,
        "related_concept": st.just("This.") | junk,
        "marking_breakdown": st.lists(criterion, max_size=3) | junk,
        "misconception_detected": junk,
        "what_you_did_well": junk,
        "marks_possible": junk,
        "is_correct": junk,
    },
)
recommendation = st.fixed_dictionaries(
    {
        "priority": st.integers(-1, 7) | junk,
        "topic": st.just("t") | junk,
        "reason": st.just("r"),
        "action": st.just("a"),
    },
    optional={"related_questions": st.lists(st.integers(-2, 12), max_size=4) | junk},
)
answers = st.lists(
    st.fixed_dictionaries(
        {"question_feedback": st.lists(entry, max_size=12) | junk},
        optional={"learning_recommendations": st.lists(recommendation, max_size=7) | junk},
    ),
    max_size=3,
)


def evaluate(arguments: list[dict[str, Any]]) -> EvaluationResult:
    said = collect_feedback(arguments)
    marked = [mark_questions(SUBMISSION, s, s.questions, said) for s in SUBMISSION.mock_exam.sections]
    given_first = arguments[0].get("learning_recommendations") if arguments else None
    return build_result(
        SUBMISSION,
        [feedback for part in marked for feedback in part.feedback],
        recommendations=read_recommendations(given_first, NUMBERS),
        encouragement="",
        checks=[check for part in marked for check in part.checks],
        marked_by="rules",
        evaluated_at="2026-03-02T10:00:00Z",
    )


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answers)
def test_any_answer_becomes_an_evaluation_that_holds(arguments: list[dict[str, Any]]) -> None:
    result = evaluate(arguments)
    assert [feedback.question_id for feedback in result.question_feedback] == list(QUESTIONS)
    reported = {(check.kind, check.question_id) for check in result.checks}
    for feedback in result.question_feedback:
        question = QUESTIONS[feedback.question_id]
        assert (feedback.marks_possible, feedback.question_number) == (question.marks, question.question_number)
        earned = feedback.marks_earned
        assert (earned is None) == ((CheckKind.NOT_MARKED, feedback.question_id) in reported)
        assert feedback.is_correct == (earned == question.marks)
        # No word says the opposite of the mark.
        assert bool(feedback.where_you_went_wrong) == (earned is not None and earned < question.marks)
        assert not (feedback.is_correct and feedback.misconception_detected)
        if earned is None:
            assert feedback.feedback_summary == "This question could not be marked."
        assert feedback.is_partially_correct == (earned is not None and 0 < earned < question.marks)
        if earned is not None:
            assert 0 <= earned <= question.marks
            assert earned % 1 == 0
            verdict = decide(question, SUBMISSION.answer_to(question.question_id))
            assert verdict is None or verdict.marks == earned
            if feedback.marking_breakdown:
                assert add(step.marks_earned for step in feedback.marking_breakdown) == earned
    marked = [f for f in result.question_feedback if f.marks_earned is not None]
    overall = result.overall_result
    assert overall.total_marks_earned == sum(f.marks_earned or 0 for f in marked)
    assert overall.total_marks_marked == sum(f.marks_possible for f in marked)
    assert overall.total_marks_possible == sum(question.marks for question in QUESTIONS.values())
    assert overall.questions_open == len(QUESTIONS) - len(marked)
    assert overall.questions_open == sum(section.questions_open for section in result.section_results)
    assert overall.total_marks_earned == sum(section.marks_earned for section in result.section_results)
    assert overall.total_marks_possible == sum(section.marks_possible for section in result.section_results)
    exact = 100 * overall.total_marks_earned / overall.total_marks_possible
    given = ("Incomplete", None) if overall.questions_open else calculate_grade(exact)
    assert (overall.grade, overall.pass_status) == given
    assert (overall.percentage is None) == bool(overall.questions_open)
    recommendations = result.learning_recommendations
    assert min(2, len(marked)) <= len(recommendations) <= 4 or any(r.related_questions for r in recommendations)
    assert [r.priority for r in recommendations] == sorted(r.priority for r in recommendations)
    assert all(r.related_questions and set(r.related_questions) <= NUMBERS for r in recommendations)
    assert EvaluationResult.model_validate(result.model_dump(mode="json")) == result


@pytest.mark.parametrize(
    ("marks", "steps", "expected"),
    [
        (2, [1, 1, 0], 2),
        (3, [1, 1, 0], 2),
        (None, [1, 1, 0], 2),
        (2, [1, 1, 9], 2),
        (2, [2, 0, 0], 2),
    ],
)
def test_a_breakdown_sums_to_the_mark(marks: int | None, steps: list[int], expected: int) -> None:
    breakdown = [
        {"criterion_name": "s", "criterion_description": "s", "marks_earned": m, "marks_possible": 1, "feedback": "f"}
        for m in steps
    ]
    said = {"question_id": "q6", "marks_earned": marks, "marking_breakdown": breakdown}
    q6 = evaluate([{"question_feedback": [said]}]).question_feedback[5]
    assert q6.marks_earned == expected
    assert (q6.marking_breakdown is None) == (max(steps) > 1)


def test_marks_are_whole_unless_the_exam_has_fractions() -> None:
    sent = sample_submission()
    assert mark_step(ExamSubmissionWithExam.model_validate(sent).mock_exam) == 1
    sent["mock_exam"]["sections"][1]["questions"][2]["cfu_config"]["answer_key"]["marking_scheme"][0]["marks"] = 0.5
    assert mark_step(ExamSubmissionWithExam.model_validate(sent).mock_exam) == Decimal("0.5")


def test_recommendations_are_filled_from_what_was_lost() -> None:
    feedback = [
        {
            "question_id": question.question_id,
            "marks_earned": 0 if question.question_id == "q6" else question.marks,
            "feedback_summary": f"About {question.question_id}.",
            "correct_approach": "Like this.",
            "related_concept": f"Concept of {question.question_id}",
        }
        for question in QUESTIONS.values()
    ]
    first, second = evaluate([{"question_feedback": feedback}]).learning_recommendations
    # The key decides q5: its two marks are lost too, whatever was said.
    assert (first.topic, second.topic) == ("Concept of q6", "Concept of q5")
    assert (first.priority, second.priority) == (1, 2)
    assert second.related_questions == [5]


def test_words_of_ours_do_not_speak_of_an_answer_where_there_is_none() -> None:
    sent = sample_submission()
    sent["answers"][0]["response"] = None
    submission = ExamSubmissionWithExam.model_validate(sent)
    section = submission.mock_exam.sections[0]
    said = {"question_id": "q1", "marks_earned": 1, "feedback_summary": "Perfect!"}
    for language, summary in (("en", "0 of 1 marks: no answer was given."), ("fr", "0 sur 1\u00a0: pas de réponse.")):
        marked = mark_questions(submission, section, section.questions[:1], {"q1": [said]}, translator(language))
        assert marked.feedback[0].feedback_summary == summary


@pytest.mark.parametrize(
    ("value", "is_right", "summary"),
    [
        (60, True, "0 of 0 marks: your answer is what the answer key asks for."),
        (61, False, "0 of 0 marks: your answer was held against the answer key."),
    ],
)
@pytest.mark.parametrize("said_right", [True, False])
def test_of_a_question_that_is_worth_nothing_the_key_says_whether_it_is_right(
    value: int, is_right: bool, summary: str, said_right: bool
) -> None:
    sent = sample_submission()
    sent["answers"][3]["response"] = {"numeric_value": value}
    sent["mock_exam"]["sections"][1]["questions"][0]["marks"] = 0
    submission = ExamSubmissionWithExam.model_validate(sent)
    section = submission.mock_exam.sections[1]
    said = {"question_id": "q4", "marks_earned": 0, "is_correct": said_right, "feedback_summary": "The model's words."}
    (entry,) = mark_questions(submission, section, section.questions[:1], {"q4": [said]}).feedback
    assert entry.is_correct is is_right
    assert entry.feedback_summary == ("The model's words." if said_right is is_right else summary)
    assert bool(entry.where_you_went_wrong) is not is_right
