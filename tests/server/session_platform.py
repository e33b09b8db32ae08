"""What our routes ask of the platform, answered from one graded session without a server."""

import sys
from typing import Any

import httpx
import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from bareme.graphs.grading import build_grading_graph

TIMES = {"created_at": "2026-02-27T09:30:00+00:00", "updated_at": "2026-02-27T09:30:00+00:00"}
SESSION = "00000000-0000-4000-8000-000000000001"


def _at(value: Any, steps: list[str]) -> Any:
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value


class Platform:
    """The platform's own client, over one graded session."""

    def __init__(self, values: Any, interrupts: Any) -> None:
        self.state = {"values": values, "interrupts": interrupts, "tasks": [], "next": []}

    def serve(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Have the routes read from here."""
        for name, module in list(sys.modules.items()):
            if name.startswith("bareme.server.") and hasattr(module, "get_client"):
                monkeypatch.setattr(module, "get_client", lambda: self)

    @property
    def threads(self) -> "Platform":
        return self

    @property
    def runs(self) -> "Platform":
        return self

    async def search(
        self, *, ids: list[str] | None = None, extract: dict[str, str] | None = None, **_: Any
    ) -> list[Any]:
        found = await self.get(SESSION)
        extracted = {name: _at(found, path.split(".")) for name, path in (extract or {}).items()}
        return [{**found, "extracted": extracted}] if ids is None or SESSION in ids else []

    async def update(self, thread_id: str, **_: Any) -> Any:
        return await self.get(thread_id)

    async def delete(self, thread_id: str) -> None:
        await self.get(thread_id)

    async def list(self, thread_id: str, **_: Any) -> list[Any]:
        await self.get(thread_id)
        return []

    async def get(self, thread_id: str) -> Any:
        if thread_id != SESSION:
            request = httpx.Request("GET", "http://platform")
            raise httpx.HTTPStatusError("missing", request=request, response=httpx.Response(404, request=request))
        return {"thread_id": thread_id, "metadata": {"owner": "local"}, "status": "interrupted", **TIMES, **self.state}

    async def get_state(self, thread_id: str) -> Any:
        return {**(await self.get(thread_id))}


async def graded(request: dict[str, Any], *, is_asked: bool = True, **context: Any) -> Platform:
    """Return the platform with a session that was graded by rules. `is_asked`: it waits for the review's answer."""
    graph, config = build_grading_graph(InMemorySaver()), RunnableConfig(configurable={"thread_id": SESSION})
    await graph.ainvoke(request, config, context=context or None)
    await graph.ainvoke(Command(resume={"candidate": 0}), config)
    state = await graph.aget_state(config)
    asked = [{"value": one.value, "id": one.id} for one in state.interrupts]
    return Platform(state.values, asked if is_asked else [])
