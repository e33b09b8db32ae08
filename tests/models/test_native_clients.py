"""Google's and Anthropic's own clients over real HTTP: what a provider answers through them is known for what it is."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bareme.agents.agent import Agent, Answer, ask
from bareme.agents.probe import Ready
from bareme.calls.call import Caller, CallPlan
from bareme.domain.policy import Grader
from bareme.errors import BaremeError
from bareme.models.registry import build_model
from tests.faults.laboratory import KEY, laboratory
from tests.provider.server import Provider
from tests.provider.wire import Reply, Wire

type Json = dict[str, Any]

CLIENTS = ("google", "anthropic")
RETRY_INFO = {"@type": "type.googleapis.com/google.rpc.RetryInfo"}
QUOTA = "You exceeded your current quota, please check your plan and billing details."


@pytest.fixture
async def provider(endpoint: Provider, tmp_path: Path) -> AsyncIterator[Provider]:
    root = endpoint.base_url.removesuffix("/v1")
    addresses = {"GOOGLE_GEMINI_BASE_URL": root, "ANTHROPIC_BASE_URL": root}
    async with laboratory(endpoint, tmp_path, GOOGLE_API_KEY=KEY, ANTHROPIC_API_KEY=KEY, **addresses):
        yield endpoint


def google(part: Json | None = None, finish: str = "STOP") -> Json:
    content = {"role": "model", "parts": [part or {"functionCall": {"name": "Ready", "args": {"ready": "yes"}}}]}
    usage = {"promptTokenCount": 7, "candidatesTokenCount": 3, "totalTokenCount": 10, "cachedContentTokenCount": 4}
    return {"candidates": [{"content": content, "finishReason": finish}], "usageMetadata": usage}


def anthropic(block: Json | None = None, stop: str = "tool_use") -> Json:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-any",
        "content": [block or {"type": "tool_use", "id": "t1", "name": "Ready", "input": {"ready": "yes"}}],
        "stop_reason": stop,
        "usage": {"input_tokens": 3, "output_tokens": 3, "cache_read_input_tokens": 4},
    }


USUAL = {"google": google, "anthropic": anthropic}


def google_error(status: int, kind: str, message: str = KEY, *details: Json) -> Reply:
    return Reply.of({"error": {"code": status, "status": kind, "message": message, "details": details}}, status)


def anthropic_error(status: int, kind: str, message: str = KEY, **headers: str) -> Reply:
    return Reply.of({"type": "error", "error": {"type": kind, "message": message}}, status, **headers)


@dataclass(frozen=True)
class Case:
    """A first answer, and what is to come of it. An error is named by its class; "" means an answer."""

    client: str
    name: str
    first: Reply | Wire
    error: str = ""
    calls: int = 2
    always: bool = False
    """Whether every answer is this one, or only the first."""

    def __str__(self) -> str:
        return f"{self.client}-{self.name}"


CASES = [
    *(
        case
        for client in CLIENTS
        for case in (
            Case(client, "web page", Reply(200, b"<html>busy</html>", {"content-type": "text/html"})),
            Case(client, "empty body", Reply(200, b"")),
            Case(client, "half a body", Reply(200, b'{"candidates": [{"content"')),
            Case(client, "reset", Wire((b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{",), ending="reset")),
            Case(client, "web page for ever", Reply(200, b"<html>"), "UnusableReply", 3, always=True),
        )
    ),
    Case("google", "unavailable", google_error(503, "UNAVAILABLE")),
    Case("google", "internal", google_error(500, "INTERNAL"), "ProviderBusy", 3, always=True),
    Case(
        "google",
        "a minute's quota",
        google_error(429, "RESOURCE_EXHAUSTED", QUOTA, {**RETRY_INFO, "retryDelay": "0.01s"}),
    ),
    Case(
        "google",
        "a day's quota",
        google_error(429, "RESOURCE_EXHAUSTED", QUOTA, {**RETRY_INFO, "retryDelay": "38s"}),
        "GraderParked",
        1,
    ),
    Case("google", "no quota", google_error(429, "RESOURCE_EXHAUSTED", QUOTA), "QuotaExhausted", 1),
    Case("google", "key", google_error(400, "INVALID_ARGUMENT", "API key not valid."), "RequestRefused", 1),
    Case("google", "permission", google_error(403, "PERMISSION_DENIED"), "RequestRefused", 1),
    Case("google", "no model", google_error(404, "NOT_FOUND"), "RequestRefused", 1),
    Case("google", "no candidate", Reply.of({"candidates": []})),
    Case("google", "nothing", Reply.of({})),
    Case("google", "prompt blocked", Reply.of({"promptFeedback": {"blockReason": "SAFETY"}}), "RequestRefused", 1),
    Case("google", "prose", Reply.of(google({"text": "Yes."}))),
    Case("google", "cut off", Reply.of(google({"text": "Ye"}, "MAX_TOKENS"))),
    Case("anthropic", "overloaded", anthropic_error(529, "overloaded_error")),
    Case("anthropic", "inside a 200", anthropic_error(200, "overloaded_error")),
    Case("anthropic", "rate limit", anthropic_error(429, "rate_limit_error", retry_after="0.01")),
    Case("anthropic", "long rate limit", anthropic_error(429, "rate_limit_error", retry_after="99"), "GraderParked", 1),
    Case(
        "anthropic",
        "no credit",
        anthropic_error(400, "invalid_request_error", "Your credit balance is too low to access the API."),
        "QuotaExhausted",
        1,
    ),
    Case("anthropic", "invalid", anthropic_error(400, "invalid_request_error"), "RequestRefused", 1),
    Case("anthropic", "key", anthropic_error(401, "authentication_error"), "RequestRefused", 1),
    Case("anthropic", "no model", anthropic_error(404, "not_found_error"), "RequestRefused", 1),
    Case("anthropic", "too large", anthropic_error(413, "request_too_large"), "RequestRefused", 1),
    Case("anthropic", "prose", Reply.of(anthropic({"type": "text", "text": "Yes."}, "end_turn"))),
    Case("anthropic", "cut off", Reply.of(anthropic({"type": "text", "text": "Ye"}, "max_tokens"))),
]


async def ask_ready(client: str, caller: Caller | None = None) -> Answer[Ready]:
    model = f"{client}:any"
    agent = Agent(build_model(Grader(model=model)), Ready, system_prompt="Answer.")
    return await ask(agent, ["Ready?"], caller or Caller(CallPlan(model)))


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_what_a_provider_answers_is_known_for_what_it_is(
    provider: Provider, case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    def answer(_: Json) -> Reply | Wire:
        return case.first if case.always or len(provider.requests) == 1 else Reply.of(USUAL[case.client]())

    provider.script = answer
    if case.error:
        with pytest.raises(BaremeError) as raised:
            await ask_ready(case.client)
        assert type(raised.value).__name__ == case.error
        assert KEY not in f"{raised.value} {raised.value.explain('fr')} {caplog.text}"
    else:
        assert (await ask_ready(case.client)).value == Ready(ready="yes")
    assert len(provider.requests) == case.calls


@pytest.mark.parametrize("client", CLIENTS)
async def test_the_usage_that_a_provider_tells_is_read(provider: Provider, client: str) -> None:
    provider.script = lambda _: Reply.of(USUAL[client]())
    caller = Caller(CallPlan(f"{client}:any"))
    await ask_ready(client, caller)
    usage = caller.account.usage
    assert (usage.calls, usage.input_tokens, usage.cached_input_tokens, usage.output_tokens) == (1, 7, 4, 3)
    assert not usage.estimated


RECORDED = {
    "gemini-safety-blocked-empty": ("content_filter", 14),
    "gemini-max-tokens": ("length", 15),
    "gemini-toolcall-after-retry": ("stop", 109),
    "anthropic-parallel-tools": ("stop", 423),
    "anthropic-retry-after-empty": ("stop", 26),
}


@pytest.mark.parametrize("name", RECORDED)
async def test_recorded_answers_are_read_by_their_own_client(provider: Provider, shared_data: Path, name: str) -> None:
    """None of them calls our tool: each is told so once unless a filter blocked it, and what they took is counted."""
    recorded = json.loads((shared_data / "llm-responses" / "pydantic-ai" / f"{name}.json").read_text(encoding="utf-8"))
    provider.script = lambda _: Reply.of(recorded["response"]["body"])
    client = "google" if name.startswith("gemini") else "anthropic"
    caller = Caller(CallPlan(f"{client}:any"))
    answer = await ask_ready(client, caller)
    finish, tokens = RECORDED[name]
    assert answer.value is None
    calls = 1 if finish == "content_filter" else 2
    assert [reply.finish_reason for reply in answer.replies] == [finish] * calls
    assert (caller.account.usage.calls, caller.account.usage.input_tokens) == (calls, calls * tokens)
    assert not caller.account.usage.estimated
