"""Two processes on one home grade the same class at the same moment: each answer is paid for by one of them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bareme.models.ledger import Ledger
from tests.faults.one_of_two import COPIES, GRADERS
from tests.provider.server import Provider, run_provider

ATTEMPTS = COPIES * len(GRADERS)


@pytest.fixture
def provider() -> Iterator[Provider]:
    with run_provider(latency=0.3) as running:
        yield running


def start(session: str, home: Path, provider: Provider, store: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "BAREME_HOME": str(home),
        "BAREME_MAX_IN_FLIGHT": "3",
        "OPENAI_API_KEY": "test",
        "OPENAI_BASE_URL": provider.base_url,
        "BAREME_ANSWERS_URL": store,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.one_of_two", session],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest) -> str:
    """Where answers are kept: the URL of a database, or nothing for the file in the home."""
    return request.getfixturevalue("postgres") if request.param == "postgres" else ""


def test_each_answer_is_paid_for_by_one_of_them(provider: Provider, tmp_path: Path, store: str) -> None:
    with ExitStack() as both:
        running = [both.enter_context(start(name, tmp_path, provider, store)) for name in ("first", "second")]
        for process in running:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        told = [process.communicate(timeout=60)[0].split() for process in running]
    assert told == [["complete"] * COPIES] * 2
    assert (provider.repeated, len(provider.requests)) == ([], ATTEMPTS)
    # And charged to the one that paid.
    ledger = Ledger(tmp_path / "spending.sqlite")
    spent = [ledger.total(name).calls for name in ("first", "second")]
    assert sum(spent) == ATTEMPTS


def test_who_waited_for_a_process_that_is_killed_asks_itself(provider: Provider, tmp_path: Path, store: str) -> None:
    with start("first", tmp_path, provider, store) as first, start("second", tmp_path, provider, store) as second:
        assert first.stdin is not None
        assert second.stdin is not None
        killed = []

        def kill_the_first(_: object) -> None:
            if not killed:
                killed.append(True)
                second.stdin.write("\n")  # type: ignore[union-attr]
                second.stdin.flush()  # type: ignore[union-attr]
                provider.latency = 0.05
            elif len(killed) == 1:
                killed.append(True)
                first.send_signal(signal.SIGKILL)

        provider.latency = 1.0
        provider.script = kill_the_first
        first.stdin.write("\n")
        first.stdin.flush()
        told = second.communicate(timeout=60)[0].split()
        first.wait(timeout=60)
    assert told == ["complete"] * COPIES
    # What was in flight in the process that was killed is asked again, and nothing else.
    assert len(provider.requests) <= ATTEMPTS + 3
