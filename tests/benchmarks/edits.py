"""One edit after the other through the runs API of `bareme serve`: `python -m tests.benchmarks.edits [--quick]`.

For classes of several sizes, eight questions and two graders: processor seconds of the server for an edit, less what
it takes while nothing is asked of it, and the seconds until the edit is applied. Beside it an answer to another graph
on the same server, which does nothing with it but ask again (`echo.py`).
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
import psutil
from langgraph_sdk.client import LangGraphClient

from tests.benchmarks.classes import QUESTIONS, scheme, typed_copies
from tests.benchmarks.session import SETTINGS
from tests.e2e.dev_server import REPOSITORY, DevServer

SIZES = (10, 50, 200, 500)
BATCHES, EDITS = 5, 4
GRADING, FLOOR = "graph_grading", "echo"
_IDLE_SECONDS = 3.0

type Json = dict[str, Any]


def processor_seconds(server: DevServer) -> float:
    """Return the processor seconds of the server and its workers."""
    assert server.pid is not None
    root = psutil.Process(server.pid)
    times = [process.cpu_times() for process in [root, *root.children(recursive=True)]]
    return sum(one.user + one.system for one in times)


async def _answer(client: LangGraphClient, thread_id: str, graph: str, value: Any) -> None:
    command: Any = {"resume": value}
    async for _ in client.runs.stream(thread_id, graph, command=command, stream_mode=["custom"]):
        pass


async def _floor(client: LangGraphClient) -> float:
    thread_id = (await client.threads.create())["thread_id"]
    await client.runs.wait(thread_id, FLOOR, input={"said": ""})
    seconds = []
    for number in range(BATCHES):
        started = time.perf_counter()
        await _answer(client, thread_id, FLOOR, str(number))
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


async def _begin(client: LangGraphClient, copies: int) -> str:
    thread_id = str((await client.threads.create())["thread_id"])
    context: Any = {"graders": ["offline:lexical", "offline:strict"]}
    request: Any = {"typed_copies": typed_copies(copies), "scheme": scheme()}
    await client.runs.wait(thread_id, GRADING, input=request, context=context)
    await _answer(client, thread_id, GRADING, {"candidate": 0})
    return thread_id


async def _edit_class(server: DevServer, client: LangGraphClient, copies: int) -> Json:
    thread_id = await _begin(client, copies)
    await asyncio.sleep(_IDLE_SECONDS)  # what grading left to do
    before = processor_seconds(server)
    await asyncio.sleep(_IDLE_SECONDS)
    idle = (processor_seconds(server) - before) / _IDLE_SECONDS
    processor, seconds = list[float](), list[float]()
    for batch in range(BATCHES):
        before, started = processor_seconds(server), time.perf_counter()
        for edit in range(EDITS):
            number = batch * EDITS + edit
            copy_id, question_id = f"c{number % copies + 1:0{len(str(copies))}}", f"Q{number % QUESTIONS + 1}"
            mark = {"type": "set_mark", "copy_ids": copy_id, "question_id": question_id, "points": 1.25}
            await _answer(client, thread_id, GRADING, {"author": "Mme Roy", "actions": [mark]})
        took = time.perf_counter() - started
        seconds.append(took / EDITS)
        processor.append((processor_seconds(server) - before - idle * took) / EDITS)
    started = time.perf_counter()
    state: Any = await client.threads.get_state(thread_id)
    reading = time.perf_counter() - started
    assert len(state["values"]["decisions"]) == BATCHES * EDITS
    async with httpx.AsyncClient(base_url=server.url, timeout=60) as http:
        (await http.delete(f"/sessions/{thread_id}")).raise_for_status()
    return {
        "processor_seconds": round(statistics.median(processor), 4),
        "seconds": round(statistics.median(seconds), 3),
        "state_megabytes": round(len(json.dumps(state["values"])) / 1e6, 2),
        "state_seconds": round(reading, 3),
    }


async def _measure(server: DevServer, sizes: tuple[int, ...]) -> Json:
    async with server.client() as client:
        floor = await _floor(client)
        by_size = {str(copies): await _edit_class(server, client, copies) for copies in sizes}
    return {"edits": BATCHES * EDITS, "empty_resume_seconds": round(floor, 3), "by_copies": by_size}


def measure(*, quick: bool = False) -> Json:
    """Grade classes on a server of its own, edit them, and return what an edit takes."""
    with tempfile.TemporaryDirectory() as name:
        config = json.loads((REPOSITORY / "langgraph.json").read_text(encoding="utf-8"))
        config["graphs"][FLOOR] = f"{REPOSITORY}/tests/benchmarks/echo.py:graph"
        config_file = REPOSITORY / ".bench-langgraph.json"
        config_file.write_text(json.dumps(config), encoding="utf-8")
        server = DevServer(Path(name), config=config_file, **SETTINGS, PATH=os.environ["PATH"])
        try:
            server.start()
            return asyncio.run(_measure(server, SIZES[:2] if quick else SIZES))
        finally:
            server.stop()
            config_file.unlink()


if __name__ == "__main__":
    print(json.dumps(measure(quick="--quick" in sys.argv), indent=1))
