"""What the graph adds to the calls themselves: `python -m tests.benchmarks.calls`.

Against the endpoint on loopback, in a process of its own: two graders at 0.5 s ± 20 % a call, typed copies of five
questions. Beside it in the same run, the plain way: the same requests through httpx, through the openai SDK, and
through one LangChain chat model with its tool bound, each with an `asyncio.Semaphore`, without graph, checks or
checkpoint. Every measurement is a process of its own, so that memory and processor time are its own.
"""

import asyncio
import hashlib
import json
import math
import os
import resource
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from langgraph.types import Command
from openai import AsyncOpenAI

from bareme.agents.copy_content import copy_content
from bareme.agents.examiner import Examination
from bareme.agents.examiner_prompt import shared_content, system_prompt
from bareme.domain.brief import Brief
from bareme.domain.policy import Grader, Policy
from bareme.domain.scheme import GradingScheme
from bareme.graphs.grading import build_grading_graph
from bareme.storage.checkpointer import open_checkpointer
from tests.provider.server import Json, run_provider

REPOSITORY = Path(__file__).parents[2]
LATENCY, JITTER = 0.5, 0.2
GRADERS = ["openai:one", "openai:two"]
QUESTIONS: list[Json] = [{"id": str(n), "max_points": 4, "expected_answer": f"Because of {n}."} for n in range(1, 6)]
SCHEME = GradingScheme.model_validate({"questions": QUESTIONS})
SIZES = [(50, 16, 3), (50, 64, 3), (200, 16, 1), (200, 64, 1)]
"""Copies, calls in flight, and how often each way is measured, in turn: short runs differ by a tenth."""
WAYS = ["graph", "httpx", "openai", "langchain"]


def answers(copy: int) -> dict[str, str]:
    return {question["id"]: f"Copy {copy}: because of {question['id']}, as I said." for question in QUESTIONS}


def requests(copies: int) -> list[Json]:
    """The requests of a session, as the graph makes them."""
    brief = Brief(session_id="bench", policy=Policy(graders=tuple(Grader(model=m) for m in GRADERS)), scheme=SCHEME)
    tool = {"name": "Examination", "description": "Marks", "parameters": Examination.model_json_schema()}
    shared = shared_content(brief)
    return [
        {
            "model": model.partition(":")[2],
            "messages": [
                {"role": "system", "content": system_prompt(brief)},
                {"role": "user", "content": [{"type": "text", "text": t} for t in (shared, copy_content(answers=own))]},
            ],
            "tools": [{"type": "function", "function": tool}],
            "tool_choice": {"type": "function", "function": {"name": "Examination"}},
        }
        for copy in range(copies)
        for model in GRADERS
        for own in [answers(copy)]
    ]


async def limited(copies: int, in_flight: int, call: Callable[[Json], Awaitable[str]]) -> tuple[float, float]:
    """Make all calls; return the seconds to the first finished copy and to the last call."""
    slots, started, done = asyncio.Semaphore(in_flight), time.perf_counter(), [0.0]

    async def one(request: Json) -> None:
        async with slots:
            Examination.model_validate(json.loads(await call(request)))
        done.append(time.perf_counter() - started)

    await asyncio.gather(*(one(request) for request in requests(copies)))
    return done[len(GRADERS)], time.perf_counter() - started


async def by_httpx(copies: int, in_flight: int) -> tuple[float, float]:
    limits = httpx.Limits(max_connections=in_flight)
    base_url = os.environ["OPENAI_BASE_URL"]
    async with httpx.AsyncClient(base_url=base_url, timeout=60, limits=limits) as client:

        async def call(request: Json) -> str:
            reply = await client.post("/chat/completions", json=request, headers={"Authorization": "Bearer none"})
            return str(reply.json()["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"])

        return await limited(copies, in_flight, call)


async def by_openai(copies: int, in_flight: int) -> tuple[float, float]:
    async with AsyncOpenAI(max_retries=0) as client:

        async def call(request: Json) -> str:
            reply: Any = await client.chat.completions.create(**request)
            return str(reply.choices[0].message.tool_calls[0].function.arguments)

        return await limited(copies, in_flight, call)


async def by_langchain(copies: int, in_flight: int) -> tuple[float, float]:
    from langchain_openai import ChatOpenAI  # noqa: PLC0415 - the other ways must not pay for its import

    schema = Examination.model_json_schema()
    tool = {"type": "function", "function": {"name": "Examination", "description": "Marks", "parameters": schema}}
    models = {
        name.partition(":")[2]: ChatOpenAI(
            model=name.partition(":")[2], max_retries=0, disable_streaming=True
        ).bind_tools([tool], tool_choice="Examination")
        for name in GRADERS
    }

    async def call(request: Json) -> str:
        reply: Any = await models[request["model"]].ainvoke(request["messages"])
        return json.dumps(reply.tool_calls[0]["args"])

    return await limited(copies, in_flight, call)


