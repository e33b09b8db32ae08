"""The slots and rates of a provider hold for all processes together, also while some of them die."""

import asyncio
import json
import random

import psycopg
import pytest

from bareme.calls.fair_queue import Requester
from bareme.calls.shared_queue import SharedQueue
from bareme.storage.postgres.connections import Connections
from bareme.storage.postgres.database import PostgresDatabase
from bareme.storage.postgres.leases import Lease
from bareme.storage.postgres.migrations import migrate
from bareme.storage.postgres.provider_limits import PostgresProviderLimits
from bareme.storage.provider_limits import RateLimits

SIZE = 16


class Process:
    """One process as its queue is: it holds at most its size, which changes by exchanges alone."""

    def __init__(self, name: str, database: PostgresDatabase) -> None:
        self.name = name
        self.lease = Lease(database, 60)
        self.limits = PostgresProviderLimits(database, self.lease)
        self.size = self.held = self.wanted = 0

    @property
    def kept(self) -> int:
        return max(self.size, self.held)

    def work(self, rng: random.Random) -> None:
        """Want something else, end some calls and begin others."""
        self.wanted = rng.choice([0, 1, 3, 10, 40])
        self.held = max(rng.randint(0, self.held), min(self.wanted, self.size))

    def exchange(self) -> None:
        wanted = {f"session of {self.name}": self.wanted} if self.wanted or self.held else {}
        share = self.limits.exchange(self.name, "openai", wanted, kept=self.kept, size=SIZE, pauses={})
        self.size = share.slots


@pytest.fixture
def database(postgres: str) -> PostgresDatabase:
    return PostgresDatabase(Connections(postgres, migrate), "answers")


@pytest.mark.parametrize("seed", range(3))
def test_no_slot_is_held_twice_whatever_the_processes_do(database: PostgresDatabase, postgres: str, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - draws steps, protects nothing
    processes = [Process(str(number), database) for number in range(4)]
    for step in range(150):
        process = rng.choice(processes)
        process.work(rng)
        process.exchange()
        assert sum(one.kept for one in processes) <= SIZE, step
        if rng.random() < 0.03:
            processes.remove(process)
            _expire(postgres, process)
            processes.append(Process(f"after {step}", database))


def test_what_one_gives_back_another_gets(database: PostgresDatabase, postgres: str) -> None:
    one, other = Process("one", database), Process("other", database)
    one.wanted = 40
    one.exchange()
    assert one.size == SIZE  # nobody else wants any
    one.held = other.wanted = SIZE
    other.exchange()
    assert other.size == 0
    one.exchange()
    assert (one.size, one.kept) == (SIZE // 2, SIZE)
    one.held = 10
    one.exchange()
    other.exchange()
    assert (one.kept, other.size) == (10, 6)
    _expire(postgres, one)
    other.exchange()
    assert other.size == SIZE


async def test_a_process_that_has_done_all_it_had_leaves_every_slot_to_another(
    database: PostgresDatabase, postgres: str
) -> None:
    one, other = (SharedQueue("openai", Process(name, database).limits, SIZE, RateLimits()) for name in ("1", "2"))
    try:
        async with one.permit(Requester("a class")):
            pass
        while any(json.loads(wanted) for wanted in _wanted(postgres)):  # noqa: ASYNC110 - a row tells it
            await asyncio.sleep(0.1)
        async with asyncio.timeout(60):
            for _ in range(SIZE):
                async with other.permit(Requester("another")):
                    pass
    finally:
        await one.aclose()
        await other.aclose()


def test_a_pause_that_one_was_asked_for_reaches_the_others(database: PostgresDatabase) -> None:
    one, other = Process("one", database).limits, Process("other", database).limits
    endpoint = ("https://api.example/v1", "slow")
    for seconds in (600.0, 60.0):  # the longer one counts
        one.exchange("one", "openai", {}, kept=0, size=SIZE, pauses={endpoint: seconds})
    told = other.exchange("other", "openai", {}, kept=0, size=SIZE, pauses={}).pauses
    assert told == {endpoint: pytest.approx(600, abs=30)}
    assert other.exchange("other", "another", {}, kept=0, size=SIZE, pauses={}).pauses == {}


def test_requests_of_all_processes_pass_within_one_minute_as_one_limit(
    database: PostgresDatabase, postgres: str
) -> None:
    one, other = Process("one", database).limits, Process("other", database).limits
    rates = RateLimits(requests=3, tokens=1000)
    assert one.count("1", "openai", 400, rates) == 0
    assert other.count("2", "openai", 500, rates) == 0
    assert 0 < other.count("3", "openai", 200, rates) <= 60  # too many tokens
    one.correct("1", requests=1, tokens=100)
    assert other.count("3", "openai", 200, rates) == 0
    assert one.count("4", "openai", 1, rates) > 0  # too many requests
    assert one.count("4", "other", 1, rates) == 0
    other.correct("3", requests=0, tokens=0)  # refused before it was sent
    assert one.count("5", "openai", 1, rates) == 0
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("UPDATE bareme.sent SET at = at - interval '1 minute'")
    assert one.count("6", "openai", 5000, rates) == 0  # an empty minute lets any request through


def _wanted(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [wanted for (wanted,) in connection.execute("SELECT wanted FROM bareme.slots").fetchall()]


def _expire(url: str, process: Process) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("UPDATE bareme.holders SET until = now() WHERE holder = %s", (process.lease.holder(),))
