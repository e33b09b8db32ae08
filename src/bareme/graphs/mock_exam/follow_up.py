"""`follow_up`: answer a student's message about their evaluation. It changes no mark."""

import asyncio
from collections.abc import Sequence

from langchain_core.messages import AIMessage, AnyMessage
from langgraph.runtime import get_runtime

from bareme.agents.mock_exam_tutor import build_tutor, tutor_content
from bareme.agents.mock_examiner import Part
from bareme.domain.mock_exam.asked_about import costliest_questions, marks_line, named_questions, without_a_model
from bareme.domain.mock_exam.evaluation import EvaluationResult
from bareme.domain.mock_exam.exam_language import language_of
from bareme.domain.mock_exam.submission import ExamSubmissionWithExam
from bareme.errors import InvalidInput
from bareme.graphs.mock_exam.contract import (
    MockExamContext,
    MockExamState,
    context_of_run,
    grader_of_run,
    language_of_run,
    read_submission,
)
from bareme.graphs.mock_exam.payment import PaidExam
from bareme.graphs.owner import refuse_strangers
from bareme.graphs.state import Json, dump
from bareme.models.registry import build_model, is_paid

_MOST_SAID = 7
"""Messages of the conversation that the tutor is shown, the question included."""
_MOST_LINES = 3


def asks_about_evaluation(state: MockExamState) -> bool:
    """Return whether the last message is a person's, about an exam that was marked."""
    messages = state.get("messages", [])
    return bool(state.get("structured_response") and messages and messages[-1].type == "human")


async def follow_up(state: MockExamState) -> Json:
    """Return the answer as a message, and what it took.

    Raises:
        InvalidInput: the message has no text.
        ModelFailure: the model gave no usable answer.
        BudgetReached: the budget has no room for a call.
        SessionMissing: the thread is somebody else's.
    """
    refuse_strangers(state.get("owner", ""))
    submission = await asyncio.to_thread(read_submission, state.get("marked_submission"))
    result = EvaluationResult.model_validate(state["structured_response"])
    context = context_of_run(get_runtime(MockExamContext))
    grader = grader_of_run(context)
    said = _conversation(state["messages"])
    asked = state["messages"][-1].text
    if not asked.strip():
        raise InvalidInput("messages: the last one has no text; send the question about the evaluation as text")
    # Whoever asks a short question may write in no language that can be told.
    language = language_of(asked) or language_of_run(context, submission)
    exam = PaidExam(
        submission, grader, build_model(grader), context.budget, language=language, owner=state.get("owner", "")
    )
    named = named_questions(asked, result.question_feedback)
    if not is_paid(grader.model):
        return _answer(without_a_model(named, exam.t), exam)
    shown = named or costliest_questions(result.question_feedback)
    parts = _parts(submission, {entry.question_id for entry in shown})
    agent = build_tutor(exam.model, language, result)
    reply = await exam.answer(agent, tutor_content(submission, parts, result, shown, said))
    # The marks are told by code, so that they are those of the evaluation.
    lines = [marks_line(entry, exam.t) for entry in named[:_MOST_LINES]]
    return _answer("\n".join([*lines, reply.answer]), exam)


def _answer(text: str, exam: PaidExam) -> Json:
    return {"messages": [AIMessage(text)], "usage": dump(exam.usage), "budget_reached": None}


def _conversation(messages: Sequence[AnyMessage]) -> list[tuple[str, str]]:
    """Return what was said since the evaluation, the student's question last."""
    last = max((place for place, message in enumerate(messages) if message.type == "tool"), default=-1)
    said = [(message.type, message.text) for message in messages[last + 1 :] if message.text]
    return [("student" if who == "human" else "tutor", text) for who, text in said[-_MOST_SAID:]]


def _parts(submission: ExamSubmissionWithExam, wanted: set[str]) -> list[Part]:
    parts = [
        Part(section, tuple(question for question in section.questions if question.question_id in wanted))
        for section in submission.mock_exam.sections
    ]
    return [part for part in parts if part.questions]
