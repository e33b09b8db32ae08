"""Which threads are kept is told without reading what is kept of them."""

import sqlite3
from contextlib import closing
from typing import TypedDict

import pytest
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, StateGraph

from bareme.settings import get_settings
from bareme.storage.checkpointer import open_checkpointer
from bareme.storage.inline_checkpointer import open_inline_checkpointer
from bareme.storage.kept_threads import kept_threads

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
