"""Graders that are left alone: their attempts wait and say why, no call is made, and a regrade finishes them."""

import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from bareme.calls import stopped_graders
from bareme.graphs import progress
from bareme.graphs.grading import build_grading_graph
from bareme.runtime import current_runtime
from bareme.storage.answers import answer_store
from tests.faults.laboratory import SCHEME, laboratory
from tests.provider.server import Provider
from tests.provider.wire import Reply

type Json = dict[str, Any]


@pytest.fixture
async def provider(endpoint: Provider, tmp_path: Path) -> AsyncIterator[Provider]:
    settings = {"BAREME_MAX_IN_FLIGHT": "1", "BAREME_CIRCUIT_FAILURES": "3", "BAREME_CIRCUIT_SECONDS": "3600"}
    async with laboratory(endpoint, tmp_path, **settings):
        yield endpoint


class Session:
    """A session of typed copies, all different."""

    def __init__(self, copies: int, graders: list[str]) -> None:
        self.graph = build_grading_graph(InMemorySaver())
        self.config: Any = {"configurable": {"thread_id": uuid.uuid4().hex}}
        self.copies = [{"answers": {"1": f"copie {n}", "2": "v = 3 m/s"}} for n in range(copies)]
        self.context: Any = {"graders": graders}

    async def grade(self) -> Json:
        asked = {"typed_copies": self.copies, "scheme": SCHEME}
        await self.graph.ainvoke(asked, self.config, context=self.context)
        return await self.graph.ainvoke(Command(resume={"candidate": 0}), self.config)

    async def finish_missing(self) -> Json:
        actions = [{"type": "regrade", "scope": "missing"}]
        return await self.graph.ainvoke(Command(resume={"actions": actions}), self.config)


def statuses(state: Json) -> list[str]:
    return [progress["status"] for _, progress in sorted(state["progress"].items())]


async def test_an_empty_account_stops_its_grader_for_the_session_and_no_other(provider: Provider) -> None:
    asked: list[str] = []

    def script(request: Json) -> int | None:
        asked.append(request["model"])
        return 402 if request["model"] == "broke" and asked.count("broke") > 1 else None

    provider.script = script
    session = Session(6, ["openai:broke", "openai:rich"])
    state = await session.grade()
    assert asked.count("broke") == 2
    assert asked.count("rich") == 6
    assert statuses(state).count("complete") == 1
    waiting = [progress for progress in state["progress"].values() if progress["status"] == "waiting"]
    assert len(waiting) == 5
    assert {progress["error"] for progress in waiting} == {"le compte n’a plus de crédit ou de quota (HTTP 402)"}

    provider.script = lambda request: asked.append(request["model"])
    state = await session.finish_missing()
    assert statuses(state) == ["complete"] * 6
    assert (asked.count("broke"), asked.count("rich")) == (2 + 5, 6)
    assert all(progress["error"] == "" for progress in state["progress"].values())


async def test_nothing_is_left_in_memory_of_what_stopped_a_session_that_ended(provider: Provider) -> None:
    provider.script = lambda _: 402
    for _ in range(3):
        assert statuses(await Session(2, ["openai:broke"]).grade()) == ["waiting"] * 2
    assert not current_runtime().resource(stopped_graders._stopped_graders)
    assert not current_runtime().resource(progress._tallies)


async def test_a_provider_that_is_down_is_left_alone_and_the_rest_waits(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.script = lambda _: 500
    session = Session(10, ["openai:down"])
    state = await session.grade()
    # Three copies at a time hold pages: their first calls, the three repeated ones that open the circuit.
    assert len(provider.requests) <= 3 + 3 + 1
    assert statuses(state).count("waiting") >= 7
    assert "complete" not in statuses(state)
    reasons = {progress["error"] for progress in state["progress"].values() if progress["status"] == "waiting"}
    assert reasons == {"le modèle a échoué plusieurs fois de suite et reste en repos un moment"}

    # As long as the pause lasts, nothing is sent, not even by a regrade.
    before = len(provider.requests)
    provider.script = None
    assert "complete" not in statuses(await session.finish_missing())
    assert len(provider.requests) == before

    monkeypatch.setattr("bareme.calls.circuit_breaker.monotonic", lambda: monotonic() + 3601)
    state = await session.finish_missing()
    if "waiting" in statuses(state):  # those that came while the first tried
        state = await session.finish_missing()
    assert statuses(state) == ["complete"] * 10
    assert len(provider.requests) == before + 10


async def test_the_teacher_is_told_how_long_a_parked_grader_waits(provider: Provider) -> None:
    provider.script = lambda _: Reply.of({"error": {"message": "slow"}}, 429, retry_after="1800")
    state = await Session(3, ["openai:parked"]).grade()
    assert len(provider.requests) == 1
    assert statuses(state) == ["waiting"] * 3
    assert all("30 min" in progress["error"] for progress in state["progress"].values())
    assert state["results"][0]["total"] is None


async def test_an_attempt_keeps_what_the_model_wrote_out_of_the_state(provider: Provider) -> None:
    replies = iter([{"marks": "none"}, 503, None])
    provider.script = lambda _: next(replies)
    state = await Session(1, ["openai:kept"]).grade()
    (attempt,) = state["attempts"].values()
    record = attempt["record"]
    assert (record["finish_reason"], record["retries"]) == ("stop", 1)
    assert len(record["problems"]) == 1
    assert attempt["prompt_version"].startswith("examiner@")
    assert attempt["usage"]["seconds"] > 0
    kept = (await answer_store().recall([record["inputs"]]))[record["inputs"]]
    first, second = kept["replies"]
    assert first["tool_calls"] == [{"name": "Examination", "arguments": '{"marks": "none"}'}]
    assert first["problem"] == record["problems"][0]
    assert (second["model"], second["problem"]) == ("kept", "")
    assert '"transcription": "$v' in second["tool_calls"][0]["arguments"]
    assert "kept" not in str(state["attempts"])


async def test_who_is_sent_away_uses_up_no_request_of_the_minute(
    endpoint: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bareme.calls.fair_queue.MINUTE", 86_400.0)  # who has to wait for the next never ends
    async with laboratory(endpoint, tmp_path, BAREME_REQUESTS_PER_MINUTE="2", BAREME_MAX_IN_FLIGHT="1"):
        endpoint.script = lambda _: Reply.of({"error": {"message": "slow"}}, 429, retry_after="1800")
        state = await Session(6, ["openai:parked"]).grade()
    assert (len(endpoint.requests), statuses(state)) == (1, ["waiting"] * 6)
