"""Of a thread at rest the newest checkpoint is kept, and its file is as small as what it holds."""

import logging
import operator
import re
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from typing import Annotated, Any, TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langgraph.channels.delta import DeltaChannel
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt

from bareme.settings import get_settings
from bareme.storage.checkpointer import open_checkpointer
from bareme.storage.inline_checkpointer import open_inline_checkpointer
from bareme.storage.pruning import keep_latest

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("home")]

type Opened = Callable[[], AbstractAsyncContextManager[BaseCheckpointSaver[str]]]
CONFIG: Any = {"configurable": {"thread_id": "t"}}
LARGE, SECRET = "x" * 100_000, "the name of a pupil"


class State(TypedDict):
    steps: Annotated[int, operator.add]
    kept: Annotated[list[int], operator.add]
    answers: Annotated[list[str], operator.add]
    large: str


@asynccontextmanager
async def open_inline() -> AsyncIterator[BaseCheckpointSaver[str]]:
    with open_inline_checkpointer(get_settings().checkpoints_file) as saver:
        yield saver


@pytest.fixture(params=[open_checkpointer, open_inline], ids=["a thread writes", "the loop writes"])
def opened(request: pytest.FixtureRequest) -> Opened:
    chosen: Opened = request.param
    return chosen


def query(sql: str) -> list[Any]:
    with closing(sqlite3.connect(get_settings().checkpoints_file)) as connection:
        return connection.execute(sql).fetchall()


def kept() -> int:
    return int(query("SELECT count(*) FROM checkpoints")[0][0])


def graph_over(saver: BaseCheckpointSaver[str]) -> Any:
    """Three steps, which note how many checkpoints there are, then questions until the answer is "end"."""

    def step(state: State) -> Any:
        return {"steps": 1, "kept": [kept()], "large": LARGE}

    def ask(state: State) -> Command[str]:
        answer = interrupt({"asked": state["steps"]})
        return Command(update={"answers": [answer]}, goto=END if answer == "end" else "step")

    builder = StateGraph(State)
    builder.add_node("step", step)
    builder.add_node("ask", ask)
    builder.add_edge(START, "step")
    builder.add_conditional_edges("step", lambda state: "ask" if state["steps"] % 3 == 0 else "step")
    return builder.compile(checkpointer=saver)


async def test_a_thread_at_rest_has_one_checkpoint_and_all_that_was_said(opened: Opened) -> None:
    async with opened() as saver:
        graph = graph_over(saver)
        state = await graph.ainvoke({"steps": 0}, CONFIG, durability="sync")
        # Nothing goes while a run is at work.
        assert state["kept"] == [2, 3, 4]
        assert kept() == 1
        for answer in ("first", "second", "end"):
            state = await graph.ainvoke(Command(resume=answer), CONFIG, durability="sync")
            assert kept() == 1
        assert state["answers"] == ["first", "second", "end"]
        again = await graph.ainvoke({"steps": 0}, CONFIG, durability="sync")
        assert again["kept"][len(state["kept"]) :] == [3, 4, 5]
        await graph.ainvoke(Command(resume="end"), CONFIG, durability="sync")
        assert (await graph.aget_state(CONFIG)).next == ()
    assert query("SELECT count(*) FROM writes") == [(0,)]


async def test_the_file_is_as_small_as_what_it_holds(opened: Opened) -> None:
    path = get_settings().checkpoints_file
    async with opened() as saver:
        graph = graph_over(saver)
        await graph.ainvoke({"steps": 0}, CONFIG)
        for n in range(10):
            await graph.ainvoke(Command(resume=str(n)), CONFIG)
        # An edit's room stays for the next one.
        assert path.stat().st_size < 10 * len(LARGE)
    assert path.stat().st_size < 1.5 * len(LARGE)
    assert sum(file.stat().st_size for file in path.parent.glob("checkpoints.sqlite-*")) == 0


