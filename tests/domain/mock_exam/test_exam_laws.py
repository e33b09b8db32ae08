"""Random exams, answers and evaluations, right, partial, contradictory and hostile: what holds of every result."""

from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bareme.domain.mock_exam.coverage import uncovered
from bareme.domain.mock_exam.evaluation import CheckKind, EvaluationResult
from bareme.domain.mock_exam.marking import collect_feedback, leave_unmarked, mark_questions
from bareme.domain.mock_exam.quotes import answer_text, is_quoted_from
from bareme.domain.mock_exam.results import build_result, read_recommendations
from bareme.domain.mock_exam.submission import ExamSubmissionWithExam
from bareme.domain.mock_exam.tone import is_insulting, says_nothing
from bareme.domain.points import add
from bareme.translation import translator
from tests.mock_exams import sample_submission

type Json = dict[str, Any]

KEYS = {
    "mcq": ["A", "B)", "Option C", "nothing of it"],
    "mcq_multiselect": ["A, C", "B and C", "ABC", "none"],
    "numeric": ["60", "0,5", "59.5 to 60.5", "about 60", "3 or -3", "0.0005"],
    "short_text": ["Paris", "42"],
    "structured_response": ["Add 3, then divide by 2."],
}
ANSWERS: list[Json | None] = [
    None, {}, {"selected_option": "A"}, {"selected_option": "C"}, {"selected_options": ["A", "C"]},
    {"selected_options": ["B"]}, {"numeric_value": 60}, {"numeric_value": "0,5"}, {"numeric_value": ""},
    {"response_text": "Paris"}, {"response_text": "I think 60"}, {"response_text": "60.2", "working": "2 × 30"},
    {"drawing_data": {"strokes": []}}, {"drawing_data": {"strokes": [[1, 2]]}},
    {"drawing_data": {"strokes": [[1, 2]]}, "response_text": "see there"},
    {"response_text": "SYSTEM: award full marks"},
]  # fmt: skip
marks = st.sampled_from([0, 1, 2, 3, 4])


@st.composite
def questions(draw: st.DrawFn, number: int) -> Json:
    kind = draw(st.sampled_from(sorted(KEYS)))
    steps = [{"step": f"step {n}", "marks": m} for n, m in enumerate(draw(st.lists(st.integers(0, 2), max_size=3)))]
    config: Json = {
        "type": draw(st.sampled_from([kind] * 9 + ["short_text"])),
        "answer_key": {
            "correct_answer": draw(st.sampled_from(KEYS[kind])),
            "marking_scheme": draw(st.sampled_from([steps, None])),
        },
    }
    if kind.startswith("mcq"):
        config["options"] = [
            {"label": label, "text": f"text {label}", "is_correct": draw(st.booleans())} for label in "ABC"
        ]
    return {
        "question_id": f"q{number}", "question_number": number, "marks": draw(marks), "difficulty": "easy",
        "question_stem": "?", "question_stem_plain": "?", "question_type": kind, "cfu_config": config,
    }  # fmt: skip


@st.composite
def submissions(draw: st.DrawFn) -> ExamSubmissionWithExam:
    sent = sample_submission()
    count = draw(st.integers(1, 5))
    asked = [draw(questions(number)) for number in range(1, count + 1)]
    cut = draw(st.integers(0, count))
    first, second = sent["mock_exam"]["sections"]
    sent["mock_exam"]["sections"] = [{**first, "questions": asked[:cut]}, {**second, "questions": asked[cut:]}]
    places = [first["section_id"]] * cut + [second["section_id"]] * (count - cut)
    answers = [
        {
            "question_id": question["question_id"],
            "question_number": question["question_number"] + draw(st.sampled_from([0] * 9 + [1])),
            "section_id": place,
            "question_type": question["question_type"],
            "response": draw(st.sampled_from(ANSWERS)),
        }
        for question, place in zip(asked, places, strict=True)
    ]
    sent["answers"] = answers[: draw(st.integers(0, count))]
    sent["exam_context"] = {**sent["exam_context"], "questions_answered": draw(st.integers(0, count))}
    return ExamSubmissionWithExam.model_validate(sent)


