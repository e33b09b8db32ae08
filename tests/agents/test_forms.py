"""The form in which a model is asked follows what its endpoint was seen to do."""

import json
from typing import Any

import pytest
from pydantic import BaseModel

from bareme.agents.agent import Agent, Answer, ask
from bareme.calls.call import Caller, CallPlan
from bareme.models.registry import build_model
from tests.agents.conftest import GRADER
from tests.provider.server import Json, Provider, Scripted, completion
from tests.provider.wire import Reply

GROQ = {
    "message": "Failed to call a function. Please adjust your prompt. See 'failed_generation' for more details.",
    "type": "invalid_request_error",
    "code": "tool_use_failed",
    "failed_generation": '<function=Sum>{"total": 3}',
}


class Sum(BaseModel):
    """What two numbers add up to."""

    total: int


async def ask_sum() -> Answer[Sum]:
    agent = Agent(build_model(GRADER), Sum, system_prompt="Add.")
    return await ask(agent, ["1 + 2"], Caller(CallPlan(GRADER.model)))


def forms(provider: Provider) -> list[str]:
    return ["tool" if "tools" in r else "schema" if "response_format" in r else "text" for r in provider.requests]


def text(content: str, finish: str = "stop") -> Json:
    message = {"role": "assistant", "content": content}
    return {**completion("fake", "Sum", {}), "choices": [{"index": 0, "message": message, "finish_reason": finish}]}


def ignores_tools(request: Json) -> Scripted:
    return text('{"total": 3}' if "response_format" in request else "It is three.")


async def test_a_server_that_ignores_the_tool_is_asked_by_schema_from_then_on(provider: Provider) -> None:
    provider.script = ignores_tools
    assert (await ask_sum()).value == Sum(total=3)
    assert (await ask_sum()).value == Sum(total=3)
    assert forms(provider) == ["tool", "schema", "schema"]
    # Asked anew: what it wrote in prose is not held against it.
    assert [message["role"] for message in provider.requests[1]["messages"]] == ["system", "user"]


async def test_json_in_place_of_a_tool_call_shows_it_too(provider: Provider) -> None:
    provider.script = lambda _: text('{"total": 3}')
    assert (await ask_sum()).value == Sum(total=3)
    assert (await ask_sum()).value == Sum(total=3)
    assert forms(provider)[-1] == "schema"


async def test_a_model_that_has_called_a_tool_stays_with_it(provider: Provider) -> None:
    answers: list[Scripted] = [{"total": 3}, text("It is three."), {"total": 3}]
    provider.script = lambda _: answers.pop(0)
    assert (await ask_sum()).value == Sum(total=3)
    assert (await ask_sum()).value == Sum(total=3)
    assert forms(provider) == ["tool", "tool", "tool"]
    assert "prose" in json.dumps(provider.requests[2]["messages"])


async def test_an_answer_cut_off_by_its_length_shows_nothing(provider: Provider) -> None:
    answers: list[Scripted] = [text("It is", finish="length"), {"total": 3}]
    provider.script = lambda _: answers.pop(0)
    assert (await ask_sum()).value == Sum(total=3)
    assert forms(provider) == ["tool", "tool"]


async def test_a_schema_that_is_refused_after_an_ignored_tool_leaves_the_text(provider: Provider) -> None:
    def script(request: Json) -> Scripted:
        if "response_format" in request:
            return Reply.of({"error": {"message": "response_format is not supported"}}, 400)
        return text("It is three." if "tools" in request else '{"total": 3}')

    provider.script = script
    assert (await ask_sum()).value == Sum(total=3)
    assert forms(provider) == ["tool", "schema", "text"]


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (500, {"code": 500, "message": "tools param requires --jinja flag", "type": "server_error"}),
        (400, {"error": "Invalid tool_choice type: 'object'. Supported string values: none, auto, required"}),
        (400, {"message": "llava does not support tools"}),
    ],
)
async def test_a_refused_form_is_told_from_a_failure(provider: Provider, status: int, error: Any) -> None:
    def script(request: Json) -> Scripted:
        return Reply.of({"error": error}, status) if "tools" in request else text('{"total": 3}')

    provider.script = script
    assert (await ask_sum()).value == Sum(total=3)
    assert forms(provider) == ["tool", "schema"]


async def test_a_tool_call_that_the_provider_rejects_is_asked_for_again(provider: Provider) -> None:
    answers: list[Scripted] = [Reply.of({"error": GROQ}, 400), {"total": 3}]
    provider.script = lambda _: answers.pop(0)
    assert (await ask_sum()).value == Sum(total=3)
    assert forms(provider) == ["tool", "tool"]
