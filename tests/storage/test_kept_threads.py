"""What is kept of threads is read as the checkpointer reads it, and which are kept without reading any."""

import operator
import sqlite3
from contextlib import closing
from typing import Annotated, Any, TypedDict

import pytest
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, StateGraph
from langgraph.types import Command, interrupt

from bareme.settings import get_settings
from bareme.storage.checkpointer import open_checkpointer
from bareme.storage.inline_checkpointer import open_inline_checkpointer
from bareme.storage.kept_threads import kept_thread, kept_threads
from bareme.storage.stores import stores

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("home")]


class State(TypedDict):
    done: bool


async def run(saver: BaseCheckpointSaver[str], *threads: str) -> None:
    builder = StateGraph(State)
    builder.add_node("step", lambda _: {"done": True})
    builder.add_edge(START, "step")
    graph = builder.compile(checkpointer=saver)
    for thread in threads:
        await graph.ainvoke({"done": False}, {"configurable": {"thread_id": thread}})


def make_unreadable() -> None:
    with closing(sqlite3.connect(get_settings().checkpoints_file)) as connection:
        connection.execute("UPDATE checkpoints SET checkpoint = x'00', metadata = x'00'")
        connection.commit()


async def test_states_that_cannot_be_read_are_not_read() -> None:
    async with open_checkpointer() as saver:
        await run(saver, "a", "b")
        make_unreadable()
        assert sorted(await kept_threads(saver)) == ["a", "b"]
    with open_inline_checkpointer(get_settings().checkpoints_file) as inline:
        assert sorted(await kept_threads(inline)) == ["a", "b"]


async def test_any_other_checkpointer_is_asked_in_its_own_way() -> None:
    saver = InMemorySaver()
    await run(saver, "a", "b")
    assert sorted(await kept_threads(saver)) == ["a", "b"]


class Marked(TypedDict):
    marks: Annotated[dict[str, Any], operator.or_]


@pytest.mark.usefixtures("storage")
async def test_a_thread_is_read_as_its_checkpointer_reads_it() -> None:
    async def compare(saver: BaseCheckpointSaver[str]) -> None:
        for thread in ("t", "unknown"):
            assert await stores().checkpoints.read(thread) == await kept_thread(saver, thread)

    builder = StateGraph(Marked)
    # One node asks while another has written what it found.
    builder.add_node("ask", lambda state: {"marks": {"asked": interrupt({"of": state["marks"], "é": [1.5, None]})}})
    builder.add_node("find", lambda _: {"marks": {"found": [2, {"points": 0.25}], "long": "x" * 100_000}})
    builder.add_edge(START, "ask")
    builder.add_edge(START, "find")
    assert await stores().checkpoints.read("t") is None
    async with open_checkpointer() as saver:
        graph: Any = builder.compile(checkpointer=saver)
        config: Any = {"configurable": {"thread_id": "t"}}
        await compare(saver)
        await graph.ainvoke({"marks": {"begun": True}}, config)
        await compare(saver)
        kept = await stores().checkpoints.read("t")
        assert kept is not None
        assert kept.questions == [{"of": {"begun": True}, "é": [1.5, None]}]
        assert [value for channel, value in kept.writes if channel == "marks"] == [
            {"found": [2, {"points": 0.25}], "long": "x" * 100_000}
        ]
        await graph.ainvoke(Command(resume="yes"), config)
        await compare(saver)
