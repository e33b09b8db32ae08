"""Locks between processes, on one machine and on several."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from bareme.storage.postgres.claims import Claims
from bareme.storage.postgres.connections import Connections
from bareme.storage.postgres.database import PostgresDatabase
from bareme.storage.postgres.leases import Lease
from bareme.storage.postgres.migrations import migrate
from bareme.storage.postgres.process_locks import PostgresProcessLocks
from bareme.storage.process_locks import FileProcessLocks, ProcessLocks


def on_a_cluster(url: str) -> ProcessLocks:
    database = PostgresDatabase(Connections(url, migrate), "answers")
    return PostgresProcessLocks(Claims(database, Lease(database, 20)))


@pytest.fixture(params=["local", "cluster"])
def process(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], ProcessLocks]:
    """Return the locks as one more process has them."""
    if request.param == "local":
        return lambda: FileProcessLocks(tmp_path)
    url: str = request.getfixturevalue("postgres")
    return lambda: on_a_cluster(url)


def test_one_process_at_a_time_has_a_lock(process: Callable[[], ProcessLocks]) -> None:
    one, other = process(), process()
    assert not one.is_held_elsewhere("session")
    assert one.try_acquire("session")
    assert [other.try_acquire("session"), one.try_acquire("session"), other.try_acquire("another")] == [0, 0, 1]
    assert [locks.is_held_elsewhere("session") for locks in (one, other)] == [False, True]
    one.release("session")
    assert not other.is_held_elsewhere("session")
    assert other.try_acquire("session")
    assert not one.try_acquire("session")
    other.release("session")
    other.forget("session")
    assert one.try_acquire("session")


def test_another_thread_may_release_a_lock(process: Callable[[], ProcessLocks]) -> None:
    one, other = process(), process()
    with ThreadPoolExecutor(1) as first, ThreadPoolExecutor(1) as second:
        for _ in range(2):
            assert first.submit(one.try_acquire, "session").result(20)
            assert not second.submit(other.try_acquire, "session").result(20)
            second.submit(one.release, "session").result(20)


def test_a_lock_of_a_process_that_died_is_free_when_its_lease_is_over(postgres: str) -> None:
    dead, other = on_a_cluster(postgres), on_a_cluster(postgres)
    assert dead.try_acquire("session")
    with psycopg.connect(postgres) as connection:
        connection.execute("UPDATE bareme.holders SET until = now() - interval '1 second'")
    assert not other.is_held_elsewhere("session")
    assert other.try_acquire("session")
