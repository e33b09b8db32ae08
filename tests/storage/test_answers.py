"""Paid answers are kept for good, whichever store holds them."""

import asyncio
import threading
import traceback
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from bareme.errors import StoreUnusable
from bareme.settings import get_settings
from bareme.storage.answers import answer_store, cache_key
from bareme.storage.key_locks import KeyLocks
from bareme.storage.patience import patient_for_at_most
from bareme.storage.postgres.answers import PostgresAnswers
from bareme.storage.postgres.claims import Claims
from bareme.storage.postgres.connections import Connections
from bareme.storage.postgres.database import PostgresDatabase
from bareme.storage.postgres.leases import Lease
from bareme.storage.postgres.migrations import migrate
from bareme.storage.shielded import shielded
from bareme.storage.stores import stores

pytestmark = pytest.mark.smoke

SAME = (("answers",), "same")


@pytest.mark.usefixtures("storage")
async def test_an_answer_is_recalled_under_its_inputs_alone() -> None:
    key = cache_key("local", model="openai:one", texts=["é", "2"])
    assert await answer_store().recall([key]) == {}
    answer = {"marks": {"1": {"points": 1.5, "feedback": "Très bien : $\\frac{1}{2}$"}}, "none": None}
    other = cache_key("local", model="openai:one", texts=["2", "é"])
    await answer_store().keep({key: answer, "another": {}})
    assert await answer_store().recall([other, key]) == {key: answer}
    kept = [*get_settings().home.iterdir()]
    assert [file.name for file in kept if file.stat().st_mode & 0o077] == []


@pytest.fixture
def database(postgres: str) -> PostgresDatabase:
    return PostgresDatabase(Connections(postgres, migrate), "answers")


def answers_of(database: PostgresDatabase) -> PostgresAnswers:
    return PostgresAnswers(database, Claims(database, Lease(database, 20)))


def test_two_workers_that_paid_for_the_same_agree_on_one(database: PostgresDatabase) -> None:
    answers_of(database).set({SAME: ({"points": 1}, None)})
    answers_of(database).set({SAME: ({"points": 2}, None)})
    assert answers_of(database).get([SAME]) == {SAME: {"points": 1}}


def test_processes_that_start_together_all_find_their_tables(postgres: str) -> None:
    together = threading.Barrier(6, timeout=30)

    def start(number: int) -> None:
        answers = answers_of(PostgresDatabase(Connections(postgres, migrate), "answers"))
        together.wait()
        answers.set({(("answers",), f"start {number}"): ({"n": number}, None)})

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(start, range(6)))


def test_tables_that_are_there_need_no_right_to_make_any(database: PostgresDatabase, postgres: str) -> None:
    answers_of(database).get([SAME])
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS reader")
        connection.execute("CREATE ROLE reader LOGIN")
        connection.execute("GRANT USAGE ON SCHEMA bareme TO reader")
        connection.execute("GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA bareme TO reader")
    answers = answers_of(PostgresDatabase(Connections(postgres.replace("bareme@", "reader@"), migrate), "answers"))
    answers.set({SAME: ({"n": 1}, None)})
    assert answers.get([SAME]) == {SAME: {"n": 1}}


def test_answers_of_an_earlier_version_are_taken_over(database: PostgresDatabase, postgres: str) -> None:
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE bareme_answers (namespace text NOT NULL, key text NOT NULL, expiry timestamptz, "
            "encoding text NOT NULL, value bytea NOT NULL, PRIMARY KEY (namespace, key))"
        )
        connection.execute("INSERT INTO bareme_answers VALUES ('answers', 'same', NULL, 'json', '{\"n\": 1}')")
    assert answers_of(database).get([SAME]) == {SAME: {"n": 1}}


def test_a_connection_that_was_cut_is_made_again(database: PostgresDatabase, postgres: str) -> None:
    answers = answers_of(database)
    for number in range(3):
        answers.set({(("answers",), f"cut {number}"): ({"n": number}, None)})
        cut_connections(postgres)
    keys = [(("answers",), f"cut {number}") for number in range(3)]
    assert [answer["n"] for answer in answers.get(keys).values()] == [0, 1, 2]


def test_of_answers_that_belong_together_all_are_kept_or_none(database: PostgresDatabase, postgres: str) -> None:
    answers = answers_of(database)
    answers.get([SAME])
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("ALTER TABLE bareme.answers ADD CONSTRAINT short CHECK (length(key) < 6)")
    with pytest.raises(StoreUnusable, match="CheckViolation"):
        answers.set({(("answers",), "short"): ({}, None), (("answers",), "too long"): ({}, None)})
    assert answers.get([(("answers",), "short")]) == {}


