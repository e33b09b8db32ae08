"""Having a mock exam marked: asked, told once what is wrong, asked again; a long exam in parts at the same time."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from langchain.agents.middleware.types import ModelResponse
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage
from langchain_core.messages.ai import UsageMetadata, add_usage
from langchain_core.messages.tool import tool_call

from bareme.agents.latex import restore_everywhere
from bareme.agents.mock_examiner import TOOL, Part, build_part_message, divide
from bareme.domain.mock_exam.evaluation import Check, CheckKind, LearningRecommendation
from bareme.domain.mock_exam.marking import MarkedQuestions, RawFeedback, collect_feedback, mark_questions
from bareme.domain.mock_exam.results import build_result, read_encouragement, read_recommendations
from bareme.domain.mock_exam.submission import ExamSubmissionWithExam
from bareme.errors import BudgetReached, ModelFailure
from bareme.graphs.state import Json

CALLS_A_PART = 3
"""Calls for one part: an answer that can be read may take a second one, and what is wrong in it is told once."""
DONE = "Grading complete. Results returned to student."

type Ask = Callable[[list[AnyMessage]], Awaitable[AIMessage]]
"""Sends messages to the model and returns its reply."""
type Talk = Callable[[Ask], Awaitable["Conversation"]]
"""Holds the whole conversation about some parts."""
type Pay = Callable[[int, Sequence[Part], Talk], Awaitable["Conversation"]]
"""Has a conversation held, by its place in the exam, unless it was paid for before."""


@dataclass
class Conversation:
    """What was said about one or more parts, and what can be used of it."""

    parts: Sequence[Part]
    said: RawFeedback = field(default_factory=dict)
    marked: MarkedQuestions = field(default_factory=MarkedQuestions)
    recommendations: list[LearningRecommendation] = field(default_factory=list)
    encouragement: str = ""
    messages: list[AnyMessage] = field(default_factory=list)
    recommendations_checks: list[Check] = field(default_factory=list)
    problem: str = ""
    """Why the last answer could not be used at all."""
    failure: ModelFailure | BudgetReached | None = None

    @property
    def replies(self) -> list[AIMessage]:
        """What the model said, in its order."""
        return [message for message in self.messages if isinstance(message, AIMessage)]

    @property
    def is_marked(self) -> bool:
        """Whether any question has a mark."""
        return any(entry.marks_earned is not None for entry in self.marked.feedback)

    @property
    def checks(self) -> list[Check]:
        """What had to be corrected."""
        checks = [*self.marked.checks, *self.recommendations_checks]
        if isinstance(self.failure, BudgetReached):
            checks.append(Check(kind=CheckKind.BUDGET_REACHED, message=f"{self._what_is_open}: {self.failure}"))
        elif self.failure is not None:
            checks.append(Check(kind=CheckKind.CALL_FAILED, message=f"a call of the model failed: {self.failure}"))
        elif not self.encouragement:
            checks.append(Check(kind=CheckKind.INCOMPLETE_COMMENT, message="encouragement_message is empty"))
        return checks

    @property
    def _what_is_open(self) -> str:
        numbers = [question.question_number for part in self.parts for question in part.questions]
        sections = ", ".join(dict.fromkeys(repr(part.section.section_label) for part in self.parts))
        state = "were not looked at again" if self.is_marked else "are not marked"
        return f"questions {numbers[0]} to {numbers[-1]} (section {sections}) {state}"


async def mark_exam(submission: ExamSubmissionWithExam, pay: Pay) -> ModelResponse[Any]:
    """Return the evaluation as plain JSON, with the messages that led to it.

    Raises:
        ModelFailure: not one question could be marked.
        BudgetReached: for want of money.
    """
    calls = divide(submission)
    talks = [partial(_talk_about, submission, parts, closing=len(calls) == 1) for parts in calls]
    conversations = await asyncio.gather(
        *(pay(place, parts, talk) for place, (parts, talk) in enumerate(zip(calls, talks, strict=True)))
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
    messages = conversations[0].messages if len(calls) == 1 else _joined(conversations, result)
    return ModelResponse(result=[*messages], structured_response=result)


async def _talk_about(
    submission: ExamSubmissionWithExam, parts: Sequence[Part], ask: Ask, *, closing: bool
) -> Conversation:
    """Talk to the model until its answer stands or its calls are used up. `closing`: the answer is the whole result."""
    talk = Conversation(parts)
    _read(talk, submission, [], closing=closing)
    question = HumanMessage(build_part_message(submission, parts))
    reply: AIMessage | None = None
    correction: list[AnyMessage] = []
    told = False
    for call in range(CALLS_A_PART):
        try:
            reply = await ask([question, *talk.messages, *correction])
        except (ModelFailure, BudgetReached) as failure:
            talk.failure = failure
            # What an earlier answer gave is kept.
            talk.messages += _replies(reply, DONE) if reply is not None and talk.said else correction
            break
        talk.messages += [*correction, reply]
        arguments = [restore_everywhere(call["args"]) for call in reply.tool_calls if call["name"] == TOOL]
        if arguments:
            _read(talk, submission, arguments, closing=closing)
        talk.problem = _problem(reply, arguments)
        complaints = [talk.problem] if talk.problem else [check.message for check in talk.checks]
        if (arguments and (told or not complaints)) or call == CALLS_A_PART - 1:
            talk.messages += _replies(reply, DONE if talk.said else talk.problem)
            break
        told = told or bool(arguments)
        correction = _replies(reply, _correction(complaints))
    return talk


def _read(talk: Conversation, submission: ExamSubmissionWithExam, arguments: list[Json], *, closing: bool) -> None:
    """Take in one more answer, which may repeat everything or hold only what was wrong before."""
    before, talk.said = talk.said, {**talk.said, **collect_feedback(arguments)}
    talk.marked = _mark(talk, submission)
    spoilt = {entry.question_id for entry in talk.marked.feedback if entry.marks_earned is None} & before.keys()
    if spoilt:
        # A mark that the model had given, and not given again, is kept.
        talk.said |= {question_id: before[question_id] for question_id in spoilt}
        talk.marked = _mark(talk, submission)
    talk.encouragement = read_encouragement(arguments) or talk.encouragement
    numbers = frozenset(question.question_number for question in submission.mock_exam.questions())
    lists = [call.get("learning_recommendations") for call in arguments]
    given = [entry for entries in lists if isinstance(entries, list) for entry in entries]
    if given or not talk.recommendations:
        talk.recommendations_checks = []
        talk.recommendations = read_recommendations(
            given, numbers, checks=talk.recommendations_checks if closing else None
        )


def _mark(talk: Conversation, submission: ExamSubmissionWithExam) -> MarkedQuestions:
    marked = [mark_questions(submission, part.section, part.questions, talk.said) for part in talk.parts]
    return MarkedQuestions(
        [entry for piece in marked for entry in piece.feedback], [check for piece in marked for check in piece.checks]
    )


def _problem(reply: AIMessage, arguments: list[Json]) -> str:
    if len(arguments) > 1:
        return f"The tool {TOOL} was called {len(arguments)} times. Call it once, with everything."
    if arguments:
        return ""
    if reply.invalid_tool_calls:
        return f"The arguments of {TOOL} are no complete JSON. Send them again, whole."
    if reply.tool_calls:
        return f"There is no tool {reply.tool_calls[0]['name']!r}. Call {TOOL}."
    return f"That was prose. Answer by calling the tool {TOOL}."


def _correction(complaints: Sequence[str]) -> str:
    listed = "\n".join(f"- {complaint}" for complaint in complaints)
    return f"The evaluation does not stand yet. Look again, and call {TOOL} with the whole evaluation:\n{listed}"


def _replies(reply: AIMessage, content: str) -> list[AnyMessage]:
    """Return an answer to each call of `reply`, which a provider insists on, or to its prose."""
    calls = [(call["id"], call["name"]) for call in reply.tool_calls]
    calls += [(call["id"], call["name"] or TOOL) for call in reply.invalid_tool_calls]
    if not calls:
        return [HumanMessage(content)]
    return [
        ToolMessage(content, tool_call_id=call_id or "", name=name, status="success" if content == DONE else "error")
        for call_id, name in calls
    ]


def _encouragement(conversations: Sequence[Conversation]) -> str:
    """Return the closing word; that of an exam marked in parts is each section's first, under the section's label."""
    if len(conversations) == 1:
        return conversations[0].encouragement
    by_section: dict[str, str] = {}
    for talk in conversations:
        if talk.encouragement:
            by_section.setdefault(talk.parts[0].section.section_label, talk.encouragement)
    return "\n\n".join(f"{label}: {text}" for label, text in by_section.items())


def _joined(conversations: Sequence[Conversation], result: Json) -> list[AnyMessage]:
    """Return one call of the tool that stands for those of all parts, so that the result's contract is the same."""
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
        return ModelFailure(f"the exam could not be marked: {first}", retryable=first.retryable)
    talk = conversations[0]
    reason = talk.problem or "; ".join(check.message for check in talk.checks[:3])
    return ModelFailure(f"the model gave no usable evaluation in {CALLS_A_PART} calls: {reason}")
