"""What can be checked of feedback is told to the model once, and reported where it insists; over real HTTP."""

from collections.abc import Callable
from typing import Any

import pytest

from bareme.graphs.mock_exam.graph import build_mock_exam_graph
from tests.mock_exams import expected_marks, sample_submission
from tests.provider.evaluation import evaluation, questions_of
from tests.provider.server import Provider, prompt_of

type Json = dict[str, Any]
MARKS = expected_marks("exam")


async def run() -> Json:
    state: Json = await build_mock_exam_graph().ainvoke({"exam_submission": sample_submission()})
    return dict(state["structured_response"])


def good(request: Json) -> Json:
    return evaluation(questions_of(prompt_of(request)), MARKS)


def q6_with(**fields: Any) -> Callable[[Json], Json]:
    def answer(request: Json) -> Json:
        given = good(request)
        given["question_feedback"][5] |= fields
        return given

    return answer


def q6_step_with(**fields: Any) -> Callable[[Json], Json]:
    def answer(request: Json) -> Json:
        given = good(request)
        given["question_feedback"][5]["marking_breakdown"][0] |= fields
        return given

    return answer


def closing_with(**fields: Any) -> Callable[[Json], Json]:
    return lambda request: {**good(request), **fields}


ABOUT_Q2 = [
    {"priority": n, "topic": "Rounding", "reason": "r", "action": "a", "related_questions": [2]} for n in (1, 2)
]
BAD: dict[str, tuple[Callable[[Json], Json], tuple[str, str | None], str]] = {
    "no breakdown": (q6_with(marking_breakdown=None), ("breakdown_incomplete", "q6"), "has no marking_breakdown"),
    "another breakdown": (
        q6_with(marking_breakdown=[{
            "criterion_name": "all", "criterion_description": "all", "marks_earned": 1, "marks_possible": 3,
            "feedback": "f",
        }]),
        ("breakdown_incomplete", "q6"),
        "another marking_breakdown than its scheme",
    ),
    "an invented quotation": (
        q6_step_with(evidence_seen="x = 99 because I guessed"),
        ("quote_not_found", "q6"),
        "evidence_seen that is not in the answer",
    ),
    "words put in the mouth": (
        q6_with(feedback_summary="You wrote “99 bananas” and stopped."),
        ("unfit_comment", "q6"),
        "quotes what the student did not write",
    ),
    "an insult": (q6_with(where_you_went_wrong="You are hopeless."), ("unfit_comment", "q6"), "insulting"),
    "an insult in a step": (q6_step_with(feedback="Idiot!"), ("unfit_comment", "q6"), "insulting feedback"),
    "an empty summary": (q6_with(feedback_summary="."), ("incomplete_comment", "q6"), "no usable feedback_summary"),
    "an empty encouragement": (
        closing_with(encouragement_message="."), ("incomplete_comment", None), "encouragement_message is empty"
    ),
    "an insulting encouragement": (
        closing_with(encouragement_message="Tu es nul."), ("incomplete_comment", None), "unfit to read"
    ),
    "recommendations about something else": (
        closing_with(learning_recommendations=ABOUT_Q2), ("recommendations_corrected", None), "most marks were lost"
    ),
    "insulting recommendations": (
        closing_with(learning_recommendations=[{**ABOUT_Q2[0], "reason": "You are stupid."}] * 2),
        ("unfit_comment", None),
        "learning_recommendations: 2 insult",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
async def test_it_is_told_once_and_then_reported(provider: Provider, name: str) -> None:
    bad, reported, told = BAD[name]
    provider.script = bad
    result = await run()
    assert len(provider.requests) == 2
    assert told in str(provider.requests[1]["messages"][-1]["content"])
    assert reported in {(check["kind"], check["question_id"]) for check in result["checks"]}
    assert result["overall_result"]["total_marks_earned"] == 6
    shown = str({name: value for name, value in result.items() if name != "checks"})
    for unfit in ("hopeless", "nul.", "stupid", "Idiot", "99 bananas", "x = 99", "'.'"):
        assert unfit not in shown
    lost = {q["question_number"] for q in result["question_feedback"] if q["marks_earned"] < q["marks_possible"]}
    covered = {number for r in result["learning_recommendations"] for number in r["related_questions"]}
    assert len(covered & lost) >= 2
    assert result["encouragement_message"]


@pytest.mark.parametrize("name", BAD)
async def test_told_once_the_model_gets_it_right(provider: Provider, name: str) -> None:
    turns = iter([BAD[name][0]])

    def answer(request: Json) -> Json:
        return next(turns, good)(request)

    provider.script = answer
    result = await run()
    assert (len(provider.requests), result["checks"]) == (2, [])
    assert result["question_feedback"][5]["marking_breakdown"]


async def test_a_quotation_of_the_answer_costs_nothing(provider: Provider) -> None:
    written = sample_submission()["answers"][5]["response"]
    quote = next(text for text in written.values() if isinstance(text, str))
    provider.script = q6_step_with(evidence_seen=quote[:12])
    result = await run()
    assert (len(provider.requests), result["checks"]) == (1, [])
    assert result["question_feedback"][5]["marking_breakdown"][0]["evidence_seen"] == quote[:12]


@pytest.mark.parametrize(
    ("said", "is_kept"),
    [
        ("Well done: 10 out of 11 marks.", False),
        ("11/11, well done.", False),
        ("6/11: draw 3/4 of the circle again.", True),
    ],
)
async def test_closing_words_state_no_mark_of_their_own(provider: Provider, said: str, is_kept: bool) -> None:
    provider.script = closing_with(encouragement_message=said)
    result = await run()
    total = result["overall_result"]
    assert (total["total_marks_earned"], total["total_marks_possible"]) == (6, 11)
    assert (result["encouragement_message"] == said) is is_kept
    assert any("is no mark here" in check["message"] for check in result["checks"]) is not is_kept
