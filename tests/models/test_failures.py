"""What a provider's refusal becomes, over real HTTP: which error, what it says, and how often the request is sent."""

import json
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bareme.agents.agent import Agent, Answer, ask
from bareme.agents.probe import Ready
from bareme.calls.call import Caller, CallPlan
from bareme.domain.policy import Grader
from bareme.errors import (
    ConnectionRefused,
    ContextTooShort,
    GraderParked,
    ModelFailure,
    ProviderDown,
    QuotaExhausted,
)
from bareme.models.registry import build_model
from bareme.settings import get_settings
from tests.faults.laboratory import laboratory
from tests.provider.server import Provider, Scripted, answer_to
from tests.provider.wire import Reply

GEMINI = {
    "error": {
        "code": 429,
        "message": "You exceeded your current quota.",
        "status": "RESOURCE_EXHAUSTED",
        "details": [
            {
                "@type": "type.googleapis.com/google.rpc.QuotaFailure",
                "violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier", "quotaValue": "50"}],
            },
            {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "41s"},
        ],
    }
}


@pytest.fixture
async def provider(endpoint: Provider, tmp_path: Path) -> AsyncIterator[Provider]:
    async with laboratory(endpoint, tmp_path):
        yield endpoint


async def ask_ready(caller: Caller | None = None, model: str = "openai:any") -> Answer[Ready]:
    agent = Agent(build_model(Grader(model=model)), Ready, system_prompt="Answer.")
    return await ask(agent, ["Ready?"], caller or Caller(CallPlan(model)))


def openrouter(reset_in: float) -> Reply:
    reset = str(int((time.time() + reset_in) * 1000))
    metadata = {"headers": {"X-RateLimit-Limit": "20", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset}}
    message = "Rate limit exceeded: free-models-per-min. "
    return Reply.of({"error": {"message": message, "code": 429, "metadata": metadata}})


@pytest.mark.parametrize("body", [GEMINI, [GEMINI]])
async def test_a_daily_quota_is_an_empty_account_and_no_pause(provider: Provider, body: Any) -> None:
    provider.script = lambda _: Reply.of(body, 429)
    with pytest.raises(QuotaExhausted, match="today"):
        await ask_ready()
    assert len(provider.requests) == 1


async def test_a_quota_a_minute_is_waited_for(provider: Provider) -> None:
    text = json.dumps(GEMINI).replace("PerDay", "PerMinute")
    provider.script = lambda _: Reply(429, text.encode())
    with pytest.raises(GraderParked, match="41 s"):
        await ask_ready()


async def test_a_reset_time_inside_a_200_is_waited_for(provider: Provider) -> None:
    answers: list[Scripted] = [openrouter(reset_in=0.03), {"ready": "yes"}]
    provider.script = lambda _: answers.pop(0)
    assert (await ask_ready()).value is not None
    provider.script = lambda _: openrouter(reset_in=600)
    with pytest.raises(GraderParked, match="10 min"):
        await ask_ready()


async def test_a_server_that_loads_its_model_is_waited_for_beyond_the_number_of_tries(provider: Provider) -> None:
    loading = Reply.of({"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}}, 503)
    answers: list[Scripted] = [*[loading] * 12, {"ready": "yes"}]
    provider.script = lambda _: answers.pop(0)
    assert (await ask_ready()).value is not None
    assert len(provider.requests) == 13


async def test_a_server_that_loads_for_longer_than_the_attempt_leaves_it_waiting(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAREME_PATIENCE_SECONDS", "90")
    get_settings.cache_clear()
    answers = [
        Reply.of({"error": {"code": 503, "message": "Loading model"}}, 503, retry_after=pause)
        for pause in ("0.02", "0.02", "61")
    ]
    provider.script = lambda _: answers.pop(0)
    with pytest.raises(ProviderDown, match="still loading"):
        await ask_ready(Caller(CallPlan("openai:any", seconds=60)))
    assert len(provider.requests) == 3


async def test_a_refused_connection_is_told_at_once_with_the_address(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("OPENAI_API_BASE", f"http://someone:secret@127.0.0.1:{port}/v1")
    build_model.cache_clear()
    caller = Caller(CallPlan("openai:any"))
    with pytest.raises(ConnectionRefused, match=f"http://127.0.0.1:{port} ") as raised:
        await ask_ready(caller)
    assert (caller.account.made, caller.account.lost, caller.account.retries) == (1, 0, 0)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    "error",
    [
        {"code": 400, "type": "exceed_context_size_error", "message": "x", "n_prompt_tokens": 5213, "n_ctx": 4096},
        {
            "code": "context_length_exceeded",
            "message": "This model's maximum context length is 4096 tokens. However, you requested 5213 tokens "
            "(4213 in the messages, 1000 in the completion).",
        },
        {
            "message": "Trying to keep the first 5213 tokens when context the overflows. However, the model is loaded "
            "with context length of only 4096 tokens, which is not enough."
        },
        {"message": "prompt is too long: 5213 tokens > 4096 maximum"},
    ],
)
async def test_a_prompt_that_is_too_long_is_told_with_both_numbers(provider: Provider, error: Any) -> None:
    provider.script = lambda _: Reply.of({"error": error}, 400)
    with pytest.raises(ContextTooShort) as raised:
        await ask_ready()
    assert (raised.value.needed, raised.value.context) == (5213, 4096)
    for expected in ("5213", "4096", "num_ctx", "--ctx-size", "LM Studio"):
        assert expected in raised.value.explain("fr")
    assert len(provider.requests) == 1


async def test_comment_lines_before_the_body_are_skipped(provider: Provider) -> None:
    lines = b": OPENROUTER PROCESSING\n\n" * 3

    def script(request: Any) -> Reply:
        return Reply(200, b"\n" + lines + json.dumps(answer_to(request, {"ready": "yes"})).encode())

    provider.script = script
    assert (await ask_ready()).value is not None
    provider.script = lambda _: Reply(200, lines)
    with pytest.raises(ModelFailure, match="empty body"):
        await ask_ready()
