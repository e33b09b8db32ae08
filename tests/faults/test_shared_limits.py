"""What a provider takes at once is the limit of all processes of a cluster together."""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.one_of_two import COPIES, GRADERS
from tests.forked import Forked
from tests.provider.server import Provider
from tests.provider.wire import Reply

IN_FLIGHT = 16
CALLS = COPIES * len(GRADERS)


@pytest.fixture
def start(forks: Path, tmp_path: Path, postgres: str, provider: Provider) -> Callable[..., Forked]:
    """Start one of the processes, which grades a class of its own."""

    def start(session: str, **variables: str) -> Forked:
        environment = {
            **os.environ,
            "BAREME_HOME": str(tmp_path),
            "BAREME_STORAGE": "cluster",
            "BAREME_DATABASE": postgres,
            "BAREME_FILES": (tmp_path / "files").as_uri(),
            "BAREME_SECRET": "s" * 32,
            "BAREME_LEASE_SECONDS": "2",
            "BAREME_MAX_IN_FLIGHT": str(IN_FLIGHT),
            "OPENAI_API_KEY": "test",
            "OPENAI_BASE_URL": provider.base_url,
            **variables,
        }
        return Forked(forks, "tests.faults.one_of_two", session, session, folder=tmp_path, environment=environment)

    return start


def begin(process: Forked) -> None:
    process.stdin.write("\n")
    process.stdin.flush()


def told_by(process: Forked) -> list[str]:
    out, err = process.communicate()
    assert process.returncode == 0, err
    return out.split()


def test_four_processes_call_as_often_at_once_as_one_may(provider: Provider, start: Callable[..., Forked]) -> None:
    provider.latency, full = 0.1, asyncio.Event()

    async def wait_until_full(_: object) -> None:
        """Answer nothing before as many calls are under way as may be."""
        if provider.in_flight >= IN_FLIGHT:
            full.set()
        await full.wait()

    provider.script = wait_until_full
    with ExitStack() as all_:
        running = [all_.enter_context(start(f"session {number}")) for number in range(4)]
        assert len({process.pid for process in running}) == 4
        for process in running:
            begin(process)
        assert list(map(told_by, running)) == [["complete"] * COPIES] * 4
    assert len(provider.requests) == 4 * CALLS
    assert provider.repeated == []
    assert provider.most_in_flight == IN_FLIGHT


def test_the_slots_of_a_process_that_died_go_to_the_others(provider: Provider, start: Callable[..., Forked]) -> None:
    limit = {"BAREME_MAX_IN_FLIGHT": str(CALLS)}
    with start("dies", **limit) as dying, start("lives", **limit) as living:
        provider.latency = 600
        begin(dying)
        while provider.in_flight < CALLS:  # it has all slots
            assert dying.poll() is None
            time.sleep(0.01)
        dying.kill()
        assert dying.wait(timeout=30) == -signal.SIGKILL
        provider.latency = 0.3
        begin(living)
        assert told_by(living) == ["complete"] * COPIES
    assert len(provider.requests) == 2 * CALLS


def test_a_pause_of_one_process_is_one_of_all(provider: Provider, start: Callable[..., Forked]) -> None:
    provider.script = lambda _: Reply.of({}, 429, retry_after="3600")
    with start("one") as one, start("other") as other:
        begin(one)
        assert set(told_by(one)) == {"waiting"}
        asked = len(provider.requests)
        begin(other)
        assert set(told_by(other)) == {"waiting"}
    assert len(provider.requests) == asked


def test_requests_a_minute_are_those_of_all_processes(provider: Provider, start: Callable[..., Forked]) -> None:
    limit = {"BAREME_REQUESTS_PER_MINUTE": str(CALLS + 2)}
    with start("one", **limit) as one, start("other", **limit) as other:
        begin(one)
        assert told_by(one) == ["complete"] * COPIES
        begin(other)
        while len(provider.requests) < CALLS + 2:
            assert other.poll() is None
            time.sleep(0.01)
        other.kill()
        other.wait(timeout=30)
    provider.count_what_was_sent()
    assert len(provider.requests) == CALLS + 2
