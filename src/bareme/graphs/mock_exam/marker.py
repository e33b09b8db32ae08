"""Mark a mock exam: hold a conversation about each part concurrently, and join the results."""

import asyncio
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from langchain.agents.middleware.types import ModelResponse
from langchain_core.messages import AIMessage, AnyMessage, ToolMessage
from langchain_core.messages.ai import UsageMetadata, add_usage
from langchain_core.messages.tool import tool_call

from bareme.agents.mock_examiner import TOOL, divide
from bareme.domain.mock_exam.results import build_result, read_recommendations
from bareme.domain.mock_exam.submission import ExamSubmissionWithExam
from bareme.errors import BudgetReached, ModelFailure
from bareme.graphs.mock_exam.conversation import CALLS_A_PART, DONE, Conversation
from bareme.graphs.mock_exam.payment import PaidExam
from bareme.graphs.state import Json


async def mark_exam(submission: ExamSubmissionWithExam, exam: PaidExam) -> ModelResponse[Any]:
    """Return the evaluation as plain JSON, with the messages that led to it.

    Raises:
        ModelFailure: not one question could be marked.
        BudgetReached: the budget has no room for a call.
    """
    calls = divide(submission)
    closing = len(calls) == 1
    conversations = await asyncio.gather(
        *(exam.conversation(place, parts, closing=closing) for place, parts in enumerate(calls))
    )
    feedback = [entry for conversation in conversations for entry in conversation.marked.feedback]
    if not any(conversation.is_marked for conversation in conversations):
        raise _failure(conversations)
    numbers = frozenset(entry.question_number for entry in feedback)
    proposed = [r.model_dump() for conversation in conversations for r in conversation.recommendations]
    result = build_result(
        submission,
        feedback,
        recommendations=read_recommendations(proposed, numbers),
        encouragement=_encouragement(conversations),
        checks=[check for conversation in conversations for check in conversation.checks],
        evaluation_id=f"eval_{uuid.uuid4().hex}",
        evaluated_at=datetime.now(UTC).isoformat(timespec="seconds"),
    ).model_dump(mode="json")
    messages = conversations[0].messages
    if len(calls) > 1 or not isinstance(messages[-1], ToolMessage):
        messages = _joined(conversations, result)
    return ModelResponse(result=[*messages], structured_response=result)


def _encouragement(conversations: Sequence[Conversation]) -> str:
    """Return the encouragement. An exam marked in parts has the first one of each section, after its label."""
    if len(conversations) == 1:
        return conversations[0].encouragement
    by_section: dict[str, str] = {}
    for talk in conversations:
        if talk.encouragement:
            by_section.setdefault(talk.parts[0].section.section_label, talk.encouragement)
    return "\n\n".join(f"{label}: {text}" for label, text in by_section.items())


def _joined(conversations: Sequence[Conversation], result: Json) -> list[AnyMessage]:
    """Return one tool call that replaces all replies, so that the result has the usual shape."""
    replies = [reply for talk in conversations for reply in talk.replies]
    usage: UsageMetadata | None = None
    for reply in replies:
        usage = add_usage(usage, reply.usage_metadata)
    call_id = f"call_{uuid.uuid4().hex[:24]}"
    last = replies[-1]
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
    reason = talk.problem or "; ".join(check.message for check in talk.checks[:3])
    return ModelFailure(
        "the model gave no usable evaluation in {calls} calls: {problem}", calls=CALLS_A_PART, problem=reason
    )
