"""`graph_mock_exam` from end to end in this process: trajectory, result, threads.

The tests named `test_llm_…` run with the offline examiner, and with a real model too where `BAREME_TEST_MODEL` names
one ("openai:gpt-5.1-mini" with its key, or any model of a local endpoint in OPENAI_BASE_URL).
"""

import json
import os
from typing import Any

import pytest
from agentevals.trajectory.match import create_trajectory_match_evaluator
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langgraph.checkpoint.memory import InMemorySaver

from bareme.agents.mock_examiner import build_grading_message
from bareme.domain.mock_exam.evaluation import EvaluationResult
from bareme.domain.mock_exam.submission import ExamSubmissionWithExam
from bareme.errors import InvalidInput
from bareme.graphs.mock_exam.graph import build_mock_exam_graph, graph_mock_exam
from tests.mock_exams import expected_marks, long_submission, sample_submission

type Json = dict[str, Any]

OFFLINE: Any = {"configurable": {"model": "offline:lexical"}}
LIVE = os.environ.get("BAREME_TEST_MODEL", "")
MODELS = [
    "offline:lexical",
    pytest.param(
        LIVE,
        id="live",
        marks=[
            pytest.mark.enable_socket,
            pytest.mark.skipif(not LIVE, reason="no real model: set BAREME_TEST_MODEL and its key"),
        ],
    ),
]


def evaluate(submission: Json, model: str = "offline:lexical") -> EvaluationResult:
    state = graph_mock_exam.invoke({"exam_submission": submission}, {"configurable": {"model": model}})
    return EvaluationResult.model_validate(state["structured_response"])


@pytest.mark.parametrize("make", [sample_submission, long_submission])
@pytest.mark.parametrize("client_builds_the_message", [True, False])
def test_grading_trajectory(make: Any, client_builds_the_message: bool) -> None:
    sent = make()
    text = build_grading_message(ExamSubmissionWithExam.model_validate(sent))
    messages = [{"role": "user", "content": text}] if client_builds_the_message else []
    state = graph_mock_exam.invoke({"messages": messages, "exam_submission": sent}, OFFLINE)
    reference = [
        HumanMessage(text),
        AIMessage("", tool_calls=[{"id": "call_1", "name": "EvaluationResult", "args": {}}]),
        ToolMessage("Grading complete. Results returned to student.", tool_call_id="call_1"),
    ]
    evaluator = create_trajectory_match_evaluator(trajectory_match_mode="strict", tool_args_match_mode="ignore")
    evaluation = evaluator(outputs=state["messages"], reference_outputs=reference)
    assert evaluation["score"] is True, evaluation
    # The evaluator looks at tool calls; the words are compared here.
    assert [message.content for message in state["messages"]] == [message.content for message in reference]


def test_grading_returns_structured_response() -> None:
    state = graph_mock_exam.invoke({"exam_submission": sample_submission()}, OFFLINE)
    result = EvaluationResult.model_validate(state["structured_response"])
    assert result.overall_result.total_marks_earned == 6
    assert result.overall_result.grade == "C"
    # It is plain JSON: what a checkpoint keeps can be read after any change of the classes.
    assert json.loads(json.dumps(state["structured_response"])) == state["structured_response"]


def test_with_checkpointer() -> None:
    graph = build_mock_exam_graph(InMemorySaver())
    config: Any = {"configurable": {**OFFLINE["configurable"], "thread_id": "attempt_0001"}}
    graph.invoke({"exam_submission": sample_submission()}, config)
    assert graph.get_state(config).values["structured_response"]["submission_id"] == "sub_0001"
    second = graph.invoke({"exam_submission": long_submission()}, config)
    assert second["structured_response"]["submission_id"] == "sub_0030"


def test_each_part_of_a_long_exam_is_streamed() -> None:
    events: Any = graph_mock_exam.stream({"exam_submission": long_submission()}, OFFLINE, stream_mode="messages")
    # One answer for each of the three sections, then the one that joins them.
    assert [event[0].type for event in events] == ["human", "ai", "ai", "ai", "ai", "tool"]


@pytest.mark.parametrize(("make", "total"), [(sample_submission, 1), (long_submission, 3)])
def test_each_part_that_is_done_is_told(make: Any, total: int) -> None:
    events = [*graph_mock_exam.stream({"exam_submission": make()}, OFFLINE, stream_mode="custom")]
    assert [(event["type"], event["completed"], event["total"]) for event in events] == [
        ("part_done", number, total) for number in range(1, total + 1)
    ]


def test_an_object_is_as_good_as_its_json() -> None:
    submission = ExamSubmissionWithExam.model_validate(sample_submission())
    state = graph_mock_exam.invoke({"exam_submission": submission}, OFFLINE)
    assert state["structured_response"]["overall_result"]["total_marks_earned"] == 6


@pytest.mark.parametrize("wrap", [lambda sent: sent, lambda sent: {"exam_submission": sent}])
def test_a_message_may_hold_the_submission_as_json(wrap: Any) -> None:
    content = json.dumps(wrap(sample_submission()))
    state = graph_mock_exam.invoke({"messages": [{"role": "user", "content": content}]}, OFFLINE)
    assert state["structured_response"]["overall_result"]["total_marks_earned"] == 6


