"""An async node for callers with and without an event loop."""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

from langchain_core.runnables import Runnable, RunnableLambda

from bareme.graphs.mock_exam.contract import MockExamState
from bareme.graphs.state import Json
from bareme.runtime import close_runtime

type Node = Callable[[MockExamState], Awaitable[Json]]


def with_or_without_loop(node: Node) -> Runnable[MockExamState, Json]:
    """Return the node; a caller without an event loop gets one in a thread of its own."""

    def without(state: MockExamState) -> Json:
        async def done() -> Json:
            try:
                return await node(state)
            finally:
                await close_runtime()

        with ThreadPoolExecutor(max_workers=1) as thread:
            return thread.submit(contextvars.copy_context().run, asyncio.run, done()).result()

    return RunnableLambda(without, afunc=node)
