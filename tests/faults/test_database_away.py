"""The database of a cluster goes away in the middle of a class: nothing is lost, and nothing is paid for twice."""

import asyncio
import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bareme.settings import Settings
from bareme.storage.stores import open_stores
from tests.faults.one_of_two import COPIES, GRADERS
from tests.forked import Forked
from tests.provider.server import Provider

ATTEMPTS = COPIES * len(GRADERS)
_SECONDS_AWAY = 1.5


@pytest.fixture
def cluster(tmp_path: Path, postgres: str) -> dict[str, str]:
    return {"storage": "cluster", "database": postgres, "files": (tmp_path / "files").as_uri(), "secret": "s" * 32}


def _stop_connections(url: str) -> None:
    """Cut all connections to a database, and let nobody make new ones, as while Postgres is restarted."""
    name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    with psycopg.connect(url.replace(f"/{name}", "/postgres"), autocommit=True) as server:
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))


def _take_connections(url: str) -> None:
    name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    with psycopg.connect(url.replace(f"/{name}", "/postgres"), autocommit=True) as server:
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true".encode())


def test_a_class_goes_on_when_the_database_is_back(
    provider: Provider, forks: Path, tmp_path: Path, cluster: dict[str, str]
) -> None:
    away: list[str] = []

    async def script(_: Any) -> None:
        """Take the database away while calls are under way, answer them, and bring it back."""
        if away or provider.in_flight < 3:
            return
        away.append("once")
        await asyncio.to_thread(_stop_connections, cluster["database"])
        loop = asyncio.get_running_loop()
        loop.call_later(_SECONDS_AWAY, lambda: loop.run_in_executor(None, _take_connections, cluster["database"]))

    provider.script = script
    provider.latency = 0.05
    environment = {
        **os.environ,
        **{f"BAREME_{name.upper()}": value for name, value in cluster.items()},
        "BAREME_HOME": str(tmp_path),
        "OPENAI_API_KEY": "test",
        "OPENAI_BASE_URL": provider.base_url,
    }
    start: Callable[[str], Forked] = lambda name: Forked(  # noqa: E731
        forks, "tests.faults.one_of_two", name, folder=tmp_path, environment=environment
    )
    with ExitStack() as both:
        running = [both.enter_context(start(name)) for name in ("first", "second")]
        for process in running:
            process.stdin.write("\n")
            process.stdin.flush()
        told = [(process.communicate(), process.returncode) for process in running]
    assert [(out.split(), code) for (out, _), code in told] == [(["complete"] * COPIES, 0)] * 2, told
    assert away
    # The class is the same one: each answer was paid for by one of the two, and charged to it.
    assert (provider.repeated, len(provider.requests)) == ([], ATTEMPTS)
    ledger = open_stores(Settings(home=tmp_path, **cluster)).ledger  # type: ignore[arg-type]
    assert sum(ledger.total(name).calls for name in ("first", "second")) == ATTEMPTS