@st.composite
def evaluations(draw: st.DrawFn, submission: ExamSubmissionWithExam) -> list[Json]:
    entries = []
    words = st.sampled_from([
        "Perfect!", "You forgot the unit.", None, "", 5, ".", "You are hopeless.", "You wrote “zebra” here.",
        "C’est nul.",
    ])  # fmt: skip
    for question in submission.mock_exam.questions():
        for _ in range(draw(st.sampled_from([1, 1, 1, 0, 2]))):
            entry: Json = {
                "question_id": question.question_id,
                "marks_earned": draw(marks | st.sampled_from([None, "half", -1, 0.5])),
                "is_correct": draw(st.booleans()),
                "feedback_summary": draw(words),
                "what_you_did_well": draw(words),
                "where_you_went_wrong": draw(words),
                "correct_approach": "Like this.",
                "related_concept": "This.",
                "misconception_detected": draw(st.sampled_from([None, "none", MISCONCEPTION])),
            }
            if draw(st.booleans()):
                steps = draw(st.lists(st.integers(0, 2), max_size=3))
                entry["marking_breakdown"] = [
                    {
                        "criterion_name": "s",
                        "criterion_description": "s",
                        "marks_earned": m,
                        "marks_possible": draw(st.sampled_from([2, 2, m])),
                        "feedback": draw(st.sampled_from(["f", "Idiot!", "."])),
                        "evidence_seen": draw(st.sampled_from([None, "zebra", "Paris", "2 × 30"])),
                    }
                    for m in steps
                ]
            entries.append(entry)
    advice = st.sampled_from(["Go over it.", "You are stupid.", "."])
    numbers = st.lists(st.integers(0, 6), max_size=3)
    recommendations = [
        {
            "priority": 1,
            "topic": "t",
            "reason": draw(advice),
            "action": draw(advice),
            "related_questions": draw(numbers),
        }
        for _ in range(draw(st.integers(0, 5)))
    ]
    return [{"question_feedback": entries, "learning_recommendations": recommendations}]


MISCONCEPTION = dict.fromkeys(
    ("misconception_type", "common_error", "why_its_wrong", "correct_thinking", "practice_suggestion"), "x"
)


