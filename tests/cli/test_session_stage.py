"""Where a session stands is read from what it says of itself, not from what is to run next."""

from types import SimpleNamespace
from typing import Any

import pytest

from bareme.graphs.session_snapshot import Stage, take_snapshot


class Graph:
    """A graph of which only the snapshot matters: what a power cut between two writes leaves cannot be had at will."""

    def __init__(self, **values: Any) -> None:
        self.values = {"session": {"session_id": "t"}, **values}

    async def aget_state(self, config: Any) -> Any:
        return SimpleNamespace(created_at="2026-01-01", interrupts=(), next=(), values=self.values)


@pytest.mark.parametrize(
    ("values", "stage"),
    [
        ({"finished": True, "policy": {"review": True}}, Stage.FINISHED),
        ({"finished": False, "policy": {"review": True}, "results_current": True}, Stage.STOPPED),
        ({"policy": {"review": False}, "results_current": True}, Stage.FINISHED),
        ({"policy": {"review": False}, "results_current": False}, Stage.STOPPED),
        ({}, Stage.STOPPED),
    ],
)
async def test_a_session_is_finished_when_it_says_so(values: dict[str, Any], stage: Stage) -> None:
    graph: Any = Graph(**values)
    assert (await take_snapshot(graph, "t")).stage is stage


async def test_a_session_is_new_until_it_is_written_down() -> None:
    graph: Any = Graph(session=None)
    assert (await take_snapshot(graph, "t")).stage is Stage.NEW
