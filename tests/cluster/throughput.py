"""What a cluster does a second, and what each of its parts takes for it: the figures that `make capacity` goes by."""

import asyncio
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import psycopg

from tests.benchmarks.capacity.costs import CALIBRATED_ON
from tests.benchmarks.processes import processor_of
from tests.cluster.failures import Class
from tests.cluster.instances import Cluster, run_cluster
from tests.cluster.serial_parts import seconds_of_counts, seconds_of_exchanges
from tests.cluster.services import Postgres, Redis, Service
from tests.provider.server import Provider

SESSIONS, IN_FLIGHT = 20, 64
WORKERS = (1, 2, 4)
FORMS = ((10, 1, 0.0), (10, 1, 0.5), (2, 1, 0.0), (5, 2, 0.0))
"""Copies and graders of each session, and the provider's seconds. What a session, a copy and a call take cannot be told
apart from one of them."""
type Json = dict[str, Any]


def measure_throughput(
    folder: Path, provider: Provider, postgres: Postgres, redis: Redis, *, settings: dict[str, str], key: str
) -> Json:
    """Return what 1, 2 and 4 workers do, with a provider that answers at once and one that takes half a second.

    There are also classes of other sizes: they tell the cost of a session from that of a copy, and of a call.
    """
    runs: list[Json] = []
    for workers in WORKERS:
        place = folder / f"throughput-{workers}"
        place.mkdir()
        with run_cluster(place, postgres, redis, apis=1, workers=workers, lines=False, **settings) as cluster:
            # Classes that are not counted: connections, prepared statements and bytecode are there from then on.
            asyncio.run(_grade(cluster, provider, key, (2, 1, 0.0)))
            # Of four workers, what is predicted of them; the costs come from one and two.
            forms = FORMS if workers in CALIBRATED_ON else FORMS[:2]
            measured = [asyncio.run(_grade(cluster, provider, key, form)) for form in forms]
        runs += [{"workers": workers, **run} for run in measured]
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": _commit(),
        "cores": os.cpu_count(),
        "in_flight": IN_FLIGHT,
        "places": int(settings["N_JOBS_PER_WORKER"]),
        "exchange": seconds_of_exchanges(postgres),
        "count": seconds_of_counts(postgres),
        "runs": runs,
    }


async def _grade(cluster: Cluster, provider: Provider, key: str, form: tuple[int, int, float]) -> Json:
    """Grade many classes at once, and return what it took from the first confirmation to the last open review."""
    copies, graders, latency = form
    provider.reset()
    provider.latency = latency
    classes = [Class(cluster, key) for _ in range(SESSIONS)]
    await asyncio.gather(*(one.begin(copies, *"abc"[:graders]) for one in classes))
    asked = provider.calls.total()
    before = _size_of(cluster.database)
    with _processor_seconds(cluster) as processor:
        began = time.monotonic()
        await asyncio.gather(*(one.grade() for one in classes))
        answered = 0.0
        for one in classes:
            while await one.status() not in {"interrupted", "success", "error"}:
                await asyncio.sleep(0.1)
                if not answered and provider.calls.total() - asked >= SESSIONS * copies * graders:
                    answered = time.monotonic() - began
        seconds = time.monotonic() - began
    others = processor.pop("others")
    states = [await one.state() for one in classes]
    return {
        "sessions": SESSIONS,
        "copies": copies,
        "graders": graders,
        "latency": latency,
        "seconds": round(seconds, 2),
        "copies_a_second": round(SESSIONS * copies / seconds, 1),
        "complete": sum(copy["status"] == "complete" for state in states for copy in state["progress"].values()),
        "calls": provider.calls.total() - asked,
        "most_in_flight": provider.most_in_flight,
        "bytes": _size_of(cluster.database) - before,
        "connections": _connections(cluster.database),
        "cores_of_others": round(others / seconds, 2),
        "processor": processor,
    }


@contextmanager
def _processor_seconds(cluster: Cluster) -> Iterator[dict[str, float]]:
    """Yield what will be the processor seconds of each part until the end of the block."""
    found: dict[str, float] = {}
    before = _processor_now(cluster)
    yield found
    found.update({name: round(now - before[name], 3) for name, now in _processor_now(cluster).items()})


def _processor_now(cluster: Cluster) -> dict[str, float]:
    machine = psutil.cpu_times()
    busy = sum(machine) - machine.idle - machine.iowait - machine.guest - machine.guest_nice
    parts = {
        "workers": sum(processor_of(worker.pid) for worker in cluster.workers if worker.pid),
        "apis": sum(processor_of(api.pid) for api in cluster.apis if api.pid),
        "database": _processor_of_service(cluster.postgres) + _processor_of_service(cluster.redis),
    }
    ours = processor_of(os.getpid())
    return {**parts, "clients": ours - sum(parts.values()), "others": busy - ours}


def _processor_of_service(service: Service) -> float:
    return processor_of(service.pid) if service.pid else 0.0


def _size_of(database: str) -> int:
    with psycopg.connect(database) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return int(row[0]) if row else 0


def _connections(database: str) -> int:
    """Return the connections to the database beside this one: processes keep what they have opened."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid != pg_backend_pid()"
    with psycopg.connect(database) as connection:
        row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _commit() -> str:
    asked = ["git", "rev-parse", "--short=12", "HEAD"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
