"""A prompt that is longer than the server's context: it is not sent, or the answer to a part of it is not taken."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bareme.agents.agent import Agent, Answer, ask
from bareme.agents.probe import Ready
from bareme.calls.call import Caller, CallPlan
from bareme.domain.policy import Grader
from bareme.errors import ContextTooShort
from bareme.models.registry import build_model
from bareme.models.server_facts import ServerFacts, server_facts
from tests.faults.laboratory import laboratory
from tests.provider.server import Json, Provider, answer_to

TEXT = "Context sentence about forces and speeds in a long document. " * 650
"""39,650 characters, some 13,200 tokens as estimated and 8,000 in fact."""
PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}


@pytest.fixture
async def provider(endpoint: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Provider]:
    monkeypatch.setenv("BAREME_LOCAL_BASE_URL", endpoint.base_url)
    async with laboratory(endpoint, tmp_path):
        yield endpoint


def reads(tokens: int, **details: int) -> Any:
    def script(request: Json) -> Json:
        usage = {"prompt_tokens": tokens, "completion_tokens": 9, "total_tokens": tokens + 9}
        return {**answer_to(request, {"ready": "yes"}), "usage": {**usage, "prompt_tokens_details": details}}

    return script


async def ask_ready(*content: str | Json, caller: Caller | None = None, model: str = "local:llama") -> Answer[Ready]:
    agent = Agent(build_model(Grader(model=model)), Ready, system_prompt="Answer.")
    return await ask(agent, content, caller or Caller(CallPlan(model)))


async def test_an_answer_to_a_part_of_the_prompt_is_not_taken(provider: Provider) -> None:
    provider.script, caller = reads(2048), Caller(CallPlan("local:llama"))
    with pytest.raises(ContextTooShort) as raised:
        await ask_ready(TEXT, caller=caller)
    for expected in ("2048", "num_ctx / OLLAMA_CONTEXT_LENGTH", "LM Studio", "--ctx-size"):
        assert expected in raised.value.explain("fr")
    assert caller.account.usage.calls == 1
    # The next copy has as long a prompt, and is not sent.
    with pytest.raises(ContextTooShort):
        await ask_ready(TEXT)
    assert len(provider.requests) == 1


@pytest.mark.parametrize(("tokens", "content"), [(8000, [TEXT]), (4096, ["." * 39_000]), (900, ["short"])])
async def test_a_prompt_that_was_read_whole_is_fine(provider: Provider, tokens: int, content: list[str]) -> None:
    provider.script = reads(tokens)
    assert (await ask_ready(*content)).value is not None


async def test_pictures_only_add_to_what_is_read(provider: Provider) -> None:
    provider.script = reads(9000)
    assert (await ask_ready(TEXT, PICTURE)).value is not None
    provider.script = reads(2048)
    with pytest.raises(ContextTooShort):
        await ask_ready(TEXT, PICTURE)


async def test_what_an_endpoint_made_of_texts_before_decides(provider: Provider) -> None:
    provider.script = reads(12_000)
    await ask_ready(TEXT)
    # Fine for a model with five characters a token, but this one has three.
    provider.script = reads(4096)
    with pytest.raises(ContextTooShort):
        await ask_ready(TEXT + TEXT[:100])


async def test_tokens_from_the_cache_were_read(provider: Provider) -> None:
    provider.script = reads(600, cached_tokens=7500)
    assert (await ask_ready(TEXT)).value is not None


async def test_a_hosted_model_is_not_suspected(provider: Provider) -> None:
    provider.script = reads(1000)
    assert (await ask_ready(TEXT, model="openai:any")).value is not None


@pytest.mark.parametrize(
    ("stated", "facts"),
    [
        ({"default_generation_settings": {"n_ctx": 4096}, "total_slots": 2}, ServerFacts(4096, 2)),
        ({"data": [{"id": "llama", "max_model_len": 4096}]}, ServerFacts(4096)),
        ({"data": [{"id": "llama", "loaded_context_length": 4096, "max_context_length": 131072}]}, ServerFacts(4096)),
        ({"data": [{"id": "a", "max_model_len": 1}, {"id": "b", "max_model_len": 2}]}, ServerFacts()),
        ({"data": "none", "total_slots": True}, ServerFacts()),
    ],
)
async def test_what_a_server_states(provider: Provider, stated: Json, facts: ServerFacts) -> None:
    provider.models = stated
    assert await server_facts("local:llama") == facts
    if facts.context:
        with pytest.raises(ContextTooShort):
            await ask_ready(TEXT)
        assert not provider.requests


async def test_ollama_is_asked_for_the_setting_of_the_model(provider: Provider) -> None:
    provider.models = {"data": [{"id": "llama", "owned_by": "library"}]}
    shown = {
        "parameters": "stop x\nnum_ctx            8192",
        "model_info": {"llama.context_length": 131072},
    }
    provider.script = lambda _: {"choices": [], **shown}
    assert await server_facts("local:llama") == ServerFacts(8192)


@pytest.mark.parametrize(
    ("listed", "facts"),
    [
        ({"id": "acme/small", "context_length": 8192, "top_provider": {"context_length": 4096}}, ServerFacts(4096)),
        ({"id": "acme/small", "architecture": {"input_modalities": ["text"]}}, ServerFacts(pictures=0)),
        ({"id": "acme/other", "context_length": 4096}, ServerFacts()),
        ({"id": "acme/small", "context_length": "8192"}, ServerFacts()),
    ],
)
async def test_what_openrouter_states(
    provider: Provider, monkeypatch: pytest.MonkeyPatch, listed: Json, facts: ServerFacts
) -> None:
    monkeypatch.setenv("OPENROUTER_BASE_URL", provider.base_url)
    monkeypatch.setenv("OPENROUTER_API_KEY", "none")
    provider.models = {"data": [listed, {"id": "acme/third", "context_length": 1}]}
    assert await server_facts("openrouter:acme/small") == facts
    if facts.context:
        with pytest.raises(ContextTooShort):
            await ask_ready(TEXT, model="openrouter:acme/small")
        assert not provider.requests
