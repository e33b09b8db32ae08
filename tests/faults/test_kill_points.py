"""kill -9 anywhere: what was finished is not paid again, what was decided stands, and the session comes to its end."""

import asyncio
import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bareme.graphs.grading import build_grading_graph
from bareme.models.registry import build_model
from bareme.settings import get_settings
from bareme.storage.checkpointer import open_checkpointer
from tests.faults.killed_session import CONFIG, COPIES, GRADERS, POINTS, run_session
from tests.forked import Forked
from tests.provider.server import Provider

ATTEMPTS = COPIES * len(GRADERS)
IN_FLIGHT = 3


@pytest.fixture
def laboratory(endpoint: Provider) -> Iterator[Provider]:
    endpoint.reset()
    endpoint.latency = 0.1
    yield endpoint
    get_settings.cache_clear()
    build_model.cache_clear()


def run_until_killed(forks: Path, home: Path, laboratory: Provider, point: str) -> int:
    environment = {**os.environ, **settings_of(home, laboratory)}
    with Forked(forks, "tests.faults.killed_session", point, folder=home, environment=environment) as process:
        return process.wait()


def resume(home: Path, laboratory: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    """Go on in this process, which knows nothing of the one that was killed."""
    for name, value in settings_of(home, laboratory).items():
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    build_model.cache_clear()
    asyncio.run(run_session())


def settings_of(home: Path, laboratory: Provider) -> dict[str, str]:
    return {
        "BAREME_HOME": str(home),
        "BAREME_MAX_IN_FLIGHT": str(IN_FLIGHT),
        "OPENAI_API_KEY": "test",
        "OPENAI_BASE_URL": laboratory.base_url,
    }


def answers_kept(home: Path) -> int:
    path = home / "answers.sqlite"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM cache").fetchone()[0])


async def final_state() -> dict[str, Any]:
    async with open_checkpointer() as saver:
        state = await build_grading_graph(saver).aget_state(CONFIG)
    assert (state.values["finished"], state.next) == (True, ("review",))
    return state.values


@pytest.mark.parametrize("point", POINTS)
def test_what_was_finished_is_paid_once(
    point: str, forks: Path, laboratory: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run_until_killed(forks, tmp_path, laboratory, point) == -signal.SIGKILL
    asked, finished = len(laboratory.requests), answers_kept(tmp_path)
    # In flight, or answered in the moment before it was written down.
    assert asked - finished <= 2 * IN_FLIGHT

    resume(tmp_path, laboratory, monkeypatch)
    # Exactly what was not finished is asked, each once.
    assert len(laboratory.requests) - asked == ATTEMPTS - finished
    assert answers_kept(tmp_path) == ATTEMPTS
    assert max(laboratory.calls.values()) <= 2
    assert len(laboratory.repeated) == asked - finished

    values = asyncio.run(final_state())
    assert len(values["attempts"]) == ATTEMPTS
    decision, finish = values["decisions"].values()
    assert (finish["kind"], finish["finished"]) == ("session", True)
    assert (decision["points"], decision["author"], decision["reason"]) == (0.5, "Mme Roy", "seen on paper")
    assert [copy["total"] for copy in values["results"]] == [1.5, *[2.5] * (COPIES - 1)]
    assert {progress["status"] for progress in values["progress"].values()} == {"complete"}