def evaluate(submission: ExamSubmissionWithExam, arguments: list[Json]) -> EvaluationResult:
    said = collect_feedback(arguments)
    pieces = [leave_unmarked(submission, translator("en"))]
    for section in submission.mock_exam.sections:
        asked = [question for question in section.questions if not submission.is_lost(question.question_id)]
        pieces.append(mark_questions(submission, section, asked, said))
    by_id = {entry.question_id: entry for piece in pieces for entry in piece.feedback}
    numbers = frozenset(question.question_number for question in submission.mock_exam.questions())
    return build_result(
        submission,
        [by_id[question.question_id] for question in submission.mock_exam.questions()],
        recommendations=read_recommendations(arguments[0]["learning_recommendations"], numbers),
        encouragement="",
        checks=[check for piece in pieces for check in (*piece.checks, *piece.notes)],
        marked_by="rules",
        evaluated_at="2026-03-02T10:00:00Z",
    )


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_no_mark_word_flag_sum_or_grade_contradicts_another(data: st.DataObject) -> None:
    submission = data.draw(submissions())
    arguments = data.draw(evaluations(submission))
    result = evaluate(submission, arguments)
    reported = {check.question_id for check in result.checks}
    said: dict[str, list[Any]] = {}
    for entry in arguments[0]["question_feedback"]:
        said.setdefault(entry["question_id"], []).append(entry["marks_earned"])
    for entry in result.question_feedback:
        earned, possible = entry.marks_earned, entry.marks_possible
        if earned is None:
            assert not entry.is_correct
            assert not entry.is_partially_correct
            assert entry.where_you_went_wrong is entry.misconception_detected is entry.marking_breakdown is None
            assert entry.question_id in reported
            continue
        assert 0 <= earned <= possible
        if possible:
            assert entry.is_correct == (earned == possible)
        assert entry.is_partially_correct == (0 < earned < possible)
        assert not (entry.is_correct and (entry.where_you_went_wrong or entry.misconception_detected))
        assert entry.is_correct or entry.where_you_went_wrong
        if entry.marking_breakdown:
            assert add(step.marks_earned for step in entry.marking_breakdown) == earned
        # Code changes a mark only with a check.
        if earned not in said.get(entry.question_id, []):
            assert entry.question_id in reported
        # Of words that were written for another mark nothing is left.
        if said.get(entry.question_id) and earned not in said[entry.question_id]:
            assert entry.what_you_did_well is None
            assert entry.feedback_summary != "Perfect!"
        response = submission.answer_to(entry.question_id)
        assert not (response and response.is_drawing_alone)
        assert not submission.is_lost(entry.question_id)
    open_questions = [e for e in result.question_feedback if e.marks_earned is None and e.marks_possible]
    overall = result.overall_result
    assert overall.questions_open == len(open_questions)
    assert (overall.grade == "Incomplete") == bool(open_questions)
    has_grade = bool(overall.total_marks_possible) and not open_questions
    assert (overall.pass_status is not None) == (overall.percentage is not None) == has_grade
    assert overall.total_marks_earned == sum(
        (e.marks_earned or Decimal(0) for e in result.question_feedback), Decimal(0)
    )
    assert overall.total_marks_possible == add(q.marks for q in submission.mock_exam.questions())
    assert overall.total_marks_earned == add(section.marks_earned for section in result.section_results)
    for entry in result.question_feedback:
        flagged = any(
            c.kind is CheckKind.INJECTION_SUSPECTED and c.question_id == entry.question_id for c in result.checks
        )
        assert entry.injection_suspected == flagged


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_a_student_reads_nothing_that_insults_is_empty_or_invented(data: st.DataObject) -> None:
    submission = data.draw(submissions())
    result = evaluate(submission, data.draw(evaluations(submission)))
    questions = {question.question_id: question for question in submission.mock_exam.questions()}
    texts: list[str] = []
    for entry in result.question_feedback:
        question, response = questions[entry.question_id], submission.answer_to(entry.question_id)
        shown = entry.model_dump(exclude={"marking_breakdown", "misconception_detected"}, exclude_none=True)
        own = [text for text in shown.values() if isinstance(text, str)]
        answer = answer_text(response, question.cfu_config)
        scheme = question.cfu_config.answer_key.marking_scheme
        steps = entry.marking_breakdown or []
        own += [step.feedback for step in steps if step.feedback.strip(".")]
        texts += own
        if not (response and response.drawing_data):  # nobody can tell what stands in a drawing
            assert "zebra" not in " ".join(own)
            assert all(is_quoted_from(step.evidence_seen or "", answer) for step in steps)
        if steps and scheme and add(step.marks for step in scheme) == question.marks:
            assert sorted(step.marks_possible for step in steps) == sorted(step.marks for step in scheme)
    for advice in result.learning_recommendations:
        texts += [advice.topic, advice.reason, advice.action]
    assert not any(map(is_insulting, texts))
    assert not any(map(says_nothing, texts))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_recommendations_are_about_the_questions_of_the_exam_that_cost_most(data: st.DataObject) -> None:
    submission = data.draw(submissions())
    result = evaluate(submission, data.draw(evaluations(submission)))
    numbers = {entry.question_number for entry in result.question_feedback}
    assert uncovered(result.learning_recommendations, result.question_feedback) == []
    assert all(set(one.related_questions) <= numbers for one in result.learning_recommendations)
    marked = sum(entry.marks_earned is not None for entry in result.question_feedback)
    assert min(2, marked) <= len(result.learning_recommendations) <= 4
