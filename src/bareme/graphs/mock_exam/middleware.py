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
from bareme.calls.call import Calls
from bareme.domain.mock_exam.submission import ExamSubmissionWithExam
from bareme.domain.money import BudgetLimit, Usage
from bareme.errors import ModelFailure
from bareme.graphs.mock_exam.contract import MockExamContext, budget_of_run, grader_of_run, read_submission
from bareme.graphs.mock_exam.marker import mark_exam
from bareme.graphs.mock_exam.payment import ExamAccount
from bareme.graphs.state import dump
from bareme.models.registry import build_model
from bareme.models.usage import usage_of
from bareme.settings import get_settings

type Request = ModelRequest[Any]
type Response = ModelResponse[Any]


class MarkingState(AgentState[Any]):
    """What the agent shares with the graph around it. It is plain JSON, checked where it is read."""

    exam_submission: NotRequired[Annotated[ExamSubmissionWithExam, OmitFromOutput]]
    usage: NotRequired[Annotated[Usage, OmitFromInput]]
    budget_reached: NotRequired[Annotated[BudgetLimit | None, OmitFromInput]]


class MockExamMiddleware(AgentMiddleware[AgentState[Any], MockExamContext, Any]):
    """Has the exam marked by the run's model, and reconciles what the model says with the answer keys."""

    state_schema = MarkingState

    async def awrap_model_call(
        self, request: Request, handler: Callable[[Request], Awaitable[Response]]
    ) -> ExtendedModelResponse[Any]:
        """Have the exam marked, in as many calls as it takes, within the budget and `Settings.mock_exam_seconds`."""
        state: Any = request.state
        submission = read_submission(state["exam_submission"])
        grader = grader_of_run()
        system = SystemMessage(system_prompt(submission))
        request = request.override(model=build_model(grader, temperature=TEMPERATURE), system_message=system)
        seconds = get_settings().mock_exam_seconds
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds

        async def send(calls: Calls, messages: list[AnyMessage]) -> AIMessage:
            async def once() -> AIMessage:
                response = await handler(request.override(messages=messages))
                return writable(next(message for message in response.result if isinstance(message, AIMessage)))

            started = loop.time()
            try:
                async with asyncio.timeout_at(deadline):
                    reply = await calls.make(once)
            except TimeoutError:
                raise ModelFailure(f"not done within {seconds:g} seconds", retryable=True) from None
            took = usage_of(reply, grader.model, sent=[system, *messages])
            calls.usage += took.model_copy(update={"seconds": round(loop.time() - started, 3)})
            return reply

        account = ExamAccount(submission, grader, budget_of_run(request.runtime), send, seconds=seconds)
        marked = await mark_exam(submission, account.pay)
        spent = {"usage": dump(account.usage), "budget_reached": account.budget_reached}
        return ExtendedModelResponse(marked, command=Command(update=spent))

    def wrap_model_call(self, request: Request, handler: Callable[[Request], Response]) -> ExtendedModelResponse[Any]:
        """Do the same for a caller without an event loop, in a thread of its own."""

        async def marked() -> ExtendedModelResponse[Any]:
            return await self.awrap_model_call(request, lambda part: asyncio.to_thread(handler, part))

        with ThreadPoolExecutor(max_workers=1) as thread:
            return thread.submit(contextvars.copy_context().run, asyncio.run, marked()).result()
