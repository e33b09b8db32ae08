"""One, five and twenty sessions at once: `python -m tests.benchmarks.sessions_at_once [--quick]`.

Each of twenty typed copies and two graders, all in one process with thirty-two calls in flight, from the requests to
the open reviews. Beside it the requests that they sent, sent through the openai SDK.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from langgraph.types import Command

from bareme.graphs.grading import build_grading_graph
from bareme.runtime import close_runtime
from bareme.storage.checkpointer import open_checkpointer
from tests.benchmarks.calls import requests_by_copy, run_plainly
from tests.benchmarks.classes import scheme, typed_copies
from tests.benchmarks.laboratory import laboratory
from tests.benchmarks.processes import REPOSITORY
from tests.benchmarks.session import GRADERS, SETTINGS

COPIES, IN_FLIGHT = 20, 32
NUMBERS = {1: 3, 5: 1, 20: 1}
"""How many sessions, and how often they are measured."""

type Json = dict[str, Any]


async def _session(graph: Any, thread: str, first: int, copies: int) -> None:
    config: Any = {"configurable": {"thread_id": thread}}
    request = {"typed_copies": typed_copies(copies, first), "scheme": scheme()}
    await graph.ainvoke(request, config, context={"graders": list(GRADERS)})
    state = await graph.ainvoke(Command(resume={"candidate": 0}), config)
    assert len(state["attempts"]) == copies * len(GRADERS)


async def grade_at_once(sessions: int) -> Json:
    """Grade so many classes in this process; return seconds and processor milliseconds a copy."""
    async with open_checkpointer() as saver:
        graph = build_grading_graph(saver)
        await _session(graph, "warm", 900, 1)
        await close_runtime()
        started, processor = time.perf_counter(), time.process_time()
        await asyncio.gather(*(_session(graph, str(n), 1 + n * COPIES, COPIES) for n in range(sessions)))
        seconds, used = time.perf_counter() - started, time.process_time() - processor
        await close_runtime()
    return {"seconds": round(seconds, 3), "processor_ms_a_copy": round(1000 * used / sessions / COPIES, 2)}


def measure(*, quick: bool = False) -> Json:
    """Return the seconds of sessions at once, and their ratio to the SDK's."""
    found: Json = {"copies": COPIES, "in_flight": IN_FLIGHT}
    with laboratory() as provider, TemporaryDirectory() as name:
        for sessions, times in {1: 1, 5: 1}.items() if quick else NUMBERS.items():
            rows = []
            for number in range(times):
                home = Path(name) / f"{sessions}.{number}"
                settings = {**SETTINGS, "BAREME_HOME": str(home), "BAREME_MAX_IN_FLIGHT": str(IN_FLIGHT)}
                command = [sys.executable, "-m", "tests.benchmarks.sessions_at_once", "grade", str(sessions)]
                environment = {**os.environ, **provider.environment, **settings}
                provider.forget()
                done = subprocess.run(command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, check=True)
                requests = Path(name) / f"{sessions}.json"
                requests.write_text(json.dumps(requests_by_copy(provider, sessions * COPIES)), encoding="utf-8")
                provider.forget()
                plain = run_plainly(provider, "openai", requests, IN_FLIGHT)
                rows.append((json.loads(done.stdout), plain))
            found[str(sessions)] = {
                "seconds": median(own["seconds"] for own, _ in rows),
                "openai_seconds": median(plain["seconds"] for _, plain in rows),
                "wall_over_openai": round(median(own["seconds"] / plain["seconds"] for own, plain in rows), 3),
                "processor_ms_a_copy": median(own["processor_ms_a_copy"] for own, _ in rows),
            }
    return found


if __name__ == "__main__":
    if sys.argv[1:2] == ["grade"]:
        print(json.dumps(asyncio.run(grade_at_once(int(sys.argv[2])))))
    else:
        print(json.dumps(measure(quick="--quick" in sys.argv), indent=1))
