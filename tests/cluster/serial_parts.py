"""What one process of a cluster does at a time, with the others in line, and how long it takes the more there is."""

import time
from collections.abc import Callable
from functools import partial
from statistics import quantiles

from bareme.storage.postgres.connections import Connections
from bareme.storage.postgres.database import PostgresDatabase
from bareme.storage.postgres.leases import Lease
from bareme.storage.postgres.migrations import migrate
from bareme.storage.postgres.provider_limits import PostgresProviderLimits
from bareme.storage.provider_limits import RateLimits
from tests.cluster.services import Postgres

PROCESSES, SESSIONS = (1, 10, 100), 10
SENT = (0, 1_000, 4_000)
_REPEATS, _SLOTS = 60, 1_000
type Points = list[tuple[int, float]]
"""How much there was, and the seconds of one."""


def seconds_of_exchanges(postgres: Postgres) -> Points:
    """Return what an exchange of slots takes, by the number of processes that have sessions."""
    limits = _limits(postgres, "exchanges")
    found, there = [], 0
    for processes in PROCESSES:
        for process in range(there, processes):
            _exchange(limits, process)
        there = processes
        found.append((processes, _seconds(partial(_exchange, limits, 0))))
    return found


def seconds_of_counts(postgres: Postgres) -> Points:
    """Return what counting a request takes, by the number of requests in the last minute."""
    limits = _limits(postgres, "counts")
    found, there = [], 0

    def count() -> None:
        nonlocal there
        there += 1
        limits.count(str(there), "openai", 1_000, RateLimits(requests=10**9))

    for sent in SENT:
        while there < sent:
            count()
        found.append((there + _REPEATS // 2, _seconds(count)))
    return found


def _exchange(limits: PostgresProviderLimits, process: int) -> None:
    wanted = {f"session {number} of {process}": 30 for number in range(SESSIONS)}
    limits.exchange(str(process), "openai", wanted, kept=0, size=_SLOTS, pauses={})


def _seconds(act: Callable[[], None]) -> float:
    """Return the first quartile of the seconds that something takes: what else runs on the machine makes it slower."""
    took = []
    for _ in range(_REPEATS):
        began = time.perf_counter()
        act()
        took.append(time.perf_counter() - began)
    return round(quantiles(took)[0], 6)


def _limits(postgres: Postgres, name: str) -> PostgresProviderLimits:
    database = PostgresDatabase(Connections(postgres.create_database(name), migrate), "answers")
    return PostgresProviderLimits(database, Lease(database, 600))
