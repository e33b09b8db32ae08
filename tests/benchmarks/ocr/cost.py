"""What reading pages takes: CPU seconds and memory of the process that does it, and how late the event loop gets."""

import asyncio
import resource
import time
from dataclasses import dataclass

from bareme.documents.ocr import recogniser
from tests.benchmarks.ocr.class_sets import FIXTURES
from tests.benchmarks.ocr.degraded import OFFICE, pictures_of

_TICK = 0.005
"""Seconds between two looks at how late the event loop is."""


@dataclass(frozen=True)
class Cost:
    """Of reading `pages` pages. Seconds are of CPU time, but `wall`; lag is in milliseconds, memory in MB."""

    pages: int
    wall: float
    seconds_a_page: float
    memory_first: float
    memory_last: float
    lag_p99: float


async def cost_of(pages: int) -> Cost:
    """Read so many pages of a class set as an office scanner sees them."""
    pictures = pictures_of(FIXTURES / "physics-fr" / "copies.pdf", OFFICE)
    lags: list[float] = []
    watching = asyncio.create_task(_watch(lags))
    seconds, memory, started = 0.0, list[float](), time.perf_counter()
    for number in range(pages):
        before = await usage()
        await recogniser.recognise(pictures[number % len(pictures)], width=595, height=842)
        after = await usage()
        # The process is replaced now and then, so that its memory stays bounded.
        seconds += after[0] - before[0] if after[0] >= before[0] else after[0]
        memory.append(after[1])
    watching.cancel()
    wall = time.perf_counter() - started
    lags.sort()
    return Cost(pages, wall, seconds / pages, memory[0], max(memory), lags[int(len(lags) * 0.99)] * 1000)


async def _watch(lags: list[float]) -> None:
    while True:
        before = time.perf_counter()
        await asyncio.sleep(_TICK)
        lags.append(time.perf_counter() - before - _TICK)


async def usage() -> tuple[float, float]:
    """Return the CPU seconds that the process which reads has taken, and its peak memory in MB."""
    return await recogniser._pool.run(recogniser._limits(), _own_usage)


def _own_usage() -> tuple[float, float]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
