"""A run that gets nowhere is not taken up for ever; one that gets on is."""

import asyncio
import contextlib
import operator
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, TypedDict

import pytest
from langgraph.graph import END, START, StateGraph

from bareme.errors import RunStuck
from bareme.settings import get_settings
from bareme.storage.checkpointer import open_checkpointer
from bareme.storage.run_attempts import MOST_TRIES

pytestmark = pytest.mark.anyio


class State(TypedDict):
    steps: Annotated[int, operator.add]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("BAREME_HOME", str(tmp_path))
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


async def take_up(run_id: str, *, given: Any, stops_at: int) -> int:
    """Run a graph of steps as a server does that is killed while step number `stops_at` hangs, and return the steps."""

    async def step(state: State) -> Any:
        if state["steps"] == stops_at:
            asyncio.get_running_loop().call_soon(running.cancel)
            await asyncio.Event().wait()
        return {"steps": 1}

    graph = StateGraph(State)
    graph.add_node("step", step)
    graph.add_edge(START, "step")
    graph.add_conditional_edges("step", lambda state: "step" if state["steps"] < 9 else END)
    config: Any = {"configurable": {"thread_id": "t", "run_id": run_id}}
    async with open_checkpointer() as saver:
        compiled = graph.compile(checkpointer=saver)
        running = asyncio.ensure_future(compiled.ainvoke(given, config, durability="sync"))
        with contextlib.suppress(asyncio.CancelledError):
            await running
        state = await compiled.aget_state({"configurable": {"thread_id": "t"}})
    return int(state.values["steps"])


async def test_a3_a_run_that_gets_nowhere_is_ended_with_its_reason() -> None:
    given: Any = {"steps": 0}
    for _ in range(MOST_TRIES + 1):  # the first one keeps its input
        assert await take_up("poisonous", given=given, stops_at=0) == 0
        given = None
    for _ in range(2):
        with pytest.raises(RunStuck, match="3 essais"):
            await take_up("poisonous", given=None, stops_at=0)
    # Another run on the thread begins anew, and the state is what it was.
    assert await take_up("sent again", given=None, stops_at=1) == 1


async def test_a_run_that_gets_on_is_taken_up_as_often_as_it_takes() -> None:
    given: Any = {"steps": 0}
    for reached in range(9):
        assert await take_up("long", given=given, stops_at=reached) == reached
        given = None
    assert await take_up("long", given=None, stops_at=99) == 9
