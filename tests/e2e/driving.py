"""Driving `graph_grading` through the SDK, as the tests do it."""

from typing import Any

from langgraph_sdk.client import LangGraphClient

GRAPH = "graph_grading"
type Json = dict[str, Any]


async def interrupts(client: LangGraphClient, thread_id: str) -> list[Json]:
    """Return the values of the thread's pending interrupts."""
    state = await client.threads.get_state(thread_id)
    return [entry["value"] for entry in state["interrupts"]]


async def values(client: LangGraphClient, thread_id: str) -> Json:
    """Return the thread's state."""
    state: Any = await client.threads.get_state(thread_id)
    found: Json = state["values"]
    return found


async def run(client: LangGraphClient, thread_id: str, **payload: Any) -> list[Json]:
    """Run to the next interrupt and return the progress events."""
    events = []
    async for part in client.runs.stream(thread_id, GRAPH, stream_mode=["custom", "updates"], **payload):
        assert part.event != "error", part.data
        if part.event == "custom":
            events.append(part.data)
    return events


async def start_grading(client: LangGraphClient, documents: list[Json], graders: list[str]) -> tuple[str, Json]:
    """Open a session over the French set up to the scale, and return the thread and an answer that grades 8 copies."""
    thread_id = (await client.threads.create())["thread_id"]
    await run(client, thread_id, input={"documents": documents}, context={"graders": graders})
    (question,) = await interrupts(client, thread_id)
    pages = [page for copy in question["students"] for page in copy["pages"]]
    pairs = [{"pages": pages[first : first + 2]} for first in range(0, len(pages), 2)]
    assert len(pairs) == 8
    return thread_id, {"scheme": question["shorthands"][0], "students": pairs}
