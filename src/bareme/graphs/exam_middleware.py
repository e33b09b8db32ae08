"""What makes an agent a mock examiner: the submission becomes the prompt, and the answer an evaluation that holds."""

import asyncio
import contextvars
import os
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any, NotRequired

from langchain.agents.middleware import AgentMiddleware, AgentState
from langchain.agents.middleware.types import ModelRequest, ModelResponse, OmitFromInput, OmitFromOutput
from langchain_core.messages import AnyMessage, HumanMessage, SystemMessage
from langgraph.config import get_config
from langgraph.runtime import Runtime
from pydantic import ValidationError

from bareme.agents.mock_examiner import TEMPERATURE, build_grading_message, system_prompt
from bareme.domain.evaluation import EvaluationResult
from bareme.domain.exam import ExamSubmissionWithExam
from bareme.domain.policy import Grader
from bareme.errors import InvalidInput, ModelFailure
from bareme.graphs.exam_marker import mark_exam
from bareme.graphs.wording import describe_faults
from bareme.models.call import Calls
from bareme.models.registry import build_model
from bareme.settings import get_settings

REMOTE_MODEL = "openai:gpt-5.1-mini"

type Request = ModelRequest[Any]
type Response = ModelResponse[Any]


class MockExamState(AgentState[Any]):
    """The agent's state, with the submission beside the messages. It is plain JSON, checked by the middleware."""

    exam_submission: NotRequired[Annotated[ExamSubmissionWithExam, OmitFromOutput]]
    # Said again for the schema that clients see.
    structured_response: NotRequired[Annotated[EvaluationResult, OmitFromInput]]


class MockExamMiddleware(AgentMiddleware[AgentState[Any], None, Any]):
    """Validates `exam_submission`, has it marked by the run's model, and reconciles what the model says."""

    state_schema = MockExamState

    def before_agent(self, state: AgentState[Any], runtime: Runtime[None]) -> dict[str, Any]:  # noqa: ARG002
        """Return the message that asks for the evaluation, unless the client sent the same one.

        Raises:
            InvalidInput: the submission cannot be used; the message names every field at fault.
            UnknownModel: the run's configuration names a model that cannot be built.
        """
        sent: dict[str, Any] = {**state}
        given = sent.get("exam_submission")
        submission = read_submission(given)
        build_model(grader_of_run(), temperature=TEMPERATURE)
        text = build_grading_message(submission)
        update: dict[str, Any] = {}
        if not isinstance(given, dict):
            update["exam_submission"] = submission.model_dump(mode="json")
        if not any(message.type == "human" and message.content == text for message in sent.get("messages", [])):
            update["messages"] = [HumanMessage(text)]
        return update

    async def abefore_agent(self, state: AgentState[Any], runtime: Runtime[None]) -> dict[str, Any]:
        """Do what `before_agent` does, in a thread: the first model of a provider imports its client for a second."""
        return await asyncio.to_thread(self.before_agent, state, runtime)

    async def awrap_model_call(self, request: Request, handler: Callable[[Request], Awaitable[Response]]) -> Response:
        """Have the exam marked, in as many calls as it takes, within the deadline of `Settings.mock_exam_seconds`."""
        state: Any = request.state
        submission = read_submission(state["exam_submission"])
        grader = grader_of_run()
        request = request.override(
            model=build_model(grader, temperature=TEMPERATURE),
            system_message=SystemMessage(system_prompt(submission)),
        )
        seconds = get_settings().mock_exam_seconds
        deadline = asyncio.get_running_loop().time() + seconds

        async def ask(messages: list[AnyMessage]) -> Response:
            try:
                async with asyncio.timeout_at(deadline):
                    calls = Calls(grader.model, seconds_left=seconds)
                    return await calls.make(lambda: handler(request.override(messages=messages)))
            except TimeoutError:
                raise ModelFailure(f"not done within {seconds:g} seconds", retryable=True) from None

        return await mark_exam(submission, ask)

    def wrap_model_call(self, request: Request, handler: Callable[[Request], Response]) -> Response:
        """Do the same for a caller without an event loop, in a thread of its own."""

        async def marked() -> Response:
            return await self.awrap_model_call(request, lambda part: asyncio.to_thread(handler, part))

        with ThreadPoolExecutor(max_workers=1) as thread:
            return thread.submit(contextvars.copy_context().run, asyncio.run, marked()).result()


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


def grader_of_run() -> Grader:
    """Return the model that marks: the run's `config.configurable.model`, or this server's default.

    Raises:
        InvalidInput: the name is not of the form "provider:model" or "model".
    """
    settings = get_settings()
    name = get_config().get("configurable", {}).get("model") or settings.mock_exam_model
    if not name:
        name = REMOTE_MODEL if os.environ.get("OPENAI_API_KEY") else settings.default_model
    try:
        return Grader(model=name if ":" in str(name) else f"openai:{name}")
    except ValidationError as error:
        raise InvalidInput(describe_faults(error, under="config.configurable")) from None
