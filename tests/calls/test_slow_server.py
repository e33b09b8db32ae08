"""A slow local server: one call for each of its slots, answers that move, requests that were cut off."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bareme.agents.agent import Agent, Answer, ask
from bareme.agents.probe import Ready
from bareme.calls.call import Caller, CallPlan
from bareme.domain.policy import Grader
from bareme.errors import CallTimedOut, ProviderUnreachable
from bareme.models import connections
from bareme.models.registry import build_model
from bareme.models.stream_deadline import on_stream_piece
from bareme.models.streams import join_stream
from bareme.settings import get_settings
from tests.faults.laboratory import laboratory
from tests.provider.held import Together
from tests.provider.server import Json, Provider
from tests.provider.wire import Reply, Wire

EVENTS = {"content-type": "text/event-stream", "content-length": "", "connection": "close"}
ARGUMENTS = json.dumps({"ready": "yes"})


@pytest.fixture
async def provider(endpoint: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Provider]:
    monkeypatch.setenv("BAREME_LOCAL_BASE_URL", endpoint.base_url)
    async with laboratory(endpoint, tmp_path):
        endpoint.script = lambda _: {"ready": "yes"}
        yield endpoint


async def ask_ready(caller: Caller | None = None, model: str = "local:llama") -> Answer[Ready]:
    agent = Agent(build_model(Grader(model=model)), Ready, system_prompt="Answer.")
    return await ask(agent, ["Ready?"], caller or Caller(CallPlan(model)))


def event(delta: Json, finish: str | None = None, **more: Any) -> bytes:
    chunk = {"model": "llama", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **more}
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


def call_events() -> list[bytes]:
    """Return a tool call as servers stream it: its name first, its arguments letter by letter, the usage last."""
    first = {"index": 0, "id": "c1", "type": "function", "function": {"name": "Ready", "arguments": ""}}
    letters = [event({"tool_calls": [{"index": 0, "function": {"arguments": letter}}]}) for letter in ARGUMENTS]
    usage = {"prompt_tokens": 31, "completion_tokens": 9, "total_tokens": 40}
    last = b"data: " + json.dumps({"choices": [], "usage": usage}).encode() + b"\n\n"
    head = event({"role": "assistant", "tool_calls": [first]})
    return [head, *letters, event({}, "tool_calls"), last, b"data: [DONE]\n\n"]


def streamed(*events: bytes, pause: float = 0.0) -> Wire:
    return Wire((Reply(200, b"", EVENTS).head, *events), pause=pause, ending="close")


class LongPauses:
    """Has the clock of the loop go on by `seconds` after each piece of a streamed answer that the client has read."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.read = 0
        self._time = asyncio.get_running_loop().time

    def time(self) -> float:
        return self._time() + self.seconds * self.read

    def get(self) -> Callable[[], None]:
        on_piece = on_stream_piece.get()
        assert on_piece is not None

        def read_and_wait() -> None:
            on_piece()
            self.read += 1

        return read_and_wait


@dataclass(frozen=True, kw_only=True)
class OneByOne(Wire):
    """A stream of events, each of which is sent once the one before is read."""

    pauses: LongPauses

    async def send(self, writer: asyncio.StreamWriter) -> bool:
        for number, piece in enumerate(self.pieces):  # the first is the head
            writer.write(piece)
            await writer.drain()
            while self.pauses.read < number:  # noqa: ASYNC110 - the client has another event loop
                await asyncio.sleep(0.002)
        return False


async def test_an_answer_that_moves_is_not_taken_for_a_dead_one(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each piece within the time of a call, all of them far beyond it.
    pauses = LongPauses(get_settings().call_seconds * 2 / 3)
    monkeypatch.setattr(asyncio.get_running_loop(), "time", pauses.time)
    monkeypatch.setattr(connections, "on_stream_piece", pauses)
    pieces = streamed(*call_events()).pieces
    provider.script = lambda _: OneByOne(pieces, pauses=pauses)
    caller = Caller(CallPlan("local:llama"))
    assert (await ask_ready(caller)).value == Ready(ready="yes")
    assert (caller.account.made, caller.account.lost) == (1, 0)
    assert (caller.account.usage.input_tokens, caller.account.usage.output_tokens) == (31, 9)
    assert provider.requests[0]["stream"] is True


async def test_a_stream_that_only_says_that_it_lives_is_cut_off(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAREME_CALL_SECONDS", "0.6")
    get_settings.cache_clear()
    provider.script = lambda _: streamed(*[b": keep-alive\n\n"] * 60, pause=0.1)
    caller = Caller(CallPlan("local:llama"))
    with pytest.raises(CallTimedOut) as raised:
        await ask_ready(caller)
    assert (caller.account.made, caller.account.lost, caller.account.retries) == (2, 2, 1)
    for expected in ("0.6", "BAREME_CALL_SECONDS", "BAREME_MAX_IN_FLIGHT"):
        assert expected in raised.value.explain("fr").replace(",", ".")


async def test_a_request_that_was_cut_off_is_sent_again_once(provider: Provider) -> None:
    provider.script = lambda _: Wire((), ending="close")
    caller = Caller(CallPlan("openai:any"))
    with pytest.raises(ProviderUnreachable):
        await ask_ready(caller, "openai:any")
    assert (caller.account.made, caller.account.lost) == (2, 2)
    assert caller.account.usage.unanswered_calls == 2


@pytest.mark.parametrize(("slots", "most"), [(None, 1), (3, 3)])
async def test_a_local_server_gets_a_call_for_each_slot(provider: Provider, slots: int | None, most: int) -> None:
    provider.models, provider.script = {"total_slots": slots}, Together(most, {"ready": "yes"})
    await asyncio.gather(*(ask_ready() for _ in range(6)))
    assert provider.most_in_flight == most
    assert len(provider.requests) == 6


async def test_a_number_that_was_set_counts_more_than_what_the_server_says(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAREME_MAX_IN_FLIGHT", "2")
    get_settings.cache_clear()
    provider.models, provider.script = {"total_slots": 5}, Together(2, {"ready": "yes"})
    await asyncio.gather(*(ask_ready() for _ in range(6)))
    assert provider.most_in_flight == 2


def test_a_stream_is_put_together() -> None:
    body = b": OPENROUTER PROCESSING\n\n" + b"".join([event({"content": "a"}), event({"content": "b"}, "stop")])
    joined = json.loads(join_stream(body))
    assert joined["choices"][0]["message"]["content"] == "ab"
    assert joined["choices"][0]["finish_reason"] == "stop"
    error = b'data: {"error": {"code": 502, "message": "upstream"}}\n\n'
    assert json.loads(join_stream(event({"content": "a"}) + error))["error"]["code"] == 502


def test_a_stream_that_was_cut_off_is_no_answer() -> None:
    assert "choices" not in json.loads(join_stream(b"".join(call_events()[:5])))


def test_what_is_no_stream_is_left_as_it_is() -> None:
    assert join_stream(b'{"a": 1}') == b'{"a": 1}'
