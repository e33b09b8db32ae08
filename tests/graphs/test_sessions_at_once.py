"""Sessions that one process grades at the same time, whose copies come in turn."""

import asyncio
from typing import Any

import pytest
from langgraph.types import Command

from bareme.domain.brief import Brief
from bareme.graphs.grading import GradingGraph
from tests.provider.server import Provider

SESSIONS, COPIES = 20, 2


async def test_what_the_copies_of_a_session_share_is_read_once(
    graph: GradingGraph, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    validate = Brief.model_validate_json

    def counted(data: Any, **options: Any) -> Brief:
        read.append("brief")
        return validate(data, **options)

    async def begin(number: int) -> Any:
        config: Any = {"configurable": {"thread_id": f"session-{number}"}}
        copies = [{"answers": {"1": f"{number} {copy}"}} for copy in range(COPIES)]
        request = {"typed_copies": copies, "scheme": f"1: {number + 1}"}
        await graph.ainvoke(request, config, context={"graders": [f"openai:shared-{number}"]})
        return config

    configs = [await begin(number) for number in range(SESSIONS)]
    monkeypatch.setattr(Brief, "model_validate_json", counted)
    provider.latency = 0.05
    states = await asyncio.gather(*(graph.ainvoke(Command(resume={"candidate": 0}), config) for config in configs))
    assert sum(len(state["attempts"]) for state in states) == SESSIONS * COPIES
    # Each process that grades it has made the brief itself, or reads it when its first copy needs it.
    assert len(read) <= SESSIONS
