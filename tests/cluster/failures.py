"""A class that is graded on a cluster while something dies: what is lost, what is paid twice, and how long it takes."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from tests.cluster.instances import Cluster
from tests.contract.sessions import exam, graders
from tests.e2e.driving import GRAPH
from tests.provider.server import Provider

COPIES, LATENCY, IN_FLIGHT = 40, 0.5, 16
_PATIENCE = 150.0
type Json = dict[str, Any]


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


class Class:
    """A class of typed copies, asked about through whichever process answers."""

    def __init__(self, cluster: Cluster, key: str) -> None:
        self._cluster = cluster
        self._headers = {"Authorization": f"Bearer {key}"}
        self.thread_id = ""

    async def ask(self, method: str, path: str, **sent: Any) -> Any:
        """Return what one of the APIs answers, as soon as one does."""
        until = time.monotonic() + _PATIENCE
        while True:
            for api in self._cluster.apis:
                try:
                    async with httpx.AsyncClient(base_url=api.url, headers=self._headers, timeout=20) as client:
                        answer = await client.request(method, path, **sent)
                    if answer.is_success:
                        return answer.json()
                    if answer.status_code < 500:
                        raise AssertionError(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
                except httpx.HTTPError:
                    pass
            if time.monotonic() > until:
                raise TimeoutError(f"nobody answers {method} {path}")
            await asyncio.sleep(0.1)

    async def begin(self, copies: int, *names: str) -> None:
        """Begin it, up to the question about its scale."""
        self.thread_id = (await self.ask("POST", "/threads", json={}))["thread_id"]
        body = {"assistant_id": GRAPH, "input": exam(copies), "context": graders(*names)}
        await self.ask("POST", f"/threads/{self.thread_id}/runs/wait", json=body)

    async def grade(self) -> None:
        """Confirm the scale, which begins the grading."""
        body = {"assistant_id": GRAPH, "command": {"resume": {"candidate": 0}}}
        await self.ask("POST", f"/threads/{self.thread_id}/runs", json=body)

    async def status(self) -> str:
        """Return the status of its newest run."""
        runs = await self.ask("GET", f"/threads/{self.thread_id}/runs?limit=1")
        return str(runs[0]["status"])

    async def state(self) -> Json:
        """Return its state."""
        values: Json = (await self.ask("GET", f"/threads/{self.thread_id}/state"))["values"]
        return values


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
    graded = Class(cluster, key)
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
