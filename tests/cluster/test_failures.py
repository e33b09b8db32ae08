"""What dies in the middle of a class: no copy is lost, and nothing is paid twice but what was in flight."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.failures import COPIES, IN_FLIGHT, Outcome, grade_while
from tests.cluster.instances import Cluster, run_cluster
from tests.cluster.services import Postgres, Redis
from tests.provider.server import Provider

pytestmark = pytest.mark.cluster
KEY = "secret-a"


@pytest.fixture(scope="module")
def cluster(
    tmp_path_factory: pytest.TempPathFactory, postgres: Postgres, redis: Redis, endpoint: Provider
) -> Iterator[Cluster]:
    """One process that answers and two that work, whose leases are short, so that a death is noticed soon."""
    settings = {
        "OPENAI_API_KEY": "test",
        "OPENAI_BASE_URL": endpoint.base_url,
        "BAREME_MAX_IN_FLIGHT": str(IN_FLIGHT),
        "BAREME_API_TOKENS": f"anne:{KEY}",
        "BAREME_LEASE_SECONDS": "4",
        "LEASE_DURATION_SECONDS": "6",
        "HEARTBEAT_INTERVAL_SECONDS": "2",
        "REAPER_INTERVAL_SECONDS": "2",
        "WORKER_DRAIN_TIMEOUT": "1",
    }
    folder: Path = tmp_path_factory.mktemp("failures")
    with run_cluster(folder, postgres, redis, apis=1, workers=2, lines=True, **settings) as running:
        yield running


def check(outcome: Outcome) -> None:
    assert (outcome.complete, outcome.attempts) == (COPIES, 2 * COPIES)
    assert outcome.repeated <= IN_FLIGHT


async def test_a_worker_is_killed_and_another_goes_on(cluster: Cluster, endpoint: Provider) -> None:
    outcome = await grade_while(cluster, endpoint, KEY, lambda: cluster.busy_worker().kill(), lambda: None)
    print(outcome)
    check(outcome)
    picked = [worker.log.count("Worker picked up run") for worker in cluster.workers]
    assert all(picked), "both have done a part of it"
    await asyncio.to_thread(_restart, cluster)


async def test_a_worker_is_told_to_stop_and_another_goes_on(cluster: Cluster, endpoint: Provider) -> None:
    outcome = await grade_while(cluster, endpoint, KEY, lambda: cluster.busy_worker().stop(), lambda: None)
    print(outcome)
    check(outcome)
    await asyncio.to_thread(_restart, cluster)


async def test_the_database_is_killed_and_started_again(cluster: Cluster, endpoint: Provider) -> None:
    outcome = await grade_while(cluster, endpoint, KEY, cluster.postgres.kill, cluster.postgres.start)
    print(outcome)
    check(outcome)


@pytest.mark.parametrize("seconds", [2.0, 15.0], ids=["within its lease", "past its lease"])
async def test_the_network_between_a_worker_and_the_database_is_cut(
    cluster: Cluster, endpoint: Provider, seconds: float
) -> None:
    outcome = await grade_while(cluster, endpoint, KEY, cluster.cut_line, cluster.mend_lines, seconds_later=seconds)
    print(outcome)
    check(outcome)


def _restart(cluster: Cluster) -> None:
    for instance in cluster.instances:
        if not instance.pid:
            instance.start()