async def test_a_claim_outlives_a_restart_of_the_database(database: PostgresDatabase, postgres: str) -> None:
    ours, theirs = (answers_of(database).open_locks() for _ in range(2))
    assert await ours.try_acquire("k")
    cut_connections(postgres)
    assert not await theirs.try_acquire("k")
    await ours.release("k")
    assert await theirs.try_acquire("k")


async def test_what_a_dead_process_claimed_is_free_after_its_lease(database: PostgresDatabase, postgres: str) -> None:
    dead = answers_of(database).open_locks()
    assert await dead.try_acquire("k")
    living = answers_of(database).open_locks()
    assert not await living.try_acquire("k")
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("UPDATE bareme.holders SET until = now() WHERE holder = (SELECT holder FROM bareme.claims)")
    assert await living.try_acquire("k")
    # Of two that find it free at the same moment, one has it.
    others = [answers_of(database).open_locks() for _ in range(4)]
    assert not any(await asyncio.gather(*(other.try_acquire("k") for other in others)))


@pytest.mark.usefixtures("storage")
async def test_whoever_is_stopped_while_it_claims_an_answer_claims_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entered, go_on = threading.Event(), threading.Event()
    locks = stores().answers.open_locks()
    acquire = type(locks).try_acquire

    async def slowly(self: KeyLocks, key: str) -> bool:
        entered.set()
        acquired: bool = await shielded(_after(go_on, acquire(self, key)))
        return acquired

    async def claim() -> None:
        async with answer_store().single_flight(["k"], seconds=60):
            await asyncio.Event().wait()

    with monkeypatch.context() as patch:
        patch.setattr(type(locks), "try_acquire", slowly)
        claiming = asyncio.create_task(claim())
        await asyncio.to_thread(entered.wait, 20)
        claiming.cancel()
        asyncio.get_running_loop().call_later(0.05, go_on.set)
        with pytest.raises(asyncio.CancelledError):
            await claiming
    async with asyncio.timeout(20), answer_store().single_flight(["k"], seconds=60):
        pass


async def _after[T](event: threading.Event, work: Coroutine[Any, Any, T]) -> T:
    await asyncio.to_thread(event.wait, 20)
    return await work


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://bareme:{word}@127.0.0.1:1/none",
        "postgresql://bareme:{word}/@localhost/none",
        "postgresql://bareme:{word}%zz@localhost/none",
    ],
)
def test_a_database_that_cannot_be_reached_is_named_without_its_password(url: str) -> None:
    answers = answers_of(PostgresDatabase(Connections(url.format(word="s3cr3t"), migrate), "answers"))
    for work in (lambda: answers.get([SAME]), lambda: answers.set({SAME: ({}, None)})):
        with patient_for_at_most(0), pytest.raises(StoreUnusable) as raised:
            work()
        assert "Postgres" in str(raised.value)
        assert "s3cr3t" not in "".join(traceback.format_exception(raised.value))


def cut_connections(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid != pg_backend_pid()"
        )


@pytest.mark.usefixtures("storage")
async def test_answers_that_come_at_the_same_moment_are_written_together(monkeypatch: pytest.MonkeyPatch) -> None:
    kind: Any = type(stores().answers.open())
    written: list[int] = []
    write = kind.set

    def count(self: Any, pairs: Any) -> None:
        written.append(len(pairs))
        write(self, pairs)

    monkeypatch.setattr(kind, "set", count)
    answers = {f"{n:064x}": {"points": n} for n in range(100)}
    await asyncio.gather(*(answer_store().keep({key: answer}) for key, answer in answers.items()))
    assert sum(written) == 100
    assert len(written) <= 2
    assert await answer_store().recall(list(answers)) == answers


@pytest.mark.usefixtures("storage")
async def test_answers_that_are_looked_up_at_the_same_moment_are_read_together(monkeypatch: pytest.MonkeyPatch) -> None:
    kind: Any = type(stores().answers.open())
    asked: list[int] = []
    read = kind.get

    def count(self: Any, keys: Any) -> Any:
        asked.append(len(keys))
        return read(self, keys)

    monkeypatch.setattr(kind, "get", count)
    answers = {f"{n:064x}": {"points": n} for n in range(50)}
    await answer_store().keep(answers)
    absent = [f"{n:064x}" for n in range(50, 100)]
    found = await asyncio.gather(*(answer_store().recall([key]) for key in [*answers, *absent]))
    assert found == [*({key: answer} for key, answer in answers.items()), *({} for _ in absent)]
    assert len(asked) <= 2
