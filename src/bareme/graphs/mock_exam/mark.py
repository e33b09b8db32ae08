"""`mark`: hold a conversation about each part of the exam concurrently, and join the results."""

import asyncio
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count

from langchain_core.messages import AIMessage, AnyMessage, ToolMessage
from langchain_core.messages.ai import UsageMetadata, add_usage
from langchain_core.messages.tool import tool_call
from langgraph.config import get_stream_writer
from langgraph.runtime import get_runtime

from bareme.agents.mock_examiner import TOOL, Part, divide
from bareme.domain.mock_exam.coverage import join_recommendations
from bareme.domain.mock_exam.marking import leave_unmarked
from bareme.domain.mock_exam.results import RULES, build_result
from bareme.domain.mock_exam.submission import ExamSubmissionWithExam
from bareme.errors import BudgetReached, ModelFailure
from bareme.graphs.mock_exam.closing import close
from bareme.graphs.mock_exam.contract import (
    MockExamContext,
    MockExamState,
    PartDone,
    context_of_run,
    grader_of_run,
    language_of_run,
    read_submission,
)
from bareme.graphs.mock_exam.conversation import DONE, Conversation
from bareme.graphs.mock_exam.payment import PaidExam
from bareme.graphs.mock_exam.pictures import load_pictures
from bareme.graphs.owner import refuse_strangers
from bareme.graphs.state import Json, dump
from bareme.models.picture_limit import PictureLimit, within_picture_limit
from bareme.models.registry import build_model, is_paid


async def mark(state: MockExamState) -> Json:
    """Return the evaluation as plain JSON, with the messages that led to it and what it took.

    Raises:
        ModelFailure: not one question could be marked.
        BudgetReached: the budget has no room for a call.
        SessionMissing: the thread is somebody else's.
    """
    refuse_strangers(state.get("owner", ""))
    # Of a long exam, what is not a call takes a second of pure Python: in threads, it does not block other runs.
    submission = await asyncio.to_thread(read_submission, state.get("exam_submission"))
    context = context_of_run(get_runtime(MockExamContext))
    grader = grader_of_run(context)
    model, owner = build_model(grader), state.get("owner", "")

    async def marked(limit: PictureLimit) -> tuple[PaidExam, list[AnyMessage], Json]:
        language = await asyncio.to_thread(language_of_run, context, submission)
        pictures = await load_pictures(submission, limit)
        exam = PaidExam(
            submission,
            grader,
            model,
            context.budget,
            language=language,
            owner=owner,
            pictures=pictures,
        )
        marked_by = grader.model if is_paid(grader.model) else RULES
        return exam, *(await _mark_exam(submission, exam, context, marked_by=marked_by))

    # A model that turns out to take no pictures is asked again without them.
    exam, messages, result = await within_picture_limit(grader, marked)
    return {
        # What follows on the thread is about this exam, unless it is another submission.
        "exam_submission": None,
        "marked_submission": submission.model_dump(mode="json"),
        "messages": messages,
        "structured_response": result,
        "usage": dump(exam.usage),
        "budget_reached": exam.budget_reached,
    }


async def _mark_exam(
    submission: ExamSubmissionWithExam, exam: PaidExam, context: MockExamContext, *, marked_by: str
) -> tuple[list[AnyMessage], Json]:
    calls = await asyncio.to_thread(divide, submission)
    is_whole = len(calls) == 1
    write, completed = get_stream_writer(), count(1)

    async def converse(place: int, parts: Sequence[Part]) -> Conversation:
        talk = await exam.conversation(place, parts, is_whole=is_whole)
        write(PartDone(completed=next(completed), total=len(calls)).model_dump())
        return talk

    conversations = await asyncio.gather(*(converse(place, parts) for place, parts in enumerate(calls)))
    lost = await asyncio.to_thread(leave_unmarked, submission, exam.t)
    entries = [*lost.feedback, *(entry for talk in conversations for entry in talk.marked.feedback)]
    by_id = {entry.question_id: entry for entry in entries}
    feedback = [by_id[question.question_id] for question in submission.mock_exam.questions()]
    if calls and not any(conversation.is_marked for conversation in conversations):
        raise _failure(conversations)
    proposed = [recommendation for talk in conversations for recommendation in talk.recommendations]
    recommendations = proposed if is_whole else join_recommendations(proposed, feedback)
    marked = await asyncio.to_thread(
        build_result,
        submission,
        feedback,
        recommendations=recommendations,
        encouragement="",
        checks=[check for talk in conversations for check in (*talk.checks, *talk.notes)]
        + lost.notes
        + exam.pictures.checks,
        marked_by=marked_by,
        bands=context.bands,
        evaluated_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    result = (await close(marked, conversations, exam)).model_dump(mode="json")
    messages = conversations[0].messages if conversations else []
    if len(calls) > 1 or not messages or not isinstance(messages[-1], ToolMessage):
        messages = _joined(conversations, result)
    return messages, result


def _joined(conversations: Sequence[Conversation], result: Json) -> list[AnyMessage]:
    """Return one tool call that replaces all replies, so that the result has the usual shape."""
    replies = [reply for talk in conversations for reply in talk.replies]
    usage: UsageMetadata | None = None
    for reply in replies:
        usage = add_usage(usage, reply.usage_metadata)
    call_id = f"call_{uuid.uuid4().hex[:24]}"
    last = replies[-1] if replies else AIMessage("")
    joined = AIMessage(
        content="",
        name=last.name,
        tool_calls=[tool_call(name=TOOL, args=result, id=call_id)],
        response_metadata={**last.response_metadata, "calls": len(replies)},
        usage_metadata=usage,
    )
    return [joined, ToolMessage(DONE, tool_call_id=call_id, name=TOOL)]


def _failure(conversations: Sequence[Conversation]) -> ModelFailure | BudgetReached:
    first = next((talk.failure for talk in conversations if talk.failure), None)
    if isinstance(first, BudgetReached):
        return first
    if first is not None:
        return ModelFailure("the exam could not be marked: {problem}", problem=first.message, retryable=first.retryable)
    talk = conversations[0]
    reason = talk.explanation or "; ".join(check.message for check in talk.checks[:3])
    return ModelFailure(
        "the model gave no usable evaluation in {calls} calls: {problem}",
        calls=sum(len(one.replies) for one in conversations),
        problem=reason,
    )
