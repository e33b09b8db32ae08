"""Paid answers are kept for good, whichever store holds them."""

import asyncio
import threading
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from bareme.errors import StoreUnusable
from bareme.settings import get_settings
from bareme.storage.answers import answer_store, cache_key
from bareme.storage.postgres_answers import PostgresCache

pytestmark = pytest.mark.smoke


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("BAREME_HOME", str(tmp_path))
    monkeypatch.setenv("BAREME_ANSWERS_URL", request.getfixturevalue("postgres") if request.param == "postgres" else "")
    get_settings.cache_clear()
    yield request.param
    get_settings.cache_clear()


@pytest.mark.usefixtures("store")
async def test_an_answer_is_recalled_under_its_inputs_alone() -> None:
    key = cache_key("local", model="openai:one", texts=["é", "2"])
    assert await answer_store().recall([key]) == {}
    answer = {"marks": {"1": {"points": 1.5, "feedback": "Très bien : $\\frac{1}{2}$"}}, "none": None}
    other = cache_key("local", model="openai:one", texts=["2", "é"])
    await answer_store().keep({key: answer, "another": {}})
    assert await answer_store().recall([other, key]) == {key: answer}
    kept = [*get_settings().home.iterdir()]
    assert [file.name for file in kept if file.stat().st_mode & 0o077] == []


async def test_two_workers_that_paid_for_the_same_agree_on_one(
    postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAREME_ANSWERS_URL", postgres)
    monkeypatch.setenv("BAREME_HOME", str(tmp_path))
    get_settings.cache_clear()
    await answer_store().keep({"same": {"points": 1}})
    await answer_store().keep({"same": {"points": 2}})
    assert await answer_store().recall(["same"]) == {"same": {"points": 1}}
    get_settings.cache_clear()


def test_processes_that_start_together_on_an_postgres_all_find_their_table(postgres: str) -> None:
    together = threading.Barrier(12, timeout=30)

    def start(number: int) -> None:
        cache = PostgresCache(postgres)
        together.wait()
        cache.set({(("answers",), f"start {number}"): ({"n": number}, None)})

    for _ in range(3):
        with psycopg.connect(postgres, autocommit=True) as connection:
            connection.execute("DROP TABLE IF EXISTS bareme_answers")
        with ThreadPoolExecutor(12) as threads:
            list(threads.map(start, range(12)))


def test_a_table_that_is_there_needs_no_right_to_make_one(postgres: str) -> None:
    PostgresCache(postgres).get([(("answers",), "any")])
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS reader")
        connection.execute("CREATE ROLE reader LOGIN")
        connection.execute("GRANT SELECT, INSERT, UPDATE ON bareme_answers TO reader")
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    cache = PostgresCache(postgres.replace("bareme@", "reader@"))
    cache.set({(("answers",), "k"): ({"n": 1}, None)})
    assert cache.get([(("answers",), "k")]) == {(("answers",), "k"): {"n": 1}}


def test_a_connection_that_was_cut_is_made_again(postgres: str) -> None:
    cache = PostgresCache(postgres)
    for number in range(3):
        cache.set({(("answers",), f"cut {number}"): ({"n": number}, None)})
        with psycopg.connect(postgres, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid != pg_backend_pid()"
            )
    keys = [(("answers",), f"cut {number}") for number in range(3)]
    assert [answer["n"] for answer in cache.get(keys).values()] == [0, 1, 2]


def test_of_answers_that_belong_together_all_are_kept_or_none(postgres: str) -> None:
    cache = PostgresCache(postgres)
    cache.get([(("answers",), "any")])
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("ALTER TABLE bareme_answers ADD CONSTRAINT short CHECK (length(key) < 6)")
    with pytest.raises(StoreUnusable, match="CheckViolation"):
        cache.set({(("answers",), "short"): ({}, None), (("answers",), "too long"): ({}, None)})
    assert cache.get([(("answers",), "short")]) == {}


async def test_whoever_is_stopped_while_it_claims_an_answer_claims_nothing(
    postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAREME_ANSWERS_URL", postgres)
    monkeypatch.setenv("BAREME_HOME", str(tmp_path))
    get_settings.cache_clear()
    run, entered, go_on, done = PostgresCache._run, threading.Event(), threading.Event(), threading.Event()

    def slowly(self: PostgresCache, statement: str, *rows: tuple[object, ...]) -> list[tuple[object, ...]]:
        entered.set()
        assert go_on.wait(20)
        try:
            return run(self, statement, *rows)
        finally:
            done.set()

    async def claim() -> None:
        async with answer_store().single_flight(["k"], seconds=60):
            await asyncio.Event().wait()

    with monkeypatch.context() as patch:
        patch.setattr(PostgresCache, "_run", slowly)
        claiming = asyncio.create_task(claim())
        await asyncio.to_thread(entered.wait, 20)
        claiming.cancel()
        asyncio.get_running_loop().call_later(0.05, go_on.set)
        with pytest.raises(asyncio.CancelledError):
            await claiming
        await asyncio.to_thread(done.wait, 20)
    other = PostgresCache(postgres)  # of another process
    assert await other.try_acquire("k")
    await other.release("k")
    get_settings.cache_clear()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://bareme:{word}@127.0.0.1:1/none",
        "postgresql://bareme:{word}/@localhost/none",
        "postgresql://bareme:{word}%zz@localhost/none",
        "{word}",
    ],
)
async def test_a_database_that_cannot_be_reached_is_named_without_its_password(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAREME_ANSWERS_URL", url.format(word="s3cr3t"))
    monkeypatch.setenv("BAREME_HOME", str(tmp_path))
    get_settings.cache_clear()
    for work in (lambda: answer_store().recall(["k"]), lambda: answer_store().keep({"k": {"n": 1}})):
        with pytest.raises(StoreUnusable) as raised:
            await work()
        assert "Postgres" in str(raised.value)
        assert "s3cr3t" not in "".join(traceback.format_exception(raised.value))
    get_settings.cache_clear()
