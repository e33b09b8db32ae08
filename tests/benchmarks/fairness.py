"""Five sessions at once, and one alone at a fifth of the limit: `python -m tests.benchmarks.fairness`.

Against the endpoint on loopback, over real HTTP: how long until a session has its first finished copy.
"""

import asyncio
import json
import os
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from langgraph.types import Command

from bareme.graphs.grading import build_grading_graph
from bareme.models.registry import build_model
from bareme.settings import get_settings
from bareme.storage.checkpointer import open_checkpointer
from tests.benchmarks.laboratory import JITTER, LATENCY, jitter
from tests.provider.server import Provider, run_provider

SESSIONS, COPIES, LIMIT, RUNS = 5, 20, 15, 5
GRADERS = ["openai:one", "openai:two"]
SCHEME = {"questions": [{"id": str(n), "max_points": 2} for n in range(1, 6)]}


async def _first_copy(graph: Any, thread: str) -> float:
    """Return the seconds from the confirmed scale to the first finished copy; grade all of them."""
    config: Any = {"configurable": {"thread_id": thread}}
    copies = [{"answers": {str(n): f"{thread}, {copy}, {n}" for n in range(1, 6)}} for copy in range(COPIES)]
    await graph.ainvoke({"typed_copies": copies, "scheme": SCHEME}, config, context={"graders": GRADERS})
    started, first = time.perf_counter(), None
    async for event in graph.astream(Command(resume={"candidate": 0}), config, stream_mode="custom"):
        if event["type"] == "copy_done" and first is None:
            first = time.perf_counter() - started
    assert first is not None
    return first


async def _sessions(threads: Iterable[str]) -> list[float]:
    async with open_checkpointer() as saver:
        graph = build_grading_graph(saver)
        return await asyncio.gather(*(_first_copy(graph, thread) for thread in threads))


def _measure(provider: Provider, threads: Iterable[str], limit: int) -> list[float]:
    with TemporaryDirectory() as home:
        os.environ |= {"BAREME_HOME": home, "BAREME_MAX_IN_FLIGHT": str(limit)}
        get_settings.cache_clear()
        build_model.cache_clear()
        provider.reset()
        provider.script = jitter  # 0.5 s ± 20 %, as a provider's answers do not come all at once
        seconds = asyncio.run(_sessions(threads))
        assert provider.most_in_flight <= limit
        assert sum(provider.calls.values()) == len(seconds) * COPIES * len(GRADERS)
        return seconds


def measure() -> dict[str, float]:
    """Return the seconds of each session and their ratio to one alone: medians of `RUNS` runs with other answers."""
    with run_provider() as provider:
        os.environ |= {"OPENAI_BASE_URL": provider.base_url, "OPENAI_API_KEY": "none"}
        runs = [
            (
                _measure(provider, [f"alone {run}"], LIMIT // SESSIONS)[0],
                _measure(provider, [f"session {run}.{n}" for n in range(SESSIONS)], LIMIT),
            )
            for run in range(RUNS)
        ]
    alone = median(alone for alone, _ in runs)
    last = median(max(together) for _, together in runs)
    return {
        "runs": RUNS,
        "sessions": SESSIONS,
        "copies": COPIES,
        "graders": len(GRADERS),
        "limit": LIMIT,
        "latency_seconds": LATENCY,
        "jitter": JITTER,
        "alone_seconds": round(alone, 3),
        "first_seconds": round(median(min(together) for _, together in runs), 3),
        "last_seconds": round(last, 3),
        "ratio": round(last / alone, 2),
    }


if __name__ == "__main__":
    os.chdir(Path(__file__).parents[2])
    print(json.dumps(measure()))
