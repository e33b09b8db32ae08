"""The limit of an answer's length: only for local models that do not think, and moved once if it is reached."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bareme.agents.agent import Agent, Answer, ask
from bareme.agents.probe import Ready
from bareme.calls.call import Caller, CallPlan
from bareme.domain.policy import Grader
from bareme.models.registry import build_model
from tests.faults.laboratory import laboratory
from tests.provider.server import Json, Provider, Scripted, answer_to, completion, run_provider


@pytest.fixture
async def provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Provider]:
    with run_provider() as endpoint:
        monkeypatch.setenv("BAREME_LOCAL_BASE_URL", endpoint.base_url)
        async with laboratory(endpoint, tmp_path):
            endpoint.script = lambda _: {"ready": "yes"}
            yield endpoint


async def ask_ready(model: str = "local:llama") -> Answer[Ready]:
    agent = Agent(build_model(Grader(model=model)), Ready, system_prompt="Answer.")
    return await ask(agent, ["Ready?"], Caller(CallPlan(model, output_tokens=100)))


def limits(provider: Provider) -> list[object]:
    assert all("max_completion_tokens" not in request for request in provider.requests)
    return [request.get("max_tokens") for request in provider.requests]


def cut_off(request: Json) -> Json:
    whole = answer_to(request, {"ready": "yes"})
    whole["choices"][0] |= {"message": {"role": "assistant", "content": "yes yes yes"}, "finish_reason": "length"}
    return whole


async def test_a_model_that_was_seen_not_to_think_is_limited(provider: Provider) -> None:
    for _ in range(2):
        assert (await ask_ready()).value is not None
    assert limits(provider) == [None, 400]


@pytest.mark.parametrize(
    ("stated", "first"),
    [
        ({"chat_template": "{% for message in messages %}{{ message['content'] }}{% endfor %}"}, 400),
        ({"capabilities": ["completion", "tools"], "template": "{{ .Prompt }}"}, 400),
        ({"chat_template": "{{ message.content.split('</think>')[-1] }}"}, None),
        ({"chat_template": "{% if enable_thinking %}…{% endif %}"}, None),
        ({"capabilities": ["completion", "thinking"], "template": "{{ .Prompt }}"}, None),
        ({"capabilities": ["completion"]}, None),
        ({"chat_template": 5}, None),
    ],
)
async def test_the_first_answer_is_limited_if_the_server_says_that_the_model_does_not_think(
    provider: Provider, stated: Json, first: int | None
) -> None:
    provider.models = {"data": [{"id": "llama", "owned_by": "library"}], **stated}
    provider.script = lambda asked: {"ready": "yes"} if "messages" in asked else {"choices": [], **stated}
    assert (await ask_ready()).value is not None
    assert limits(provider)[-1] == first


async def test_a_limited_text_in_place_of_a_tool_call_shows_that_the_tool_is_ignored(provider: Provider) -> None:
    provider.models = {"chat_template": "{{ messages }}"}
    provider.script = lambda asked: cut_off(asked) if "tools" in asked else {"ready": "yes"}
    assert (await ask_ready()).value is not None
    assert ["tools" in request for request in provider.requests] == [True, False]


async def test_no_other_provider_is_limited(provider: Provider) -> None:
    for _ in range(2):
        assert (await ask_ready("openai:any")).value is not None
    assert limits(provider) == [None, None]


@pytest.mark.parametrize(
    "said", [{"reasoning_content": "Hm."}, {"reasoning": "Hm."}, {"content": "<think>Hm.</think>"}]
)
async def test_a_model_that_thinks_is_not(provider: Provider, said: Json) -> None:
    def script(request: Json) -> Scripted:
        whole = completion(request["model"], "Ready", {"ready": "yes"})
        whole["choices"][0]["message"] |= said
        return whole

    provider.script = script
    for _ in range(2):
        assert (await ask_ready()).value is not None
    assert limits(provider) == [None, None]


async def test_an_answer_that_reaches_the_limit_is_asked_once_more_with_twice_the_room(provider: Provider) -> None:
    await ask_ready()
    answers: list[Scripted] = [None, None]
    provider.script = lambda request: cut_off(request) if len(answers) == 2 and not answers.pop() else {"ready": "yes"}
    assert (await ask_ready()).value is not None
    assert limits(provider) == [None, 400, 800]
    assert provider.requests[1]["messages"] == provider.requests[2]["messages"]


async def test_one_that_reaches_it_twice_is_told_as_cut_off(provider: Provider) -> None:
    await ask_ready()
    provider.script = cut_off
    answer = await ask_ready()
    assert answer.value is None
    assert answer.replies[-1].finish_reason == "length"
    assert "cut off" in answer.explain("en")
    assert limits(provider) == [None, 400, 800]
