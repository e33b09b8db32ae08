"""A class that is graded on a cluster while something dies: what is lost, what is paid twice, and how long it takes."""

import asyncio
import time
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass

from tests.cluster.classes import Class
from tests.cluster.instances import Cluster
from tests.provider.server import Provider

COPIES, LATENCY, IN_FLIGHT = 40, 0.5, 16
_PATIENCE = 150.0


@dataclass(frozen=True)
class Outcome:
    """What came of a class in which something died."""

    complete: int
    """Copies that are graded whole."""
    attempts: int
    calls: int
    """That the provider answered."""
    repeated: int
    """Calls beyond one for each attempt."""
    recovery_seconds: float
    """From the death to the next answer that the provider gave."""


async def grade_while(
    cluster: Cluster,
    provider: Provider,
    key: str,
    fail: Callable[[], None],
    mend: Callable[[], None],
    *,
    seconds_later: float = 2.0,
) -> Outcome:
    """Grade a class of two graders; have something die when a quarter is answered, and be mended some seconds later."""
    provider.reset()
    async with aclosing(Class(cluster.apis, key)) as graded:
        return await _grade_while(graded, cluster, provider, fail, mend, seconds_later=seconds_later)


async def _grade_while(
    graded: Class,
    cluster: Cluster,
    provider: Provider,
    fail: Callable[[], None],
    mend: Callable[[], None],
    *,
    seconds_later: float,
) -> Outcome:
    await graded.begin(COPIES, "a", "b")
    provider.latency = LATENCY
    await graded.grade()
    while provider.calls.total() < COPIES // 2:  # noqa: ASYNC110 - the provider is in another thread
        await asyncio.sleep(0.02)
    await asyncio.to_thread(fail)
    died, answered = time.monotonic(), provider.calls.total()
    mending = asyncio.create_task(_later(seconds_later, mend))
    recovered: float | None = None
    while True:
        # What was in flight is answered all the same.
        if recovered is None and provider.calls.total() > answered + IN_FLIGHT:
            recovered = time.monotonic() - died
        status = await graded.status()
        if status == "error":  # somebody would have to continue it
            raise AssertionError(f"the run has ended with an error\n{cluster.log()[-5000:]}")
        if status in {"interrupted", "success"}:
            break
        if time.monotonic() > died + _PATIENCE:
            raise TimeoutError(f"the class is not graded: its run is {status!r}\n{cluster.log()[-3000:]}")
        await asyncio.sleep(0.1)
    await mending
    provider.latency = 0.0
    state = await graded.state()
    complete = sum(copy["status"] == "complete" for copy in state["progress"].values())
    attempts, calls = len(state["attempts"]), provider.calls.total()
    seconds = recovered if recovered is not None else time.monotonic() - died
    return Outcome(complete, attempts, calls, calls - attempts, round(seconds, 1))


async def _later(seconds: float, act: Callable[[], None]) -> None:
    await asyncio.sleep(seconds)
    await asyncio.to_thread(act)
