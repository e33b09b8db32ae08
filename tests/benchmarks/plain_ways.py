"""The calls of a class, made plainly: `python -m tests.benchmarks.plain_ways WAY FILE IN_FLIGHT`.

FILE holds the requests that Barème sent, a list for each copy. They are sent again through httpx, the openai SDK, one
LangChain chat model, or a bare LangGraph graph: a node run a copy, each call of a ChatOpenAI a `@task`, checkpoints in
SQLite. Each way keeps IN_FLIGHT calls going and reads the answer, and does nothing else. Two calls go before, so that
everything is imported; connections are opened anew.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from operator import or_
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, TypedDict

import httpx
from openai import AsyncOpenAI
from pydantic import BaseModel

type Json = dict[str, Any]


class Mark(BaseModel):
    """What a plain program checks of a mark."""

    question_id: str
    points: float
    transcription: str
    feedback: str
    confidence: float


class Examination(BaseModel):
    """What a plain program checks of an answer."""

    marks: list[Mark]


type Call = Callable[[Json], Awaitable[Examination]]


async def by_httpx(stack: AsyncExitStack, in_flight: int) -> Call:
    limits = httpx.Limits(max_connections=in_flight)
    client = httpx.AsyncClient(base_url=os.environ["OPENAI_BASE_URL"], timeout=60, limits=limits)
    await stack.enter_async_context(client)

    async def call(request: Json) -> Examination:
        reply = await client.post("/chat/completions", json=request, headers={"Authorization": "Bearer none"})
        arguments = reply.json()["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"]
        return Examination.model_validate_json(arguments)

    return call


async def by_openai(stack: AsyncExitStack, in_flight: int) -> Call:
    client = await stack.enter_async_context(AsyncOpenAI(max_retries=0))

    async def call(request: Json) -> Examination:
        reply: Any = await client.chat.completions.create(**request)
        return Examination.model_validate_json(reply.choices[0].message.tool_calls[0].function.arguments)

    return call


async def by_langchain(stack: AsyncExitStack, in_flight: int) -> Call:
    from langchain_core.output_parsers import PydanticToolsParser  # noqa: PLC0415 - the others must not pay for it
    from langchain_openai import ChatOpenAI  # noqa: PLC0415

    models: dict[str, Any] = {}

    async def call(request: Json) -> Examination:
        settings = {name: value for name, value in request.items() if name not in ("model", "messages")}
        name = request["model"]
        if name not in models:
            # What `with_structured_output` makes, with the tool that was recorded.
            parser = PydanticToolsParser(tools=[Examination], first_tool_only=True)
            models[name] = ChatOpenAI(model=name, max_retries=0).bind(**settings) | parser
        marks: Examination = await models[name].ainvoke(request["messages"])
        return marks

    return call


async def all_at_once(call: Call, copies: list[list[Json]], in_flight: int) -> list[float]:
    """Make all calls; return when each ended."""
    slots, done = asyncio.Semaphore(in_flight), list[float]()

    async def one(request: Json) -> None:
        async with slots:
            await call(request)
        done.append(time.perf_counter())

    await asyncio.gather(*(one(request) for copy in copies for request in copy))
    return done


async def through_langgraph(call: Call, copies: list[list[Json]], in_flight: int) -> list[float]:
    """Make all calls in a graph of one node, and keep every answer in its checkpoints."""
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver  # noqa: PLC0415 - as above
    from langgraph.func import task  # noqa: PLC0415
    from langgraph.graph import END, START, StateGraph  # noqa: PLC0415
    from langgraph.types import Send  # noqa: PLC0415

    slots, done = asyncio.Semaphore(in_flight), list[float]()

    class Marked(TypedDict):
        answers: Annotated[dict[str, Any], or_]

    @task
    async def attempt(copy: int, grader: int) -> Json:
        async with slots:
            marks = await call(copies[copy][grader])
        done.append(time.perf_counter())
        return marks.model_dump()

    async def grade_copy(copy: int) -> Marked:
        given = await asyncio.gather(*(attempt(copy, grader) for grader in range(len(copies[copy]))))
        return {"answers": {str(copy): given}}

    builder: Any = StateGraph(Marked)
    builder.add_node("grade_copy", grade_copy)
    builder.add_conditional_edges(START, lambda _: [Send("grade_copy", number) for number in range(len(copies))])
    builder.add_edge("grade_copy", END)
    with TemporaryDirectory() as folder:
        async with AsyncSqliteSaver.from_conn_string(str(Path(folder) / "checkpoints.sqlite")) as saver:
            graph = builder.compile(checkpointer=saver)
            state = await graph.ainvoke({"answers": {}}, {"configurable": {"thread_id": "bench"}})
    assert len(state["answers"]) == len(copies)
    return done


CLIENTS = {"httpx": by_httpx, "openai": by_openai, "langchain": by_langchain, "langgraph": by_langchain}


async def measure(way: str, copies: list[list[Json]], in_flight: int) -> Json:
    """Return seconds to the first copy and in all, and processor milliseconds a copy."""
    run = through_langgraph if way == "langgraph" else all_at_once
    async with AsyncExitStack() as stack:
        await run(await CLIENTS[way](stack, in_flight), copies[:1], in_flight)
    started, processor = time.perf_counter(), time.process_time()
    async with AsyncExitStack() as stack:
        done = await run(await CLIENTS[way](stack, in_flight), copies, in_flight)
    seconds = time.perf_counter() - started
    return {
        "seconds": round(seconds, 3),
        "first_copy_seconds": round(done[len(copies[0]) - 1] - started, 3),
        "processor_ms_a_copy": round(1000 * (time.process_time() - processor) / len(copies), 2),
    }


if __name__ == "__main__":
    recorded = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    print(json.dumps(asyncio.run(measure(sys.argv[1], recorded, int(sys.argv[3])))))