@pytest.mark.parametrize("said", ["[1, 2]", "{}", '{"exam_submission": 5}', "7"])
def test_json_that_is_no_submission_is_none(said: str) -> None:
    with pytest.raises(InvalidInput, match="exam_submission: missing; send the answers"):
        graph_mock_exam.invoke({"messages": [{"role": "user", "content": said}]}, OFFLINE)


def test_without_a_submission_there_is_nothing_to_mark() -> None:
    with pytest.raises(InvalidInput, match="exam_submission: missing"):
        graph_mock_exam.invoke({"messages": [{"role": "user", "content": "Mark my exam!"}]}, OFFLINE)


@pytest.mark.parametrize("model", MODELS)
def test_llm_grades_mcq_correctly(model: str) -> None:
    result = evaluate(long_submission(), model)
    options = {"mcq", "mcq_multiselect"}
    sections = long_submission()["mock_exam"]["sections"]
    asked = {q["question_id"] for s in sections for q in s["questions"] if q["question_type"] in options}
    marks = {q.question_id: q.marks_earned for q in result.question_feedback if q.question_id in asked}
    assert marks == {question_id: expected_marks("long-exam")[question_id] for question_id in asked}
    assert len(asked) == 14


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(("value", "marks"), [(60, 2), (60.001, 2), (59.999, 2), (60.0011, 0), (-60, 0)])
def test_llm_grades_numeric_tolerance(model: str, value: float, marks: int) -> None:
    sent = sample_submission()
    sent["answers"][3]["response"] = {"numeric_value": value}
    assert evaluate(sent, model).question_feedback[3].marks_earned == marks


@pytest.mark.parametrize("model", MODELS)
def test_partial_credit_has_a_breakdown_that_sums(model: str) -> None:
    structured = [q for q in evaluate(long_submission(), model).question_feedback if q.marking_breakdown]
    partial = [q for q in structured if q.is_partially_correct]
    assert {q.question_id for q in partial} >= {"p10", "g10", "m10"}
    for question in partial:
        assert sum(step.marks_earned for step in question.marking_breakdown or []) == question.marks_earned


def test_the_offline_examiner_marks_as_the_key_says() -> None:
    result = evaluate(long_submission())
    assert {q.question_id: q.marks_earned for q in result.question_feedback} == expected_marks("long-exam")
    assert [check.kind for check in result.checks] == ["marked_by_rules"]
    for question in result.question_feedback:
        assert question.correct_approach
        assert question.is_correct or question.where_you_went_wrong
    assert 2 <= len(result.learning_recommendations) <= 4


def in_french() -> Json:
    """The sample with the words of its exam in French, as a French client sends it."""
    sent = sample_submission()
    exam = sent["mock_exam"]
    exam["metadata"] |= {"title": "Nombres, formes et algèbre", "instructions": "Répondez à toutes les questions."}
    for section in exam["sections"]:
        section |= {
            "section_label": "Les nombres",
            "section_instructions": "La calculatrice est interdite dans cette partie.",
        }
        for question in section["questions"]:
            question["question_stem"] = question["question_stem_plain"] = (
                "Quelle est la valeur de l'expression ? Donner le calcul."
            )
            question["misconceptions"] = []
    return sent


@pytest.mark.parametrize(
    ("make", "asked", "words"),
    [
        (sample_submission, None, "fully right"),
        (in_french, None, "entièrement justes"),
        (in_french, "en", "fully right"),
        (sample_submission, "fr", "entièrement justes"),
    ],
)
def test_the_feedback_is_in_the_language_of_the_exam_or_the_one_asked_for(
    make: Any, asked: str | None, words: str
) -> None:
    context: Any = {"language": asked, "model": "offline:lexical"}
    state = graph_mock_exam.invoke({"exam_submission": make()}, context=context)
    assert words in state["structured_response"]["encouragement_message"]
    assert state["structured_response"]["marked_by"] == "rules"


@pytest.mark.parametrize("context", [{"temperature": 0.1}, {"temperature": 5}])
def test_a_temperature_that_is_not_taken_is_refused(context: Any) -> None:
    with pytest.raises((InvalidInput, ValueError), match="temperature"):
        graph_mock_exam.invoke({"exam_submission": sample_submission()}, OFFLINE, context=context)


def test_an_exam_that_counts_for_nothing_is_neither_passed_nor_failed() -> None:
    sent = sample_submission()
    for section in sent["mock_exam"]["sections"]:
        for question in section["questions"]:
            question["marks"] = 0
            question["cfu_config"]["answer_key"]["marking_scheme"] = []
    result = evaluate(sent)
    assert result.encouragement_message == "Nothing in this exam counts for marks. Do again what did not go well."
    overall = result.overall_result
    assert (overall.total_marks_possible, overall.questions_open) == (0, 0)
    assert (overall.percentage, overall.grade, overall.pass_status) == (None, "Not graded", None)


def test_no_recommendation_speaks_of_marks_that_nobody_gave() -> None:
    sent = sample_submission()
    sent["answers"][0]["response"] = {"drawing_data": {"strokes": [[1, 2]]}}
    result = evaluate(sent)
    assert result.question_feedback[0].marks_earned is None
    assert all(recommendation.related_questions != [1] for recommendation in result.learning_recommendations)
