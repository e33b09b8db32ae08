"""What a cluster does a second beside `langgraph dev`, and what each part takes for it.

`make capacity` goes by the figures.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, aclosing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from tests.benchmarks.capacity.costs import CALIBRATED_ON
from tests.cluster.classes import Class
from tests.cluster.instances import run_cluster
from tests.cluster.measured_server import MeasuredServer
from tests.cluster.serial_parts import seconds_of_counts, seconds_of_exchanges
from tests.cluster.services import Postgres, Redis
from tests.e2e.dev_server import REPOSITORY, DevServer
from tests.provider.server import Provider

SESSIONS, IN_FLIGHT = 20, 16
"""So few calls at once that two cores can make them: at half a second, what is below the ideal is the limiter's."""
WORKERS = (1, 2, 4)
_EDITS = 5
_PATIENCE = 180.0
type Json = dict[str, Any]


class Form(NamedTuple):
    """Copies and graders of each session, and the provider's seconds."""

    copies: int
    graders: int
    latency: float


QUICK, SLOW = Form(10, 1, 0.0), Form(50, 1, 0.5)
OTHERS = (Form(2, 1, 0.0), Form(5, 2, 0.0))
"""What a session, a copy and a call take cannot be told apart from one form."""


def measure_throughput(
    folder: Path, provider: Provider, postgres: Postgres, redis: Redis, *, settings: dict[str, str], key: str
) -> Json:
    """Return what `langgraph dev` and 1, 2 and 4 workers do, with a provider that answers at once, and a slower one."""
    found: Json = {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": _commit(),
        "cores": os.cpu_count(),
        "in_flight": IN_FLIGHT,
        "places": int(settings["N_JOBS_PER_WORKER"]),
        "exchange": seconds_of_exchanges(postgres),
        "count": seconds_of_counts(postgres),
    }
    with _development(folder / "development", **settings) as server:
        found["development"] = _measure(server, 1, provider, key, (QUICK, SLOW))
    found["runs"] = []
    for workers in WORKERS:
        place = folder / f"throughput-{workers}"
        place.mkdir()
        # Of four workers, what is predicted of them; the costs come from one and two.
        forms = (QUICK, SLOW, *(OTHERS if workers in CALIBRATED_ON else ()))
        with run_cluster(place, postgres, redis, apis=1, workers=workers, lines=False, **settings) as cluster:
            found["runs"] += _measure(MeasuredServer.cluster(cluster), workers, provider, key, forms)
    return found


@contextmanager
def _development(folder: Path, **settings: str) -> Iterator[MeasuredServer]:
    folder.mkdir()
    server = DevServer(folder, REPOSITORY / "langgraph.json", **settings)
    server.start()
    try:
        yield MeasuredServer.development(server)
    finally:
        server.stop()


def _measure(server: MeasuredServer, workers: int, provider: Provider, key: str, forms: tuple[Form, ...]) -> list[Json]:
    # Classes that are not counted: connections, prepared statements and bytecode are there from then on.
    asyncio.run(_grade(server, provider, key, Form(2, 1, 0.0)))
    found = []
    for form in forms:
        run = {"workers": workers, **asyncio.run(_grade(server, provider, key, form))}
        print(run, file=sys.stderr)
        found.append(run)
    return found


async def _grade(server: MeasuredServer, provider: Provider, key: str, form: Form) -> Json:
    """Grade many classes at once, and return what it took from the first confirmation to the last open review."""
    provider.reset()
    async with AsyncExitStack() as stack:
        classes = [await stack.enter_async_context(aclosing(Class(server.asked, key))) for _ in range(SESSIONS)]
        return await _grade_classes(classes, server, provider, form)


async def _grade_classes(classes: Sequence[Class], server: MeasuredServer, provider: Provider, form: Form) -> Json:
    await asyncio.gather(*(one.begin(form.copies, *"abc"[: form.graders]) for one in classes))
    provider.latency = form.latency
    copies, asked, size = SESSIONS * form.copies, provider.calls.total(), server.bytes()
    calls = copies * form.graders
    with server.processor_seconds() as processor:
        began, began_at = time.monotonic(), time.time()
        await asyncio.gather(*(one.grade() for one in classes))
        # Asked while it works, a server would work for the question.
        while provider.calls.total() - asked < calls or provider.in_flight:
            if time.monotonic() > began + _PATIENCE:
                raise TimeoutError(f"{provider.calls.total() - asked} of {calls} calls were made")
            await asyncio.sleep(0.01)
        answered = time.monotonic() - began
        # By the server's clock, which is this machine's: to ask twenty times takes a quarter of a second.
        seconds = max([await one.end() for one in classes]) - began_at
    others = processor.pop("others")
    kept = server.bytes() - size
    states = [await one.state() for one in classes]
    ideal = calls * form.latency / IN_FLIGHT
    edited = next(iter(states[0]["progress"]))
    edits = [await classes[0].edit(edited, 0.5 * (number % 3)) for number in range(_EDITS)]
    return {
        "sessions": SESSIONS,
        **form._asdict(),
        "seconds": round(seconds, 2),
        "answered": round(answered, 2),
        "copies_a_second": round(copies / seconds, 1),
        "of_ideal": round(ideal / seconds, 3),
        "of_ideal_until_answered": round(ideal / answered, 3),
        "complete": sum(copy["status"] == "complete" for state in states for copy in state["progress"].values()),
        "calls": provider.calls.total() - asked,
        "most_in_flight": provider.most_in_flight,
        "bytes": kept,
        "connections": server.connections(),
        "seconds_of_an_edit": round(median(edits), 3),
        "cores_of_others": round(others / seconds, 2),
        "processor": processor,
    }


def _commit() -> str:
    asked = ["git", "rev-parse", "--short=12", "HEAD"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
