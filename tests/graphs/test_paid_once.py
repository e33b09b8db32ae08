"""What was paid for is found again, and so is what it took: through a crash once, in another session as nothing."""

import uuid
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from langgraph.cache.sqlite import SqliteCache
from langgraph.types import Command

from bareme.domain.copies import PageRef
from bareme.graphs.copy_view import picture_key
from bareme.graphs.grading import GradingGraph
from bareme.graphs.pictures import Picture
from bareme.storage.answers import cache_key
from bareme.storage.spending import Amount
from bareme.storage.stores import stores
from tests.faults.laboratory import laboratory
from tests.graphs.conftest import document
from tests.provider.server import Provider, Scripted, completion, prompt_of, run_provider, schema_name

type Json = dict[str, Any]

FIXTURES = Path(__file__).parents[2] / "fixtures"
MODEL = "openai:gpt-4.1-mini"
SCHEME = "1: 2, 2: 3"
NEARLY = ["La voiture roule plus vite dans la descente", "La voiture roule plus vite dans une descente"]


def prose() -> Json:
    """An answer in which there is nothing, and which is paid for all the same."""
    answer = completion(MODEL, "Examination", {})
    answer["choices"] = [
        {"index": 0, "message": {"role": "assistant", "content": "Très bien !"}, "finish_reason": "stop"}
    ]
    return answer


USELESS = [pytest.param(prose(), id="prose"), pytest.param({"marks": "none"}, id="no marks")]


@pytest.fixture
async def provider(tmp_path: Path) -> AsyncIterator[Provider]:
    with run_provider() as running:
        async with laboratory(running, tmp_path):
            yield running


class PowerCut(RuntimeError):
    """The process ends here."""


def cut_after(patch: pytest.MonkeyPatch, answers: int) -> None:
    """Have the power fail once so many answers are on disk."""
    store, done = SqliteCache.aset, 0

    async def aset(self: SqliteCache[Any], pairs: Mapping[Any, Any]) -> None:
        nonlocal done
        await store(self, pairs)
        done += len(pairs)
        if done >= answers:
            raise PowerCut

    patch.setattr(SqliteCache, "aset", aset)


def with_files() -> Json:
    folder = FIXTURES / "physics-fr"
    return {"documents": [document(folder / "exam-paper.pdf", "exam_paper"), document(folder / "copies.pdf")]}


