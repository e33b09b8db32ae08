import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bareme.agents.agent import Agent, Answer, ask
from bareme.agents.probe import Ready
from bareme.calls.call import Caller, CallPlan
from bareme.domain.policy import Grader, ProviderRouting
from bareme.errors import UnknownModel
from bareme.models.providers import PROVIDERS, endpoint_of
from bareme.models.registry import build_model
from bareme.models.temperature import with_temperature
from bareme.settings import get_settings
from tests.faults.laboratory import laboratory
from tests.provider.server import Provider
from tests.provider.wire import Reply

KEY = "sk-canary-12ab34"


@pytest.fixture
async def provider(endpoint: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Provider]:
    for one in PROVIDERS.values():
        for name in one.key_names:
            monkeypatch.delenv(name, raising=False)
    async with laboratory(endpoint, tmp_path):
        endpoint.script = lambda _: {"ready": "yes"}
        yield endpoint


async def ask_ready(grader: Grader, caller: Caller | None = None) -> Answer[Ready]:
    agent = Agent(build_model(grader), Ready, system_prompt="Answer.")
    return await ask(agent, ["Ready?"], caller or Caller(CallPlan(grader.model)))


async def test_openrouter_gets_its_headers_and_no_other_provider(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
    monkeypatch.setenv("OPENROUTER_BASE_URL", provider.base_url)
    answer = await ask_ready(Grader(model="openrouter:mistralai/mistral-small:free", reasoning_effort="low"))
    assert answer.value is not None
    (request,), (headers,) = provider.requests, provider.headers
    assert request["model"] == "mistralai/mistral-small:free"
    assert request["provider"] == {"allow_fallbacks": False}
    assert request["reasoning"] == {"effort": "low"}
    assert "reasoning_effort" not in request
    assert headers["authorization"] == f"Bearer {KEY}"
    assert (headers["http-referer"], headers["x-title"]) == ("http://localhost", "Bareme")


async def test_a_grader_can_name_its_hosts_at_openrouter(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
    monkeypatch.setenv("OPENROUTER_BASE_URL", provider.base_url)
    routing = ProviderRouting(order=("deepinfra/fp8", "together"), only=("deepinfra/fp8", "together"))
    await ask_ready(Grader(model="openrouter:mistralai/mistral-small", routing=routing))
    assert provider.requests[0]["provider"] == {
        "allow_fallbacks": False,
        "order": ["deepinfra/fp8", "together"],
        "only": ["deepinfra/fp8", "together"],
    }


async def test_the_request_carries_it(provider: Provider) -> None:
    await ask_ready(with_temperature(Grader(model="openai:gpt-4.1")))
    await ask_ready(with_temperature(Grader(model="openai:gpt-4.1", temperature=0.7)))
    await ask_ready(with_temperature(Grader(model="openai:gpt-5-mini")))
    assert [request.get("temperature") for request in provider.requests] == [0, 0.7, None]


async def test_openai_gets_the_effort_as_it_wants_it(provider: Provider) -> None:
    await ask_ready(Grader(model="openai:any", reasoning_effort="high"))
    assert provider.requests[0]["reasoning_effort"] == "high"
    assert "provider" not in provider.requests[0]
    assert provider.requests[0]["tool_choice"] == {"type": "function", "function": {"name": "Ready"}}


async def test_a_local_model_needs_an_address_and_no_key(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnknownModel, match="BAREME_LOCAL_BASE_URL"):
        build_model(Grader(model="local:llama3.2-vision:11b"))
    monkeypatch.setenv("BAREME_LOCAL_BASE_URL", provider.base_url)
    get_settings.cache_clear()
    assert (await ask_ready(Grader(model="local:llama3.2-vision:11b"))).value is not None
    assert provider.requests[0]["model"] == "llama3.2-vision:11b"
    assert provider.headers[0]["authorization"] == "Bearer none"
    assert endpoint_of("local:llama3.2-vision:11b") == (provider.base_url, "llama3.2-vision:11b")


@pytest.mark.parametrize("name", ["anthropic", "google"])
def test_a_provider_whose_extra_is_absent_says_which(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, PROVIDERS[name].module, None)
    build_model.cache_clear()
    with pytest.raises(UnknownModel, match=rf"bareme\[{name}\]") as raised:
        build_model(Grader(model=f"{name}:any"))
    assert "extra" in raised.value.explain("fr")


@pytest.mark.parametrize(
    ("name", "key_name"),
    [("openai", "OPENAI_API_KEY"), ("openrouter", "OPENROUTER_API_KEY"), ("google", "GOOGLE_API_KEY")],
)
async def test_a_key_that_is_missing_is_named(
    provider: Provider, name: str, key_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(key_name, raising=False)
    with pytest.raises(UnknownModel, match=key_name):
        build_model(Grader(model=f"{name}:any"))


def test_what_is_no_provider_is_refused() -> None:
    with pytest.raises(UnknownModel, match="offline, openai, openrouter, local, anthropic, google"):
        build_model(Grader(model="nobody:any"))


async def test_anthropic_answers_through_its_own_client(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    monkeypatch.setenv("ANTHROPIC_BASE_URL", provider.base_url.removesuffix("/v1"))
    answers: list[Any] = [
        {"type": "error", "error": {"type": "overloaded_error", "message": KEY}},
        {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": "claude-any",
            "content": [{"type": "tool_use", "id": "t1", "name": "Ready", "input": {"ready": "yes"}}],
            "stop_reason": "tool_use",
            "usage": {"input_tokens": 7, "output_tokens": 3},
        },
    ]
    provider.script = lambda _: Reply.of(answers.pop(0), 529 if len(answers) == 1 else 200)
    model = build_model(Grader(model="anthropic:claude-any"))
    assert KEY not in repr(model)
    caller = Caller(CallPlan("anthropic:claude-any"))
    answer = await ask_ready(Grader(model="anthropic:claude-any"), caller)
    assert answer.value is not None
    assert (caller.account.usage.input_tokens, caller.account.usage.output_tokens) == (7, 3)
    assert answer.replies[0].finish_reason == "stop"
    assert len(provider.requests) == 2
    assert any(KEY in value for value in provider.headers[0].values())
