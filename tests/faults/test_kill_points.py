"""kill -9 anywhere: what was finished is not paid again, what was decided stands, and the session comes to its end."""

import asyncio
import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from langgraph.types import Command

from bareme.graphs.grading import build_grading_graph
from bareme.models.registry import build_model
from bareme.runtime import close_runtime
from bareme.settings import get_settings
from bareme.storage.checkpointer import open_checkpointer
from bareme.storage.erasure import erase_sessions
from tests.faults.killed_session import CONFIG, COPIES, DECIDED, GRADERS, POINTS, run_session
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
        code = process.wait()
    laboratory.count_what_was_sent()
    return code


def resume(home: Path, laboratory: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    """Go on in this process, which knows nothing of the one that was killed."""
    move_in(home, laboratory, monkeypatch)
    asyncio.run(run_session())


def move_in(home: Path, laboratory: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in settings_of(home, laboratory).items():
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    build_model.cache_clear()


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
    # A slot is given back once its answer is written down.
    assert asked - finished <= IN_FLIGHT

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
    assert checkpoints(tmp_path) == {"killed": 1}


def test_what_a_killed_process_was_deleting_is_whole_for_others_and_can_be_erased(
    forks: Path, laboratory: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    move_in(tmp_path, laboratory, monkeypatch)

    def start() -> Forked:
        environment = {**os.environ, **settings_of(tmp_path, laboratory)}
        point = "while they are deleted"
        return Forked(forks, "tests.faults.killed_session", point, folder=tmp_path, environment=environment)

    assert asyncio.run(decide_beside(start)) == -signal.SIGKILL
    kept, written_to = checkpoints(tmp_path), checkpoints(tmp_path, "writes")
    assert kept["beside"] == 1
    # The deletion was undone, in both of its tables.
    assert kept["killed"] > 1
    assert written_to["killed"] > 1

    asyncio.run(run_session())
    assert checkpoints(tmp_path) == {"killed": 1, "beside": 1}
    words = [str(DECIDED.reason), f"because {COPIES - 1}", "the class beside"]
    assert [bool(files_with(word, tmp_path)) for word in words] == [True, True, True]
    asyncio.run(erase_beside_a_reader())
    assert [files_with(word, tmp_path) for word in words[:2]] == [set(), set()]
    assert files_with(words[2], tmp_path) == {"checkpoints.sqlite"}


BESIDE: Any = {"configurable": {"thread_id": "beside"}}


async def decide_beside(start: Callable[[], Forked]) -> int:
    """Take decisions in another session of the same home as long as a process runs, and return its exit code."""
    async with open_checkpointer() as saver, AsyncExitStack() as stack:
        stack.push_async_callback(close_runtime)
        graph = build_grading_graph(saver)
        given = {"typed_copies": [{"answers": {"1": "a"}}], "scheme": "1: 2", "session_name": "the class beside"}
        await graph.ainvoke(given, BESIDE, context={"graders": ["offline:lexical"]})
        state = await graph.ainvoke(Command(resume={"candidate": 0}), BESIDE)
        (copy_id,) = state["copies"]
        with await asyncio.to_thread(start) as process:
            made, ended = 0, None
            while ended is None:
                mark = {"type": "set_mark", "copy_ids": copy_id, "question_id": "1", "points": made % 2}
                state = await graph.ainvoke(Command(resume={"actions": [mark], "author": "teacher"}), BESIDE)
                made += 1
                ended = await asyncio.to_thread(process.poll)
        assert sorted(state["decisions"]) == [f"{n:05}" for n in range(1, made + 1)]
        return ended


async def erase_beside_a_reader() -> None:
    async with open_checkpointer() as saver, AsyncExitStack() as stack:
        stack.push_async_callback(close_runtime)
        await erase_sessions({"killed": "local"})
        assert await saver.aget_tuple(CONFIG) is None
        assert await saver.aget_tuple(BESIDE) is not None


def checkpoints(home: Path, table: str = "checkpoints") -> dict[str, int]:
    """Return the number of checkpoints by thread: of all, or of those with rows in another table."""
    query = f"SELECT thread_id, count(DISTINCT checkpoint_id) FROM {table} GROUP BY 1"  # noqa: S608 - a name of ours
    with closing(sqlite3.connect(home / "checkpoints.sqlite")) as connection:
        return dict(connection.execute(query))


def files_with(word: str, home: Path) -> set[str]:
    return {path.name for path in home.rglob("*") if path.is_file() and word.encode() in path.read_bytes()}
