"""The counts that every progress event carries: a copy that waits was not completed, whoever else is graded."""

import asyncio
import uuid
from typing import Any

from langgraph.types import Command

from bareme.graphs.grading import GradingGraph
from bareme.runtime import close_runtime
from bareme.storage.stores import stores
from tests.provider.server import Provider, prompt_of, usual_answer

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
        command: Command[Any] = Command(resume=answer)
        return [e async for e in self.graph.astream(command, self.config, context=told, stream_mode="custom")]

    async def statuses(self) -> list[str]:
        values = (await self.graph.aget_state(self.config)).values
        return [copy["status"] for copy in values["results"]]

    async def ended(self) -> int:
        """Return how many copies' nodes have ended, and are written down."""
        values = (await self.graph.aget_state(self.config)).values
        return sum(copy["status"] in {"failed", "complete"} for copy in values["progress"].values())


def never_more_than(done: int, failed: int, events: list[Json]) -> bool:
    """Whether no event tells of more copies that are through, and each adds up."""
    counts = [event["counts"] for event in events if "counts" in event]
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


async def test_whoever_goes_on_with_a_run_counts_what_ended_before(graph: GradingGraph, provider: Provider) -> None:
    held = asyncio.Event()

    async def script(request: Json) -> int | None:
        text = prompt_of(request)
        if "copie 3" in text:
            held.set()
            await asyncio.Event().wait()
        return 401 if "copie 0" in text else None

    provider.script = script
    session = Session(graph)
    await session.begin()

    run = asyncio.create_task(graph.ainvoke(Command(resume={"candidate": 0}), session.config))
    # What a node returned is written some moments after it has told of the copy's end.
    while not held.is_set() or await session.ended() < 3:  # noqa: ASYNC110 - no event tells of it
        await asyncio.sleep(0.01)
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    await close_runtime()  # all that this process has in memory
    provider.script = None
    events = [event async for event in graph.astream(None, session.config, stream_mode="custom")]
    assert await session.statuses() == ["failed", "complete", "complete", "complete"]
    started, *_, last = [event["counts"] for event in events if "counts" in event]
    assert started == {"total": 4, "completed": 2, "failed": 1, "remaining": 1}
    assert last == {"total": 4, "completed": 3, "failed": 1, "remaining": 0}
    # The next round starts from the state alone.
    assert stores().outcomes.noted(session.config["configurable"]["thread_id"]) == {}


async def test_events_tell_which_copy_and_where_to_look(graph: GradingGraph, provider: Provider) -> None:
    def answer(request: Json) -> Json:
        marks = usual_answer("Examination", prompt_of(request))
        return {"marks": [{**mark, "confidence": 0.35} for mark in marks["marks"]]}

    provider.script = answer
    session = Session(graph)
    await session.begin()
    events = await session.events({"candidate": 0})
    done = [event for event in events if event["type"] == "copy_done"]
    assert {event["copy_id"]: event["position"] for event in done} == {"c01": 1, "c02": 2, "c03": 3, "c04": 4}
    assert [event["lowest_confidence"] for event in done] == [0.35] * 4
    assert {event.get("student") for event in events} == {None}
    assert all(0 <= event["copy_seconds"] <= event["session_seconds"] + 0.1 for event in done)


async def test_events_name_the_student_if_the_context_asks(graph: GradingGraph) -> None:
    config: Any = {"configurable": {"thread_id": "named"}}
    copies = [{"student": {"name": "Anne Roux"}, "answers": {"1": "x"}}, {"answers": {"1": "y"}}]
    context: Any = {"graders": ["offline:lexical"], "event_names": True}
    await graph.ainvoke({"typed_copies": copies, "scheme": "1: 2"}, config, context=context)
    confirm: Command[Any] = Command(resume={"candidate": 0})
    events = [event async for event in graph.astream(confirm, config, stream_mode="custom")]
    names = {event["copy_id"]: event["student"] for event in events if "copy_id" in event}
    assert names == {"c01": "Anne Roux", "c02": None}


async def test_events_keep_confidence_to_themselves_while_marks_are_hidden(graph: GradingGraph) -> None:
    config: Any = {"configurable": {"thread_id": "hidden"}}
    context: Any = {"graders": ["offline:lexical"], "reveal": "after_decision"}
    copies = [{"answers": {"1": "x"}}]
    await graph.ainvoke({"typed_copies": copies, "scheme": "1: 2"}, config, context=context)
    confirm: Command[Any] = Command(resume={"candidate": 0})
    events = [event async for event in graph.astream(confirm, config, stream_mode="custom")]
    (done,) = [event for event in events if event["type"] == "copy_done"]
    assert done["lowest_confidence"] is None