async def by_graph(copies: int, in_flight: int) -> tuple[float, float]:
    request = {
        "typed_copies": [{"answers": answers(copy)} for copy in range(copies)],
        "scheme": SCHEME.model_dump(mode="json"),
    }
    async with open_checkpointer() as saver:
        graph = build_grading_graph(saver)
        config: Any = {"configurable": {"thread_id": "bench"}}
        await graph.ainvoke(request, config, context={"graders": GRADERS, "language": "en", "calibration": "off"})
        # What was done until here, imports and the scale included, is no part of the calls.
        reset()
        started, first = time.perf_counter(), 0.0
        async for event in graph.astream(Command(resume={"candidate": 0}), config, stream_mode="custom"):
            if event["type"] == "copy_done" and not first:
                first = time.perf_counter() - started
        seconds = time.perf_counter() - started
        state = (await graph.aget_state(config)).values
        assert len(state["attempts"]) == copies * len(GRADERS)
        assert all(attempt["status"] == "graded" for attempt in state["attempts"].values())
        return first, seconds


_processor_before = 0.0


def reset() -> None:
    """Count processor time from here."""
    global _processor_before  # noqa: PLW0603 - one measurement a process
    _processor_before = time.process_time()


def measure(way: str, copies: int, in_flight: int) -> dict[str, float]:
    """Make the calls in one way, in this process."""
    ways = {"graph": by_graph, "httpx": by_httpx, "openai": by_openai, "langchain": by_langchain}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    reset()
    first, seconds = asyncio.run(ways[way](copies, in_flight))
    processor = time.process_time() - _processor_before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    calls = copies * len(GRADERS)
    return {
        "copies": copies,
        "in_flight": in_flight,
        "seconds": round(seconds, 3),
        "over_ideal": round(seconds / (math.ceil(calls / in_flight) * LATENCY), 3),
        "first_copy_seconds": round(first, 3),
        "processor_ms_an_attempt": round(1000 * processor / calls, 2),
        "peak_mb": round(peak / 1024),
        "peak_growth_mb": round((peak - memory) / 1024),
    }


async def jitter(request: Json) -> None:
    """Wait up to a fifth longer or shorter than `LATENCY`, by the request's own dice: the same for every way."""
    content = json.dumps([request["model"], request["messages"][-1]], sort_keys=True)
    share = int.from_bytes(hashlib.sha256(content.encode()).digest()[:4]) / 2**32
    await asyncio.sleep(LATENCY * (1 + JITTER * (2 * share - 1)))


def serve() -> None:
    """Run the endpoint until the input ends; print its address."""
    with run_provider(script=jitter) as provider:
        print(provider.base_url, flush=True)
        sys.stdin.read()


def _in_own_process(command: list[str], base_url: str, way: str, copies: int, in_flight: int) -> dict[str, Any]:
    with TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "BAREME_HOME": home,
            "BAREME_MAX_COPIES": "1000",
            "BAREME_MAX_IN_FLIGHT": str(in_flight),
            "OPENAI_API_KEY": "none",
            "OPENAI_BASE_URL": base_url,
            "LANGGRAPH_STRICT_MSGPACK": "true",
        }
        asked = [*command, way, str(copies), str(in_flight)]
        output = subprocess.run(asked, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, check=True)
    return {"way": way, **json.loads(output.stdout)}


def median_of(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the rows as one: the median of each figure."""
    return {name: value if name == "way" else median(row[name] for row in rows) for name, value in rows[0].items()}


def measure_all() -> list[dict[str, Any]]:
    """Return one row for each way and size, with the medians of its runs."""
    command = [sys.executable, "-m", "tests.benchmarks.calls"]
    serving = subprocess.Popen(
        [*command, "serve"], cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert serving.stdout is not None
    assert serving.stdin is not None
    base_url = serving.stdout.readline().strip()
    rows: list[dict[str, Any]] = []
    try:
        for copies, in_flight, times in SIZES:
            runs = [[_in_own_process(command, base_url, way, copies, in_flight) for way in WAYS] for _ in range(times)]
            rows += [median_of(rows_of_way) for rows_of_way in zip(*runs, strict=True)]
    finally:
        serving.stdin.close()
        serving.wait(timeout=10)
    return rows


if __name__ == "__main__":
    if sys.argv[1:] == ["serve"]:
        serve()
    elif len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
    else:
        print(json.dumps(measure_all()))
