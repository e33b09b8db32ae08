"""What a cluster does a second, what it keeps of a copy, and what comes of a death: `make cluster-bench`.

Prints one JSON object, and what `make capacity` makes of the throughput. With `--keep`, that goes into the file that
`make capacity` reads. The failures are those of `tests/cluster/failures.py`, with the leases that a cluster has unless
it is told otherwise.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.benchmarks.capacity.costs import MEASURED
from tests.benchmarks.capacity.report import show_measured
from tests.cluster import throughput
from tests.cluster.failures import IN_FLIGHT, grade_while
from tests.cluster.instances import run_cluster
from tests.cluster.services import Postgres, Redis, run_postgres, run_redis
from tests.provider.server import Provider, run_provider

KEY = "secret-a"
LONG_SECONDS = 45.0
"""Longer than any lease."""
type Json = dict[str, Any]


def settings(provider: Provider, *, in_flight: int) -> dict[str, str]:
    """Return the settings of a cluster that asks the fake provider."""
    return {
        "OPENAI_API_KEY": "test",
        "OPENAI_BASE_URL": provider.base_url,
        "BAREME_MAX_IN_FLIGHT": str(in_flight),
        "BAREME_MAX_SESSIONS_AT_ONCE": "100",
        "BAREME_NEW_SESSIONS_PER_HOUR": "10000",
        "BAREME_REQUESTS_PER_MINUTE_OF_A_CALLER": "100000",
        "BAREME_WRITES_PER_MINUTE_OF_A_CALLER": "100000",
        "BAREME_API_TOKENS": f"anne:{KEY}",
        "N_JOBS_PER_WORKER": "20",
    }


def measure_throughput(folder: Path, provider: Provider, postgres: Postgres, redis: Redis) -> Json:
    """Return what 1, 2 and 4 workers do."""
    given = settings(provider, in_flight=throughput.IN_FLIGHT)
    return throughput.measure_throughput(folder, provider, postgres, redis, settings=given, key=KEY)


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

        deaths: dict[str, tuple[Callable[[], None], float]] = {
            "a worker": (lambda: cluster.busy_worker().kill(), 2.0),
            "an API": (cluster.apis[0].kill, 2.0),
            "Redis": (redis.kill, 2.0),
            "Postgres": (postgres.kill, 2.0),
            "the network between a worker and Postgres": (cluster.cut_line, 2.0),
            "Redis, for long": (redis.kill, LONG_SECONDS),
            "Postgres, for long": (postgres.kill, LONG_SECONDS),
        }
        found: Json = {}
        for name, (kill, seconds) in deaths.items():
            outcome = asyncio.run(grade_while(cluster, provider, KEY, kill, mend_all, seconds_later=seconds))
            found[name] = vars(outcome)
            print(name, outcome, file=sys.stderr)
        return found


def main() -> None:
    """Measure what the arguments name, or everything."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("parts", nargs="*")
    arguments.add_argument("--keep", action="store_true")
    given = arguments.parse_args()
    parts = {"throughput": measure_throughput, "failures": measure_failures}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        provider = stack.enter_context(run_provider())
        postgres, redis = stack.enter_context(run_postgres()), stack.enter_context(run_redis())
        found = {name: parts[name](folder, provider, postgres, redis) for name in given.parts or parts}
    print(json.dumps({"cores": os.cpu_count(), **found}, indent=1))
    if "throughput" in found:
        show_measured(found["throughput"])
    if given.keep:
        MEASURED.write_text(json.dumps(found["throughput"], indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
