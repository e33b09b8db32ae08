"""Which sessions use what: recorded together, and dropped with a session."""

import asyncio
from typing import Any

import pytest
from langgraph.graph import START, StateGraph
from typing_extensions import TypedDict

from bareme.runtime import close_runtime
from bareme.settings import get_settings
from bareme.storage.answers import answer_store
from bareme.storage.recorded_uses import record_use
from bareme.storage.session_uses import SessionUses
from bareme.storage.stores import stores


class State(TypedDict):
    keys: list[str]


async def use_all(state: State) -> None:
    await asyncio.gather(*(record_use("answer", [key]) for key in state["keys"]))


async def run(session: str, keys: list[str], node: Any = use_all) -> None:
    graph = StateGraph(State).add_node("node", node).add_edge(START, "node").compile()
    config: Any = {"configurable": {"thread_id": session}}
    await graph.ainvoke({"keys": keys}, config)
    await close_runtime()


def kept(session: str) -> set[str]:
    """What the session alone uses. The error keeps the uses."""

    def look() -> None:
        with stores().uses.dropping(session) as used:
            answers.update(used.answers)
            raise LookupError

    answers: set[str] = set()
    with pytest.raises(LookupError):
        look()
    return answers


@pytest.mark.usefixtures("storage")
async def test_what_attempts_use_at_once_is_recorded_in_few_transactions(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []
    record = SessionUses.record

    def count(self: SessionUses, uses: Any) -> None:
        written.append(len(uses))
        record(self, uses)

    monkeypatch.setattr(SessionUses, "record", count)
    keys = [f"{n:064x}" for n in range(200)]
    await run("a", keys)
    assert sum(written) == 200
    assert len(written) <= 2
    await run("a", keys)  # known by now
    assert sum(written) == 200
    assert kept("a") == {*keys}


async def test_what_two_sessions_use_goes_with_the_second(storage: str) -> None:
    await run("a", ["1", "2"])
    await run("b", ["2", "3"])
    with stores().uses.dropping("a") as used:
        assert used.answers == ("1",)
    assert kept("b") == {"2", "3"}
    await record_use("answer", ["4"])  # outside a session
    assert stores().uses.last_recorded().keys() == {"b"}
    if storage == "local":
        assert get_settings().uses_file.stat().st_mode & 0o077 == 0
    assert stores().uses._recorded.keys() == {"b"}


async def ask_and_keep(state: State) -> None:
    for key in state["keys"]:
        await answer_store().recall([key])
        writes.clear()
        await answer_store().keep({key: {"points": 1}})


writes: list[int] = []


@pytest.mark.usefixtures("storage")
async def test_an_answer_that_was_looked_for_is_kept_without_recording_its_use_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    record = SessionUses.record

    def count(self: SessionUses, uses: Any) -> None:
        writes.append(len(uses))
        record(self, uses)

    monkeypatch.setattr(SessionUses, "record", count)
    await run("a", ["1" * 64], ask_and_keep)
    assert writes == []
    assert kept("a") == {"1" * 64}