@pytest.mark.parametrize("version", ["large", "small"])
async def test_a_file_of_an_earlier_version_becomes_small(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = get_settings().checkpoints_file
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE made_before (text TEXT)")
        connection.commit()
    keep_all(monkeypatch)
    async with open_checkpointer() as saver:
        graph = graph_over(saver)
        await graph.ainvoke({"steps": 0}, CONFIG)
        for n in range(6 if version == "large" else 1):
            await graph.ainvoke(Command(resume=str(n)), CONFIG)
    before, newest = path.stat().st_size, query("SELECT max(checkpoint_id) FROM checkpoints")
    async with open_checkpointer() as saver:
        await saver.aprune(["t"])
        assert query("SELECT checkpoint_id FROM checkpoints") == newest
        assert (await graph_over(saver).aget_state(CONFIG)).interrupts
    assert path.stat().st_size < min(before / 2, 1.5 * len(LARGE))


async def test_a_question_may_be_written_before_its_checkpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under durability "async", LangGraph does not wait for a checkpoint before it goes on."""
    async with open_checkpointer() as saver:
        given: list[Any] = []
        aput = saver.aput

        async def late(*args: Any) -> Any:
            given.append(args)
            return {}

        monkeypatch.setattr(saver, "aput", late)
        await graph_over(saver).ainvoke({"steps": 0}, CONFIG)
        assert query("SELECT count(*) FROM writes WHERE channel = '__interrupt__'") == [(1,)]
        for args in given:
            await aput(*args)
        assert kept() == 1
        (question,) = (await graph_over(saver).aget_state(CONFIG)).interrupts
        assert question.value == {"asked": 3}


def keep_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAREME_STUDIO", "true")
    get_settings.cache_clear()


async def test_studio_looks_back(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_all(monkeypatch)
    async with open_checkpointer() as saver:
        await graph_over(saver).ainvoke({"steps": 0}, CONFIG)
    assert kept() == 5


async def test_what_cannot_be_deleted_does_not_end_the_run(opened: Opened, caplog: pytest.LogCaptureFixture) -> None:
    async with opened() as saver:
        with closing(sqlite3.connect(get_settings().checkpoints_file)) as connection:
            connection.execute("CREATE TRIGGER full BEFORE DELETE ON checkpoints BEGIN SELECT RAISE(ABORT, ''); END")
        with caplog.at_level(logging.WARNING, "bareme"):
            state = await graph_over(saver).ainvoke({"steps": 0}, CONFIG)
        assert state["__interrupt__"]
        assert "stay for now: IntegrityError" in caplog.text
        # The two deletions are one.
        assert kept() == 5
        assert query("SELECT count(DISTINCT checkpoint_id) FROM writes") == [(5,)]
        with closing(sqlite3.connect(get_settings().checkpoints_file)) as connection:
            connection.execute("DROP TRIGGER full")
        await graph_over(saver).ainvoke(Command(resume="more"), CONFIG)
        assert kept() == 1


def extended(old: list[int], written: Sequence[list[int]]) -> list[int]:
    return sum(written, list(old))


class Deltas(TypedDict):
    log: Annotated[list[int], DeltaChannel(extended)]


async def test_a_thread_that_keeps_only_what_changed_is_left_alone() -> None:
    async with open_checkpointer() as saver:
        builder = StateGraph(Deltas)
        builder.add_node("step", lambda state: {"log": [len(state["log"])]})
        builder.add_edge(START, "step")
        graph = builder.compile(checkpointer=saver)
        for _ in range(3):
            state: Any = await graph.ainvoke({"log": []}, CONFIG)
        assert state["log"] == [0, 1, 2]
        assert kept() > 1
        with pytest.raises(NotImplementedError):
            await saver.aprune(["t"])
        assert (await graph.aget_state(CONFIG)).values["log"] == [0, 1, 2]


async def test_a_thread_can_be_deleted_as_a_whole() -> None:
    async with open_checkpointer() as saver:
        await graph_over(saver).ainvoke({"steps": 0}, CONFIG)
        with pytest.raises(ValueError, match="'all'"):
            await saver.aprune(["t"], strategy="all")
        await saver.aprune(["t"], strategy="delete")
    assert (kept(), query("SELECT count(*) FROM writes")) == (0, [(0,)])


async def test_an_ended_thread_that_is_deleted_leaves_nothing_in_an_open_file() -> None:
    """The platform deletes the thread of a run that was started without one, and nobody rewrites the file."""
    path = get_settings().checkpoints_file
    async with open_checkpointer() as saver:
        neighbour: Any = {"configurable": {"thread_id": "neighbour"}}
        await graph_over(saver).ainvoke({"steps": 0, "answers": [LARGE] * 9}, neighbour)
        builder = StateGraph(State)
        builder.add_node("step", lambda state: {"steps": len(state["answers"])})
        builder.add_edge(START, "step")
        sent: Any = {"answers": [SECRET * 1_000]}
        await builder.compile(checkpointer=saver).ainvoke(sent, CONFIG)
        assert query("SELECT count(*) FROM checkpoints WHERE thread_id = 't'") == [(1,)]
        await saver.adelete_thread("t")
        query("PRAGMA wal_checkpoint(TRUNCATE)")
        assert path.stat().st_size > 9 * len(LARGE)
        assert SECRET.encode() not in path.read_bytes()
        assert await saver.aget_tuple(neighbour)


ROWS = st.sets(st.tuples(st.sampled_from("tu"), st.sampled_from(["", "sub"]), st.integers(0, 6)))


@given(checkpoints=ROWS, writes=ROWS)
def test_what_is_older_than_the_newest_goes_and_nothing_else(
    checkpoints: set[tuple[str, str, int]], writes: set[tuple[str, str, int]]
) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE checkpoints (thread_id, checkpoint_ns, checkpoint_id, metadata)")
        connection.execute("CREATE TABLE writes (thread_id, checkpoint_ns, checkpoint_id)")
        connection.executemany("INSERT INTO checkpoints VALUES (?, ?, ?, x'7b7d')", checkpoints)
        connection.executemany("INSERT INTO writes VALUES (?, ?, ?)", writes)
        keep_latest(connection, "t")
        left = [
            set(connection.execute(f"SELECT thread_id, checkpoint_ns, checkpoint_id FROM {table}"))  # noqa: S608
            for table in ("checkpoints", "writes")
        ]
    newest = {ns: max((n for t, c, n in checkpoints if (t, c) == ("t", ns)), default=-1) for ns in ("", "sub")}
    assert left == [
        {row for row in rows if row[0] == "u" or row[2] >= newest[row[1]]} for rows in (checkpoints, writes)
    ]


async def test_checkpoints_and_questions_wait_for_the_disk_and_results_of_tasks_do_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[str] = []
    connect = sqlite3.connect

    def traced(*place: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*place, **options)
        connection.set_trace_callback(said.append)
        return connection

    monkeypatch.setattr(sqlite3, "connect", traced)
    async with open_checkpointer() as saver:
        await graph_over(saver).ainvoke({"steps": 0}, CONFIG, durability="sync")
    level, written, ended = "", "", set[tuple[str, str]]()
    for statement in said:
        level = statement.partition("PRAGMA synchronous=")[2] or level
        if found := re.search(r"INTO (checkpoints|writes)", statement):
            written = "question" if "__interrupt__" in statement else found[1]
        elif statement == "COMMIT" and written:
            ended.add((written, level))
            written = ""
    assert ended == {("checkpoints", "FULL"), ("question", "FULL"), ("writes", "NORMAL")}
