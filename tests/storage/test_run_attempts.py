"""A run that gets nowhere is not taken up for ever; one that gets on is."""

import asyncio
import contextlib
import operator
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated, Any, TypedDict

import pytest
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from psycopg.rows import dict_row

from bareme.errors import RunStuck
from bareme.settings import get_settings
from bareme.storage.checkpointer import open_checkpointer
from bareme.storage.postgres.checkpoints import make_checkpoint_tables
from bareme.storage.postgres.repeating_saver import LastingPool, RepeatingSaver
from bareme.storage.run_attempts import MOST_TRIES
from bareme.storage.stores import stores

pytestmark = pytest.mark.anyio


class State(TypedDict):
    steps: Annotated[int, operator.add]


type TakeUp = Callable[..., Awaitable[int]]


@asynccontextmanager
async def saver_of_a_server(storage: str) -> AsyncIterator[BaseCheckpointSaver[str]]:
    """Yield the checkpointer that a server of this kind of storage has."""
    if storage == "local":
        async with open_checkpointer() as saver:
            yield saver
        return
    url = get_settings().database
    make_checkpoint_tables(url)
    stores().wait(20)
    options = {"autocommit": True, "prepare_threshold": None, "row_factory": dict_row}
    async with LastingPool(url, kwargs=options, min_size=1, max_size=2, open=False) as pool:
        yield RepeatingSaver(pool)


@pytest.fixture
def take_up(storage: str) -> TakeUp:
    return partial(_take_up, storage)


async def _take_up(storage: str, run_id: str, *, given: Any, stops_at: int) -> int:
    """Run a graph of steps as a server does that is killed while step number `stops_at` hangs, and return the steps."""

    async def step(state: State) -> Any:
        if state["steps"] == stops_at:
            while await saver.aget_tuple({"configurable": {"thread_id": "t"}}) is None:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.01)
            asyncio.get_running_loop().call_soon(running.cancel)
            await asyncio.Event().wait()
        return {"steps": 1}

    graph = StateGraph(State)
    graph.add_node("step", step)
    graph.add_edge(START, "step")
    graph.add_conditional_edges("step", lambda state: "step" if state["steps"] < 9 else END)
    config: Any = {"configurable": {"thread_id": "t", "run_id": run_id}}
    async with saver_of_a_server(storage) as saver:
        compiled = graph.compile(checkpointer=saver)
        running = asyncio.ensure_future(compiled.ainvoke(given, config, durability="sync"))
        with contextlib.suppress(asyncio.CancelledError):
            await running
        state = await compiled.aget_state({"configurable": {"thread_id": "t"}})
    return int(state.values["steps"])


async def test_a3_a_run_that_gets_nowhere_is_ended_with_its_reason(take_up: TakeUp, storage: str) -> None:
    given: Any = {"steps": 0}
    for _ in range(MOST_TRIES + 1):  # the first one keeps its input
        assert await take_up("poisonous", given=given, stops_at=0) == 0
        given = None if storage == "local" else given  # aegra sends it again
    for _ in range(2):
        with pytest.raises(RunStuck, match="3 essais"):
            await take_up("poisonous", given=None, stops_at=0)
    # Another run on the thread begins anew, and the state is what it was.
    assert await take_up("sent again", given=None, stops_at=1) == 1


async def test_a_run_that_gets_on_is_taken_up_as_often_as_it_takes(take_up: TakeUp) -> None:
    given: Any = {"steps": 0}
    for reached in range(9):
        assert await take_up("long", given=given, stops_at=reached) == reached
        given = None
    assert await take_up("long", given=None, stops_at=99) == 9
