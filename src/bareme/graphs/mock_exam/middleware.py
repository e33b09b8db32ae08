"""What makes an agent a mock examiner: the submission becomes the prompt, and the answer an evaluation that holds."""

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
from bareme.calls.call import Calls
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
from bareme.models.usage import usage_of
from bareme.settings import get_settings

_REMOTE_MODEL = "openai:gpt-5.1-mini"

type Request = ModelRequest[Any]
type Response = ModelResponse[Any]


class MockExamState(AgentState[Any]):
    """The agent's state, with the submission beside the messages. It is plain JSON, checked by the middleware."""

    exam_submission: NotRequired[Annotated[ExamSubmissionWithExam, OmitFromOutput]]
    # Said again for the schema that clients see.
    structured_response: NotRequired[Annotated[EvaluationResult, OmitFromInput]]
    estimate: NotRequired[Annotated[CostEstimate, OmitFromInput]]
    usage: NotRequired[Annotated[Usage, OmitFromInput]]
    budget_reached: NotRequired[Annotated[BudgetLimit | None, OmitFromInput]]


class MockExamMiddleware(AgentMiddleware[AgentState[Any], MockExamContext, Any]):
    """Validates `exam_submission`, has it marked by the run's model, and reconciles what the model says."""

    state_schema = MockExamState

    def before_agent(self, state: AgentState[Any], runtime: Runtime[MockExamContext]) -> dict[str, Any]:
        """Return the message that asks for the evaluation, unless the client sent the same one, and the estimate.

        Raises:
            InvalidInput: the submission cannot be used; the message names every field at fault. Or there is a budget in
                dollars, and the model's price is not known.
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
        """Do what `before_agent` does, in a thread: the first model of a provider imports its client for a second."""
        return await asyncio.to_thread(self.before_agent, state, runtime)

    async def awrap_model_call(
        self, request: Request, handler: Callable[[Request], Awaitable[Response]]
    ) -> ExtendedModelResponse[Any]:
        """Have the exam marked, in as many calls as it takes, within the budget and `Settings.mock_exam_seconds`."""
        state: Any = request.state
        submission = read_submission(state["exam_submission"])
        grader = _grader_of_run()
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

        account = ExamAccount(submission, grader, _budget_of(request.runtime), send, seconds=seconds)
        marked = await mark_exam(submission, account.pay)
        spent = {"usage": dump(account.usage), "budget_reached": account.budget_reached}
        return ExtendedModelResponse(marked, command=Command(update=spent))

    def wrap_model_call(self, request: Request, handler: Callable[[Request], Response]) -> ExtendedModelResponse[Any]:
        """Do the same for a caller without an event loop, in a thread of its own."""

        async def marked() -> ExtendedModelResponse[Any]:
            return await self.awrap_model_call(request, lambda part: asyncio.to_thread(handler, part))

        with ThreadPoolExecutor(max_workers=1) as thread:
            return thread.submit(contextvars.copy_context().run, asyncio.run, marked()).result()


def _budget_of(runtime: Runtime[Any]) -> Budget:
    """Return what the run may spend; one that sent no context has no limit."""
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
