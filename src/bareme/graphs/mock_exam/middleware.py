"""The middleware that turns one model call of the agent into the marking of a whole exam."""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any, NotRequired

from langchain.agents.middleware import AgentMiddleware, AgentState
from langchain.agents.middleware.types import (
    ExtendedModelResponse,
    ModelRequest,
    ModelResponse,
    OmitFromInput,
    OmitFromOutput,
)
from langchain_core.messages import AIMessage, AnyMessage, SystemMessage
from langgraph.types import Command

from bareme.agents.mock_examiner import TEMPERATURE, system_prompt
from bareme.agents.replies import writable
from bareme.calls.call import Caller
from bareme.domain.mock_exam.submission import ExamSubmissionWithExam
from bareme.domain.money import BudgetLimit, Usage
from bareme.errors import ModelFailure
from bareme.graphs.mock_exam.contract import MockExamContext, budget_of_run, grader_of_run, read_submission
from bareme.graphs.mock_exam.marker import mark_exam
from bareme.graphs.mock_exam.payment import PaidExam
from bareme.graphs.state import dump
from bareme.models.registry import build_model
from bareme.runtime import close_runtime
from bareme.settings import get_settings

type Request = ModelRequest[Any]
type Response = ModelResponse[Any]


class MarkingState(AgentState[Any]):
    """The channels that the agent shares with its parent graph: plain JSON, validated by their readers."""

    exam_submission: NotRequired[Annotated[ExamSubmissionWithExam, OmitFromOutput]]
    usage: NotRequired[Annotated[Usage, OmitFromInput]]
    budget_reached: NotRequired[Annotated[BudgetLimit | None, OmitFromInput]]


class MockExamMiddleware(AgentMiddleware[AgentState[Any], MockExamContext, Any]):
    """Has the exam marked by the run's model, and corrects the result by the exam's answer keys."""

    state_schema = MarkingState

    async def awrap_model_call(
        self, request: Request, handler: Callable[[Request], Awaitable[Response]]
    ) -> ExtendedModelResponse[Any]:
        """Return the marked exam, after as many calls as the budget and `Settings.mock_exam_seconds` allow."""
        state: Any = request.state
        submission = read_submission(state["exam_submission"])
        grader = grader_of_run()
        system = SystemMessage(system_prompt(submission))
        request = request.override(model=build_model(grader, temperature=TEMPERATURE), system_message=system)
        seconds = get_settings().mock_exam_seconds
        deadline = asyncio.get_running_loop().time() + seconds

        async def send(caller: Caller, messages: list[AnyMessage]) -> AIMessage:
            async def once() -> AIMessage:
                response = await handler(request.override(messages=messages))
                return writable(next(message for message in response.result if isinstance(message, AIMessage)))

            try:
                async with asyncio.timeout_at(deadline):
                    return await caller.call(once, sent=[system, *messages])
            except TimeoutError:
                raise ModelFailure("not done within {seconds:g} seconds", seconds=seconds, retryable=True) from None

        exam = PaidExam(submission, grader, budget_of_run(request.runtime), send, seconds=seconds)
        marked = await mark_exam(submission, exam)
        spent = {"usage": dump(exam.usage), "budget_reached": exam.budget_reached}
        return ExtendedModelResponse(marked, command=Command(update=spent))

    def wrap_model_call(self, request: Request, handler: Callable[[Request], Response]) -> ExtendedModelResponse[Any]:
        """Do what `awrap_model_call` does for a caller without an event loop, in a thread of its own."""

        async def marked() -> ExtendedModelResponse[Any]:
            try:
                return await self.awrap_model_call(request, lambda part: asyncio.to_thread(handler, part))
            finally:
                await close_runtime()

        with ThreadPoolExecutor(max_workers=1) as thread:
            return thread.submit(contextvars.copy_context().run, asyncio.run, marked()).result()
