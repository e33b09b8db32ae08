"""A model judges the feedback that a model gave: is it specific, constructive, kind?

Runs with a key (OPENAI_API_KEY), or with a local endpoint (OPENAI_BASE_URL and BAREME_JUDGE_MODEL):

    BAREME_TEST_MODEL=openai:gpt-5.1-mini BAREME_JUDGE_MODEL=openai:o3-mini pytest tests/graphs/test_mock_exam_judged.py

With LANGSMITH_API_KEY and LANGSMITH_TRACING=true the runs are kept as experiments; `--langsmith-output` shows them.
"""

import os
from typing import Any

import pytest
from agentevals.trajectory.llm import create_trajectory_llm_as_judge
from langchain.chat_models import init_chat_model
from langsmith import testing

from bareme.graphs.mock_exam.graph import graph_mock_exam
from tests.mock_exams import sample_submission

type Json = dict[str, Any]

EXAMINED = os.environ.get("BAREME_TEST_MODEL") or "openai:gpt-5.1-mini"
JUDGE = os.environ.get("BAREME_JUDGE_MODEL") or "openai:o3-mini"
TRACED = bool(os.environ.get("LANGSMITH_API_KEY")) and os.environ.get("LANGSMITH_TRACING") == "true"
HAS_MODEL = bool(os.environ.get("OPENAI_API_KEY") or os.environ.get("BAREME_JUDGE_MODEL"))

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(not HAS_MODEL, reason="no judge: set OPENAI_API_KEY, or BAREME_JUDGE_MODEL and OPENAI_BASE_URL"),
]

FRAME = """You judge the feedback that an examiner gave on a mock exam. The conversation holds the exam with its keys,
the student's answers, and the examiner's evaluation.

The question: {question}

Say true if the evaluation as a whole meets it, false if it fails for any question that it applies to.

<conversation>
{{outputs}}
</conversation>
"""


@pytest.fixture(scope="module")
def evaluated() -> Json:
    """The evaluation of a submission with mistakes, one of them a listed misconception."""
    config: Any = {"configurable": {"model": EXAMINED}}
    state: Json = graph_mock_exam.invoke({"exam_submission": sample_submission()}, config)
    return state


def judge(state: Json, question: str) -> None:
    evaluator = create_trajectory_llm_as_judge(
        judge=init_chat_model(JUDGE), prompt=FRAME.format(question=question), feedback_key="feedback_quality"
    )
    verdict = evaluator(outputs=state["messages"])
    assert isinstance(verdict, dict)
    assert verdict["score"] is True, verdict.get("comment")


def test_feedback_quality(evaluated: Json) -> None:
    judge(
        evaluated, "Could the student learn from every comment without a teacher: what is right, what is not, and why?"
    )


def test_llm_generates_constructive_feedback(evaluated: Json) -> None:
    wrong = [q for q in evaluated["structured_response"]["question_feedback"] if not q["is_correct"]]
    assert wrong
    assert all(question["what_you_did_well"] and question["where_you_went_wrong"] for question in wrong)
    judge(
        evaluated,
        "Does every wrong answer get something true that was done well, the reason why it is wrong, and a way?",
    )


def test_llm_detects_misconceptions(evaluated: Json) -> None:
    found = {
        q["question_id"] for q in evaluated["structured_response"]["question_feedback"] if q["misconception_detected"]
    }
    assert "q5" in found
    judge(
        evaluated, "Where an answer shows a misconception that is listed with its question, is it found and explained?"
    )


def test_llm_feedback_is_encouraging(evaluated: Json) -> None:
    judge(evaluated, "Is the tone warm and respectful throughout, without flattery and without discouraging anybody?")


def test_recommendations_are_specific(evaluated: Json) -> None:
    lost = {q["question_number"] for q in evaluated["structured_response"]["question_feedback"] if not q["is_correct"]}
    recommended = evaluated["structured_response"]["learning_recommendations"]
    assert {number for r in recommended for number in r["related_questions"]} & lost
    judge(
        evaluated, "Do the recommendations name actual mistakes of this student, and an action that can be begun today?"
    )


@pytest.mark.langsmith
@pytest.mark.skipif(not TRACED, reason="no tracking: set LANGSMITH_API_KEY and LANGSMITH_TRACING=true")
def test_grading_accuracy_tracked(evaluated: Json) -> None:
    result = evaluated["structured_response"]
    testing.log_inputs({"submission_id": result["submission_id"], "model": EXAMINED})
    testing.log_outputs(result)
    overruled = [check for check in result["checks"] if check["kind"] == "key_overruled_model"]
    testing.log_feedback(key="agrees_with_the_key", score=not overruled)
    judge(evaluated, "Are the marks those that the keys and marking schemes ask for?")
