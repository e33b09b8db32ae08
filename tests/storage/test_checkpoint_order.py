"""A clock that was set back between two processes takes no later step of a session away."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from langgraph.checkpoint.base import id as checkpoint_ids
from langgraph.types import Command

from bareme.graphs.grading import build_grading_graph
from tests.storage.test_pruning import CONFIG, Opened, opened

__all__ = ["opened"]

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("home")]

HOUR = 3600 * 10**9


@pytest.fixture
def start_process(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Return what makes this process one that has just started, whose clock is ahead by so many hours."""
    now = time.time_ns

    def start(ahead: int) -> None:
        monkeypatch.setattr(checkpoint_ids, "_last_v6_timestamp", None)
        monkeypatch.setattr(time, "time_ns", lambda: now() + ahead * HOUR)

    return start


async def test_a_decision_taken_after_the_clock_was_set_back_stands(
    opened: Opened, start_process: Callable[[int], None]
) -> None:
    start_process(2)
    async with opened() as saver:
        graph = build_grading_graph(saver)
        request = {"typed_copies": [{"answers": {"1": "a"}}], "scheme": "1: 2"}
        await graph.ainvoke(request, CONFIG, context={"graders": ["offline:lexical"]})
        state = await graph.ainvoke(Command(resume={"candidate": 0}), CONFIG)
    for number, ahead in enumerate((0, -3, 1), 1):
        start_process(ahead)
        mark: Any = {"type": "set_mark", "copy_ids": list(state["copies"]), "question_id": "1", "points": number % 3}
        async with opened() as saver:
            await build_grading_graph(saver).ainvoke(Command(resume={"actions": [mark], "author": "Mme Roy"}), CONFIG)
        start_process(0)
        async with opened() as saver:
            values = (await build_grading_graph(saver).aget_state(CONFIG)).values
        assert sorted(values["decisions"]) == [f"{n:05}" for n in range(1, number + 1)]
