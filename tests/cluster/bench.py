"""What a cluster does a second, what it keeps of a copy, and what comes of a death: `make cluster-bench`.

Prints one JSON object. The failures are those of `tests/cluster/failures.py`, with the leases that a cluster has unless
it is told otherwise.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg

from tests.cluster.failures import IN_FLIGHT, Class, grade_while
from tests.cluster.instances import Cluster, run_cluster
from tests.cluster.services import Postgres, Redis, run_postgres, run_redis
from tests.provider.server import Provider, run_provider

KEY = "secret-a"
SESSIONS, COPIES = 20, 10
WORKERS, LATENCIES = (1, 2, 4), (0.0, 0.5)
type Json = dict[str, Any]


def settings(provider: Provider, *, in_flight: int) -> dict[str, str]:
    """Return the settings of a cluster that asks the fake provider."""
    return {
        "OPENAI_API_KEY": "test",
        "OPENAI_BASE_URL": provider.base_url,
        "BAREME_MAX_IN_FLIGHT": str(in_flight),
        "BAREME_MAX_SESSIONS_AT_ONCE": "100",
        "BAREME_API_TOKENS": f"anne:{KEY}",
        "N_JOBS_PER_WORKER": "20",
    }


async def grade_many(cluster: Cluster, provider: Provider, latency: float) -> Json:
    """Grade many classes at once, and return copies a second from the first confirmation to the last result."""
    provider.reset()
    provider.latency = latency
    classes = [Class(cluster, KEY) for _ in range(SESSIONS)]
    for one in classes:
        await one.begin(COPIES, "a")
    before = size_of(cluster.database)
    began = time.monotonic()
    await asyncio.gather(*(one.grade() for one in classes))
    while provider.calls.total() < SESSIONS * COPIES:  # noqa: ASYNC110 - the provider is in another thread
        await asyncio.sleep(0.01)
    answered = time.monotonic() - began
    for one in classes:
        while await one.status() not in {"interrupted", "success", "error"}:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)
    seconds = time.monotonic() - began
    copies = SESSIONS * COPIES
    return {
        "copies_a_second": round(copies / seconds, 1),
        "calls_a_second": round(copies / answered, 1),
        "most_in_flight": provider.most_in_flight,
        "bytes_a_copy": (size_of(cluster.database) - before) // copies,
    }


def size_of(database: str) -> int:
    """Return the bytes of a database."""
    with psycopg.connect(database) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return int(row[0]) if row else 0


def measure_throughput(folder: Path, provider: Provider, postgres: Postgres, redis: Redis) -> Json:
    """Return what 1, 2 and 4 workers do, with a provider that answers at once and one that takes half a second."""
    found: Json = {}
    for workers in WORKERS:
        place = folder / f"throughput-{workers}"
        place.mkdir()
        given = settings(provider, in_flight=64)
        with run_cluster(place, postgres, redis, apis=1, workers=workers, lines=False, **given) as cluster:
            for latency in LATENCIES:
                found[f"{workers} workers, {latency} s"] = asyncio.run(grade_many(cluster, provider, latency))
    return found


def measure_failures(folder: Path, provider: Provider, postgres: Postgres, redis: Redis) -> Json:
    """Return what came of a class in the middle of which something died, by what it was."""
    place = folder / "failures"
    place.mkdir()
    given = settings(provider, in_flight=IN_FLIGHT)
    with run_cluster(place, postgres, redis, apis=2, workers=2, lines=True, **given) as cluster:

        def mend_all() -> None:
            for service in (postgres, redis):
                if not service.answers():
                    service.start()
            for instance in cluster.instances:
                if not instance.answers():
                    instance.start()
            cluster.mend_lines()

        deaths: dict[str, Callable[[], None]] = {
            "a worker": lambda: cluster.busy_worker().kill(),
            "an API": cluster.apis[0].kill,
            "Redis": redis.kill,
            "Postgres": postgres.kill,
            "the network between a worker and Postgres": cluster.cut_line,
        }
        found: Json = {}
        for name, kill in deaths.items():
            outcome = asyncio.run(grade_while(cluster, provider, KEY, kill, mend_all))
            found[name] = vars(outcome)
            print(name, outcome, file=sys.stderr)
        return found


def main() -> None:
    """Measure what the arguments name, or everything."""
    parts = {"throughput": measure_throughput, "failures": measure_failures}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        provider = stack.enter_context(run_provider())
        postgres, redis = stack.enter_context(run_postgres()), stack.enter_context(run_redis())
        found = {name: parts[name](folder, provider, postgres, redis) for name in sys.argv[1:] or parts}
    print(json.dumps({"cores": os.cpu_count(), **found}, indent=1))


if __name__ == "__main__":
    main()
