"""Whether one call should go first to write a provider's cache: `python -m tests.benchmarks.first_writer`.

Classes of typed copies are graded against the endpoint on loopback, which keeps a cache as providers do: a beginning is
found once the answer to the call that wrote it has begun. Prices of what all copies share are in what it costs once
without a cache, times in what one call takes.
"""

import asyncio
import os
import tempfile
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command
from rich.console import Console
from rich.table import Table

from bareme.calls.first_writer import Send
from bareme.graphs.grading import build_grading_graph
from bareme.models.registry import build_model
from bareme.runtime import close_runtime
from bareme.settings import get_settings
from tests.provider.server import Provider, prompt_of, run_provider

MODEL = "openrouter:anthropic/claude-sonnet-4.6"
LATENCY, FIRST_BYTE = 0.5, 0.25
CLASSES, IN_FLIGHT = (10, 30, 50), 16
READ, WRITE = 0.1, 1.25
"""Prices of a token that is read from a cache, and of one that is written where that is charged."""
SCHEME = {
    "questions": [
        {"id": str(n), "max_points": 2, "text": "À quelle vitesse roule la voiture ? " * 20} for n in range(6)
    ]
}

type Json = dict[str, Any]


@dataclass
class Cache:
    """What of the calls was read from the cache, and what was written to it."""

    ready_at: float | None = None
    read: int = 0
    written: int = 0
    begun: list[float] = field(default_factory=list)

    async def script(self, request: Json) -> None:
        """Take as long as a provider does."""
        if "<scheme>" not in prompt_of(request):
            return
        now = time.monotonic()
        self.begun.append(now)
        if self.ready_at is not None and self.ready_at <= now:
            self.read += 1
        else:
            self.written += 1
            self.ready_at = min(self.ready_at or now + FIRST_BYTE, now + FIRST_BYTE)
        await asyncio.sleep(LATENCY)


@asynccontextmanager
async def at_once(*_: object) -> AsyncIterator[Send]:
    """Send at once."""

    async def send(request: Any) -> Any:
        return await request

    yield send


async def grade(provider: Provider, copies: int, *, waits: bool) -> tuple[Cache, float]:
    """Return what became of the cache, and the seconds that grading took."""
    provider.reset()
    cache = Cache()
    provider.script = cache.script
    answers = [{"answers": {str(n): f"12,5 m/s, copie {copy}" for n in range(6)}} for copy in range(copies)]
    graph, config = build_grading_graph(InMemorySaver()), {"configurable": {"thread_id": str(uuid.uuid4())}}
    context: Any = {"graders": [MODEL], "calibration": "off", "review": False, "default_tries": 1}
    with nullcontext() if waits else patch("bareme.agents.agent.after_first_writer", at_once):
        await graph.ainvoke({"typed_copies": answers, "scheme": SCHEME}, config, context=context)  # type: ignore[call-overload]
        await graph.ainvoke(Command(resume={"candidate": 0}), config)  # type: ignore[call-overload]
    seconds = time.monotonic() - min(cache.begun)
    await close_runtime()
    return cache, seconds


async def measure() -> Table:
    """Return the table."""
    table = Table(title=f"What copies share, {IN_FLIGHT} calls in flight; 1 is the price without a cache")
    for title in (
        "copies",
        "one first",
        "written",
        "read",
        "price, writing charged",
        "price, writing free",
        "calls long",
    ):
        table.add_column(title, justify="right")
    with run_provider() as provider, tempfile.TemporaryDirectory() as home:
        os.environ |= {"OPENROUTER_API_KEY": "x", "OPENROUTER_BASE_URL": provider.base_url}
        os.environ |= {"BAREME_MAX_IN_FLIGHT": str(IN_FLIGHT)}
        for copies in CLASSES:
            for waits in (False, True):
                os.environ["BAREME_HOME"] = f"{home}/{copies}{waits}"
                get_settings.cache_clear()
                build_model.cache_clear()
                cache, seconds = await grade(provider, copies, waits=waits)
                charged = (cache.written * WRITE + cache.read * READ) / copies
                free = (cache.written + cache.read * READ) / copies
                row = (copies, "yes" if waits else "no", cache.written, cache.read)
                table.add_row(*map(str, row), f"{charged:.2f}", f"{free:.2f}", f"{seconds / LATENCY:.1f}")
    return table


if __name__ == "__main__":
    Console(width=110).print(asyncio.run(measure()))