async def test_what_reading_the_files_took_is_known_after_a_crash(
    graph: GradingGraph, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    config: Any = {"configurable": {"thread_id": uuid.uuid4().hex}}
    with monkeypatch.context() as patch:
        cut_after(patch, 1)
        with pytest.raises(PowerCut):
            await graph.ainvoke(with_files(), config, context={"graders": [MODEL]})
    await graph.ainvoke(None, config)
    asked = len(provider.requests)
    analysis = (await graph.aget_state(config)).values["analysis"]
    assert provider.repeated == []
    assert analysis["usage"]["calls"] == asked > 0
    assert analysis["usage"]["input_tokens"] == 1000 * asked

    # Another session over the same files pays nothing, and says so.
    other: Any = {"configurable": {"thread_id": uuid.uuid4().hex}}
    await graph.ainvoke(with_files(), other, context={"graders": [MODEL]})
    assert len(provider.requests) == asked
    assert (await graph.aget_state(other)).values["analysis"]["usage"]["calls"] == 0


async def test_b1_answers_are_paid_once_by_each_owner_and_shared_with_nobody(
    graph: GradingGraph, provider: Provider
) -> None:
    async def read_files(owner: str) -> Json:
        config: Any = {"configurable": {"thread_id": uuid.uuid4().hex, "langgraph_auth_user_id": owner}}
        await graph.ainvoke(with_files(), config, context={"graders": [MODEL]})
        values: Json = (await graph.aget_state(config)).values
        return values

    first = await read_files("anne")
    asked = len(provider.requests)
    again = await read_files("anne")
    # A repeated upload has the same ids, and the same answers.
    assert again["documents"] == first["documents"]
    assert (asked > 0, len(provider.requests)) == (True, asked)
    other = await read_files("bruno")
    assert len(provider.requests) == 2 * asked
    assert other["analysis"]["usage"]["calls"] == first["analysis"]["usage"]["calls"]
    ids = [{one[key] for one in state["documents"] for key in ("document_id", "record_id")} for state in (first, other)]
    assert ids[0] & ids[1] == set()


def test_b1_the_key_of_an_answer_names_its_owner_and_contents() -> None:
    def key(owner: str, document_id: str, digest: str) -> str:
        page = PageRef(document_id=document_id, index=1)
        return cache_key(owner, texts=["é"], **picture_key([Picture((page,), 150, (1, 1))], {document_id: digest}))

    assert key("local", "one id", "content") == key("", "content", "content") == key("local", "other id", "content")
    keys = [key("anne", "id", "content"), key("anne", "id", "other content"), key("bruno", "id", "content")]
    assert len({*keys, key("local", "id", "content")}) == 4


async def test_what_an_attempt_took_is_known_after_a_crash(
    graph: GradingGraph, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    config: Any = {"configurable": {"thread_id": uuid.uuid4().hex}}
    request = {"typed_copies": [{"answers": {"1": "12 m/s", "2": "oui"}}], "scheme": SCHEME}
    await graph.ainvoke(request, config, context={"graders": [MODEL], "budget": {"calls": 10}})
    with monkeypatch.context() as patch:
        cut_after(patch, 1)
        # A fault of ours in a copy's node is that copy's: the session goes on, and the copy is finished later.
        state = await graph.ainvoke(Command(resume={"candidate": 0}), config)
    assert state["progress"]["c01"]["status"] == "failed"
    missing = {"actions": [{"type": "regrade", "scope": "missing"}]}
    state = await graph.ainvoke(Command(resume=missing), config)
    assert len(provider.requests) == 1
    assert state["progress"]["c01"]["status"] == "complete"
    assert state["usage"]["calls"] == 1
    assert stores().ledger.total(state["session"]["session_id"]).calls == 1


async def test_what_comparing_answers_took_is_known_after_a_crash_and_counted_once(
    graph: GradingGraph, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    def differ(request: Json) -> Json | None:
        prompt = prompt_of(request)
        if "<scheme>" not in prompt:
            return {"groups": [[1, 2]]}
        points = 2 if NEARLY[0] in prompt else 0
        return {"marks": [{"question_id": q, "points": points, "confidence": 0.9} for q in ("1", "2")]}

    provider.script = differ
    config: Any = {"configurable": {"thread_id": uuid.uuid4().hex}}
    request = {"typed_copies": [{"answers": {"1": text, "2": "x"}} for text in NEARLY], "scheme": SCHEME}
    await graph.ainvoke(request, config, context={"graders": [MODEL], "budget": {"calls": 20}})
    with monkeypatch.context() as patch:
        cut_after(patch, 3)
        with pytest.raises(PowerCut):
            await graph.ainvoke(Command(resume={"candidate": 0}), config)
    state = await graph.ainvoke(None, config)
    assert (len(provider.requests), state["usage"]["calls"]) == (3, 3)
    # Graded again, the class is compared again: what is known of its answers costs nothing more.
    again = {"actions": [{"type": "regrade", "copy_ids": ["c01"]}]}
    state = await graph.ainvoke(Command(resume=again), config)
    assert (len(provider.requests), state["usage"]["calls"]) == (4, 4)
    assert stores().ledger.total(state["session"]["session_id"]).calls == 4


@pytest.mark.parametrize("useless", USELESS)
async def test_a_reply_that_was_of_no_use_is_counted_where_the_next_call_fails(
    graph: GradingGraph, provider: Provider, useless: Json
) -> None:
    replies: Iterator[Scripted] = iter([useless, 400])
    provider.script = lambda _: next(replies)
    state, ledger = await graded_within_ten_calls(graph)
    (attempt,) = state["attempts"].values()
    assert (attempt["status"], attempt["usage"]["calls"], attempt["usage"]["input_tokens"]) == ("failed", 1, 1000)
    assert (state["usage"]["calls"], state["usage"]["cost"]) == (1, attempt["usage"]["cost"])
    # The budget counts requests, dollars as they are told.
    assert (ledger.calls, float(ledger.dollars)) == (2, attempt["usage"]["cost"])


@pytest.mark.parametrize("useless", USELESS)
async def test_a_reply_that_was_of_no_use_is_counted_where_the_next_call_waits(
    graph: GradingGraph, provider: Provider, useless: Json
) -> None:
    replies: Iterator[Scripted] = iter([useless, 402])
    provider.script = lambda _: next(replies)
    state, ledger = await graded_within_ten_calls(graph)
    assert (state["attempts"], state["progress"]["c01"]["status"]) == ({}, "waiting")
    assert state["progress"]["c01"]["wasted"]["input_tokens"] == 1000
    assert (state["usage"]["calls"], state["results"][0]["usage"]["calls"], ledger.calls) == (1, 1, 2)

    provider.script = None
    config: Any = {"configurable": {"thread_id": state["session"]["session_id"]}}
    missing = {"actions": [{"type": "regrade", "scope": "missing"}]}
    state = await graph.ainvoke(Command(resume=missing), config)
    assert state["progress"]["c01"]["status"] == "complete"
    assert (state["usage"]["calls"], state["results"][0]["usage"]["calls"]) == (2, 2)
    assert stores().ledger.total(state["session"]["session_id"]).calls == 3


async def test_reading_the_files_in_vain_is_counted(graph: GradingGraph, provider: Provider) -> None:
    replies: Iterator[Scripted] = iter([prose(), 400])
    provider.script = lambda request: next(replies) if schema_name(request) != "Examination" else None
    config: Any = {"configurable": {"thread_id": uuid.uuid4().hex}}
    await graph.ainvoke(with_files(), config, context={"graders": [MODEL]})
    assert len(provider.requests) == 2
    assert (await graph.aget_state(config)).values["analysis"]["usage"]["calls"] == 1


async def test_files_that_were_read_in_vain_are_read_again_by_the_next_session(
    graph: GradingGraph, provider: Provider
) -> None:
    provider.script = lambda _: prose() if len(provider.requests) <= 2 else None
    found = []
    for calls in (2, 3, 3):  # in vain, with its correction; then read; then known
        config: Any = {"configurable": {"thread_id": uuid.uuid4().hex}}
        await graph.ainvoke(with_files(), config, context={"graders": [MODEL]})
        assert len(provider.requests) == calls
        found.append((await graph.aget_state(config)).values["analysis"])
    assert [analysis["usage"]["calls"] for analysis in found] == [2, 1, 0]
    in_vain = [any("texte libre" in warning for warning in analysis["warnings"]) for analysis in found]
    assert in_vain == [True, False, False]


async def test_two_graders_of_one_model_are_asked_each_and_paid_once(graph: GradingGraph, provider: Provider) -> None:
    request = {"typed_copies": [{"answers": {"1": "12 m/s", "2": "oui"}}], "scheme": SCHEME}
    for _ in range(2):  # the second session finds both answers
        config: Any = {"configurable": {"thread_id": uuid.uuid4().hex}}
        await graph.ainvoke(
            request, config, context={"graders": [{"model": MODEL, "tries": 2}, MODEL], "calibration": "off"}
        )
        state = await graph.ainvoke(Command(resume={"candidate": 0}), config)
        assert len({attempt["record"]["inputs"] for attempt in state["attempts"].values()}) == 3
        assert len(provider.requests) == 3


async def graded_within_ten_calls(graph: GradingGraph) -> tuple[Json, Amount]:
    """Return the state after one copy was graded, and what the ledger holds."""
    config: Any = {"configurable": {"thread_id": uuid.uuid4().hex}}
    request = {"typed_copies": [{"answers": {"1": "12 m/s", "2": "oui"}}], "scheme": SCHEME}
    await graph.ainvoke(request, config, context={"graders": [MODEL], "budget": {"calls": 10}})
    state = await graph.ainvoke(Command(resume={"candidate": 0}), config)
    return state, stores().ledger.total(state["session"]["session_id"])
