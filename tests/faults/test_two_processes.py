"""Two processes grade the same class at the same moment: each answer is paid for by one of them."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from bareme.settings import Settings
from bareme.storage.stores import open_stores
from tests.faults.one_of_two import COPIES, GRADERS
from tests.forked import Forked
from tests.provider.server import Json, Provider

ATTEMPTS = COPIES * len(GRADERS)
IN_FLIGHT = 3


@pytest.fixture
def start(forks: Path, tmp_path: Path, provider: Provider, storage: dict[str, str]) -> Callable[..., Forked]:
    """Start one of the two processes."""

    def start(session: str, in_flight: int = IN_FLIGHT) -> Forked:
        environment = {
            **os.environ,
            "BAREME_HOME": str(tmp_path),
            "BAREME_MAX_IN_FLIGHT": str(in_flight),
            "OPENAI_API_KEY": "test",
            "OPENAI_BASE_URL": provider.base_url,
            **storage,
        }
        return Forked(forks, "tests.faults.one_of_two", session, folder=tmp_path, environment=environment)

    return start


@pytest.fixture(params=["local", "cluster"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """What both have in common: a home, or the storage of a cluster."""
    if request.param == "local":
        return {"BAREME_STORAGE": "local"}
    return {
        "BAREME_STORAGE": "cluster",
        "BAREME_DATABASE": request.getfixturevalue("postgres"),
        "BAREME_FILES": (tmp_path / "files").as_uri(),
        "BAREME_SECRET": "s" * 32,
        "BAREME_LEASE_SECONDS": "3",
    }


def settings_of(variables: dict[str, str]) -> dict[str, Any]:
    return {name.removeprefix("BAREME_").lower(): value for name, value in variables.items()}


def begin(process: Forked) -> None:
    process.stdin.write("\n")
    process.stdin.flush()


def told_by(process: Forked) -> list[str]:
    return process.communicate()[0].split()


def test_each_answer_is_paid_for_by_one_of_them(
    provider: Provider, tmp_path: Path, start: Callable[..., Forked], storage: dict[str, str]
) -> None:
    provider.latency = 0.3
    with ExitStack() as both:
        running = [both.enter_context(start(name)) for name in ("first", "second")]
        for process in running:
            begin(process)
        told = list(map(told_by, running))
    assert told == [["complete"] * COPIES] * 2
    assert (provider.repeated, len(provider.requests)) == ([], ATTEMPTS)
    # And charged to the one that paid.
    ledger = open_stores(Settings(home=tmp_path, **settings_of(storage))).ledger
    assert sum(ledger.total(name).calls for name in ("first", "second")) == ATTEMPTS


def test_who_waited_for_a_process_that_is_killed_asks_itself(provider: Provider, start: Callable[..., Forked]) -> None:
    first_waits, killed = threading.Event(), asyncio.Event()
    # The first claims what it has in memory, half of the class; the second has room for all of it.
    with (
        start("first") as first,
        start("second", in_flight=ATTEMPTS) as second,
    ):

        async def script(_: Json) -> None:
            """Let the first process wait for its answers, until the second has asked for what is left to it."""
            number = len(provider.requests)
            if number == IN_FLIGHT:
                first_waits.set()
            elif number == IN_FLIGHT + ATTEMPTS // 2:
                first.kill()
                await asyncio.to_thread(first.wait)
                killed.set()
            if number <= IN_FLIGHT:
                await killed.wait()

        provider.script = script
        begin(first)
        assert first_waits.wait(120)
        begin(second)
        assert told_by(second) == ["complete"] * COPIES
        assert first.wait(timeout=120) == -signal.SIGKILL
    # What was in flight in the process that was killed is asked again, and nothing else.
    assert (len(provider.repeated), len(provider.requests)) == (IN_FLIGHT, ATTEMPTS + IN_FLIGHT)
