"""The middleware of the mock examiner: it makes the prompt of the submission and a valid evaluation of the answer."""

import asyncio
import contextvars
import os
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
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, SystemMessage
from langgraph.config import get_config
from langgraph.runtime import Runtime
from langgraph.types import Command
from pydantic import ValidationError

from bareme.agents.mock_examiner import TEMPERATURE, build_grading_message, system_prompt
from bareme.agents.replies import writable
from bareme.calls.call import Caller
from bareme.domain.mock_exam.evaluation import EvaluationResult
from bareme.domain.mock_exam.submission import ExamSubmissionWithExam
from bareme.domain.money import Budget, BudgetLimit, CostEstimate, Usage
from bareme.domain.policy import Grader
from bareme.errors import InvalidInput, ModelFailure
from bareme.graphs.contract import MockExamContext
from bareme.graphs.estimate import refuse_unpriced
from bareme.graphs.mock_exam.marker import mark_exam
from bareme.graphs.mock_exam.payment import ExamAccount, estimate_exam
from bareme.graphs.state import dump
from bareme.graphs.wording import describe_faults
from bareme.models.registry import build_model
from bareme.runtime import close_runtime
from bareme.settings import get_settings

_REMOTE_MODEL = "openai:gpt-5.1-mini"

type Request = ModelRequest[Any]
type Response = ModelResponse[Any]


class MockExamState(AgentState[Any]):
    """The agent's state, with the submission beside the messages. It is plain JSON, which the middleware validates."""

    exam_submission: NotRequired[Annotated[ExamSubmissionWithExam, OmitFromOutput]]
    # Said again for the schema that clients see.
    structured_response: NotRequired[Annotated[EvaluationResult, OmitFromInput]]
    estimate: NotRequired[Annotated[CostEstimate, OmitFromInput]]
    usage: NotRequired[Annotated[Usage, OmitFromInput]]
    budget_reached: NotRequired[Annotated[BudgetLimit | None, OmitFromInput]]


class MockExamMiddleware(AgentMiddleware[AgentState[Any], MockExamContext, Any]):
    """Validates `exam_submission`, has it marked by the run's model, and corrects the result."""

    state_schema = MockExamState

    def before_agent(self, state: AgentState[Any], runtime: Runtime[MockExamContext]) -> dict[str, Any]:
        """Return the estimate, and the message that asks for the evaluation unless the client sent the same one.

        Raises:
            InvalidInput: the submission is invalid, and the message names every field at fault. Or the budget is in
                dollars, and the price of the model is unknown.
            UnknownModel: the run's configuration names a model that cannot be built.
        """
        sent: dict[str, Any] = {**state}
        given = sent.get("exam_submission")
        submission = read_submission(given)
        grader = _grader_of_run()
        build_model(grader, temperature=TEMPERATURE)
        refuse_unpriced(_budget_of(runtime), [grader])
        text = build_grading_message(submission)
        update: dict[str, Any] = {"estimate": dump(estimate_exam(submission, grader))}
        if not isinstance(given, dict):
            update["exam_submission"] = submission.model_dump(mode="json")
        if not any(message.type == "human" and message.content == text for message in sent.get("messages", [])):
            update["messages"] = [HumanMessage(text)]
        return update

    async def abefore_agent(self, state: AgentState[Any], runtime: Runtime[MockExamContext]) -> dict[str, Any]:
        """Do what `before_agent` does, in a thread, because importing the client of a provider takes a second."""
        return await asyncio.to_thread(self.before_agent, state, runtime)

    async def awrap_model_call(
        self, request: Request, handler: Callable[[Request], Awaitable[Response]]
    ) -> ExtendedModelResponse[Any]:
        """Return the marked exam, after as many calls as the budget and `Settings.mock_exam_seconds` allow."""
        state: Any = request.state
        submission = read_submission(state["exam_submission"])
        grader = _grader_of_run()
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
                raise ModelFailure(f"not done within {seconds:g} seconds", retryable=True) from None

        account = ExamAccount(submission, grader, _budget_of(request.runtime), send, seconds=seconds)
        marked = await mark_exam(submission, account.pay)
        spent = {"usage": dump(account.usage), "budget_reached": account.budget_reached}
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


def _budget_of(runtime: Runtime[Any]) -> Budget:
    """Return what the run may spend, which is unlimited without a context."""
    context: MockExamContext | None = runtime.context
    return context.budget if context is not None else Budget()


def read_submission(value: object) -> ExamSubmissionWithExam:
    """Return the submission.

    Raises:
        InvalidInput: "exam_submission.answers[3].response: …", every fault with its place, without the values.
    """
    if value is None:
        raise InvalidInput("exam_submission: missing; send the answers together with the whole exam")
    try:
        return ExamSubmissionWithExam.model_validate(value)
    except ValidationError as error:
        raise InvalidInput(describe_faults(error, under="exam_submission")) from None


def _grader_of_run() -> Grader:
    """Return the model that marks: the run's `config.configurable.model`, or this server's default.

    Raises:
        InvalidInput: the name is not of the form "provider:model" or "model".
    """
    settings = get_settings()
    name = get_config().get("configurable", {}).get("model") or settings.mock_exam_model
    if not name:
        name = _REMOTE_MODEL if os.environ.get("OPENAI_API_KEY") else settings.default_model
    try:
        return Grader(model=name if ":" in str(name) else f"openai:{name}")
    except ValidationError as error:
        raise InvalidInput(describe_faults(error, under="config.configurable")) from None
