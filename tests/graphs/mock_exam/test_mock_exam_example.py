"""The worked example of the requirement: a probability with the other colour in the numerator."""

from typing import Any

from bareme.graphs.mock_exam.graph import build_mock_exam_graph
from tests.mock_exams import sample_submission
from tests.provider.evaluation import evaluation, questions_of
from tests.provider.server import Provider, prompt_of

type Json = dict[str, Any]

WORDS = {
    "feedback_summary": "You've got the right idea about probability fractions, but mixed up which number goes on top!",
    "what_you_did_well": "You correctly identified the total number of balls (8) as the denominator",
    "where_you_went_wrong": "You put the number of blue balls (5) in the numerator instead of red balls (3)",
    "correct_approach": "For probability of selecting a red ball: P(red) = number of red balls / total balls = 3/8",
    "misconception_detected": {
        "misconception_type": "probability_wrong_event",
        "common_error": "Using the count of the 'other' outcome instead of the desired outcome",
        "why_its_wrong": "When calculating P(A), the numerator must be the count of A, not the count of 'not A'",
        "correct_thinking": "Always ask: what am I trying to find the probability OF? Put that count on top.",
        "practice_suggestion": "Try more probability questions where you label the desired outcome first",
    },
    "related_concept": "Probability of a Single Event",
    "suggested_review": "Review the difference between P(A) and P(not A)",
}


def probability(answer: str) -> Json:
    """A submission of one question, answered so."""
    stem = "What is the probability of selecting a red ball from a bag with 3 red and 5 blue balls?"
    sent = sample_submission()
    section = sent["mock_exam"]["sections"][0]
    (question,) = section["questions"] = section["questions"][2:3]
    question.update(question_stem=stem, question_stem_plain=stem)
    question["cfu_config"]["answer_key"] = {"correct_answer": "3/8"}
    section["section_marks"] = sent["mock_exam"]["metadata"]["totalMarks"] = question["marks"]
    sent["mock_exam"]["sections"] = [section]
    sent["answers"] = [{**sent["answers"][2], "response": {"response_text": answer}, "time_spent_seconds": 0}]
    sent["exam_context"] = {
        "total_questions": 1,
        "questions_answered": 1,
        "questions_skipped": 0,
        "questions_flagged": 0,
    }
    return sent


async def marked(provider: Provider, answer: str, marks: int) -> tuple[Json, Json]:
    """The question's feedback and the whole result, where the model gives `marks` and WORDS."""

    def script(request: Json) -> Json:
        asked = questions_of(prompt_of(request))
        given = evaluation(asked, {question["question_id"]: marks for question in asked})
        given["question_feedback"][0] |= WORDS
        return given

    provider.script = script
    state = await build_mock_exam_graph().ainvoke({"exam_submission": probability(answer)})
    result = state["structured_response"]
    return result["question_feedback"][0], result


async def test_the_models_own_words_reach_the_student(provider: Provider) -> None:
    feedback, result = await marked(provider, "5/8", 0)
    assert {name: feedback[name] for name in WORDS} == WORDS
    assert (feedback["marks_earned"], feedback["is_correct"]) == (0, False)
    assert result["checks"] == []
    assert len(provider.requests) == 1


async def test_the_words_are_those_of_the_mark_that_stands(provider: Provider) -> None:
    feedback, result = await marked(provider, "3/8", 0)
    assert (feedback["marks_earned"], feedback["is_correct"]) == (1, True)
    assert feedback["misconception_detected"] is feedback["where_you_went_wrong"] is None
    assert "mixed up" not in feedback["feedback_summary"]
    assert [check["kind"] for check in result["checks"]] == ["key_overruled_model"]
