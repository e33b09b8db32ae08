"""The counts that every progress event carries: a copy that waits was not completed, whoever else is graded."""

import uuid
from typing import Any

from langgraph.types import Command

from bareme.graphs.grading import GradingGraph
from tests.provider.server import Provider

type Json = dict[str, Any]


class Session:
    """Four typed copies before one grader."""

    def __init__(self, graph: GradingGraph) -> None:
        self.graph = graph
        self.config: Any = {"configurable": {"thread_id": str(uuid.uuid4())}}

    async def begin(self) -> None:
        copies = [{"answers": {"1": f"copie {n}"}} for n in range(4)]
        context: Any = {"graders": ["openai:one"]}
        await self.graph.ainvoke({"typed_copies": copies, "scheme": "1: 2"}, self.config, context=context)

    async def events(self, answer: Json, **context: Any) -> list[Json]:
        """Answer what is asked, and return the events until the next question."""
        told: Any = context or None
        command = Command[Any](resume=answer)
        return [e async for e in self.graph.astream(command, self.config, context=told, stream_mode="custom")]

    async def statuses(self) -> list[str]:
        values = (await self.graph.aget_state(self.config)).values
        return [copy["status"] for copy in values["results"]]


def never_more_than(done: int, failed: int, events: list[Json]) -> bool:
    """Whether no event tells of more copies that are through, and each adds up."""
    counts = [event["counts"] for event in events]
    adds_up = all(c["completed"] + c["failed"] + c["remaining"] == c["total"] == 4 for c in counts)
    return adds_up and all(c["completed"] <= done and c["failed"] <= failed for c in counts)


async def test_a_copy_that_waits_is_not_counted_as_completed(graph: GradingGraph, provider: Provider) -> None:
    provider.script = lambda _: 402
    session = Session(graph)
    await session.begin()
    events = await session.events({"candidate": 0})
    assert await session.statuses() == ["waiting"] * 4
    assert never_more_than(0, 0, events)
    assert events[-1]["counts"]["remaining"] == 4


async def test_copies_that_a_round_leaves_alone_are_counted_as_they_are(
    graph: GradingGraph, provider: Provider
) -> None:
    provider.script = lambda _: 401
    session = Session(graph)
    await session.begin()
    await session.events({"candidate": 0})
    assert await session.statuses() == ["failed"] * 4

    provider.script = None
    events = await session.events({"actions": [{"type": "regrade", "copy_ids": "c02"}]})
    assert await session.statuses() == ["failed", "complete", "failed", "failed"]
    assert never_more_than(1, 3, events)
    assert events[-1]["counts"] == {"total": 4, "completed": 1, "failed": 3, "remaining": 0}
