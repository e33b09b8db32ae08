"""A store of answers or a ledger that cannot be written or read: nothing paid is lost, nothing more is paid blindly."""

import asyncio
import sqlite3
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from langgraph.cache.sqlite import SqliteCache
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from bareme.errors import StoreUnusable
from bareme.graphs.grading import build_grading_graph
from bareme.graphs.mock_exam.graph import build_mock_exam_graph
from bareme.runtime import close_runtime
from bareme.settings import get_settings
from bareme.storage.answers import answer_store, cache_key
from bareme.storage.stores import stores
from tests.faults.laboratory import SCHEME, laboratory
from tests.mock_exams import sample_submission
from tests.provider.server import Provider, run_provider

type Json = dict[str, Any]

GRADERS = ["openai:gpt-4.1", "openai:gpt-4.1-mini"]
COPIES = 8
IN_FLIGHT = 2
FULL = "database or disk is full"


@pytest.fixture
async def provider(tmp_path: Path) -> AsyncIterator[Provider]:
    with run_provider() as running:
        async with laboratory(running, tmp_path, BAREME_MAX_IN_FLIGHT=str(IN_FLIGHT)):
            yield running


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """No answer can be written, until the patch is undone."""
    with monkeypatch.context() as patch:
        patch.setattr(SqliteCache, "aset", refuse)
        yield patch


async def refuse(self: SqliteCache[Any], pairs: Mapping[Any, Any]) -> None:
    raise sqlite3.OperationalError(FULL)


class Session:
    """A session of typed copies."""

    def __init__(self, **context: Any) -> None:
        self.graph = build_grading_graph(InMemorySaver())
        self.config: Any = {"configurable": {"thread_id": uuid.uuid4().hex}}
        self.context: Any = {"graders": GRADERS, "calibration": "off", **context}

    async def grade(self) -> Json:
        copies = [{"answers": {"1": f"copie {n}", "2": "v = 3 m/s"}} for n in range(COPIES)]
        await self.graph.ainvoke({"typed_copies": copies, "scheme": SCHEME}, self.config, context=self.context)
        return await self.graph.ainvoke(Command(resume={"candidate": 0}), self.config)

    async def finish_missing(self) -> Json:
        missing = {"actions": [{"type": "regrade", "scope": "missing"}]}
        return await self.graph.ainvoke(Command(resume=missing), self.config)


def statuses(state: Json) -> set[str]:
    return {progress["status"] for progress in state["progress"].values()}


def reasons(state: Json) -> set[str]:
    return {progress["error"] for progress in state["progress"].values() if progress["status"] != "complete"}


async def test_what_is_paid_stands_and_no_more_is_asked_until_there_is_room_again(
    provider: Provider, full_disk: pytest.MonkeyPatch
) -> None:
    session = Session()
    state = await session.grade()
    # What was in flight or next when the first answer could not be written is paid for, and in the state.
    asked = len(provider.requests)
    assert len(state["attempts"]) == asked <= 2 * (IN_FLIGHT + 1)
    assert "failed" not in statuses(state)
    assert reasons(state) == {f"le magasin des réponses payées est inutilisable ({FULL})\u00a0: rien n’est demandé"}

    full_disk.undo()
    state = await session.finish_missing()
    assert statuses(state) == {"complete"}
    assert (len(state["attempts"]), len(provider.requests), provider.repeated) == (16, 16, [])
    # What could not be written at first is on disk by now: another session pays for nothing.
    assert kept_answers() == 16
    state = await asyncio.to_thread(asyncio.run, grade_and_close())
    assert (statuses(state), len(provider.requests)) == ({"complete"}, 16)


def kept_answers() -> int:
    with closing(sqlite3.connect(get_settings().answers_file)) as connection:
        (number,) = connection.execute("SELECT count(*) FROM cache").fetchone()
    return int(number)


async def grade_and_close() -> Json:
    try:
        return await Session().grade()
    finally:
        await close_runtime()


async def test_an_answer_is_found_while_it_moves_from_memory_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAREME_HOME", str(tmp_path))
    get_settings.cache_clear()
    store, key = answer_store(), cache_key("local", model="openai:one")
    with monkeypatch.context() as full:
        full.setattr(SqliteCache, "aset", refuse)
        with pytest.raises(StoreUnusable):
            await store.keep({key: {"points": 1}})

    read = SqliteCache.aget

    async def read_just_before(self: SqliteCache[Any], keys: Any) -> Any:
        found = await read(self, keys)
        await store.check_writable()
        return found

    monkeypatch.setattr(SqliteCache, "aget", read_just_before)
    assert await store.recall([key]) == {key: {"points": 1}}


async def test_a_session_that_begins_meanwhile_pays_for_nothing(
    provider: Provider, full_disk: pytest.MonkeyPatch
) -> None:
    await Session().grade()
    asked = len(provider.requests)
    # It has what is in memory, and asks for nothing beside.
    state = await Session().grade()
    assert len(provider.requests) == asked == len(state["attempts"])


async def test_a_mock_exam_is_marked_and_told(provider: Provider, full_disk: pytest.MonkeyPatch) -> None:
    given: Any = {"exam_submission": sample_submission()}
    model: Any = {"configurable": {"model": "openai:any"}}
    first = await build_mock_exam_graph().ainvoke(given, model)
    asked = len(provider.requests)
    assert first["structured_response"]["overall_result"]
    full_disk.undo()
    await build_mock_exam_graph().ainvoke(given, model)
    assert len(provider.requests) == asked > 0


async def test_a_store_that_is_no_database_is_named_before_anything_is_paid(provider: Provider, tmp_path: Path) -> None:
    (tmp_path / "answers.sqlite").write_bytes(b"not a database" * 1_000)
    session = Session()
    state = await session.grade()
    assert (provider.requests, statuses(state)) == ([], {"waiting"})
    reason = "le magasin des réponses payées est inutilisable (file is not a database)\u00a0: rien n’est demandé"
    assert reasons(state) == {reason}
    (tmp_path / "answers.sqlite").unlink()
    assert statuses(await session.finish_missing()) == {"complete"}
    assert len(provider.requests) == 16


async def test_a_ledger_that_is_no_database_is_named_before_anything_is_paid(
    provider: Provider, tmp_path: Path
) -> None:
    (tmp_path / "spending.sqlite").write_bytes(b"not a database" * 1_000)
    state = await Session(budget={"calls": 40}).grade()
    assert (provider.requests, statuses(state)) == ([], {"waiting"})
    reason = "le registre des dépenses est inutilisable (file is not a database)\u00a0: rien n’est demandé"
    assert reasons(state) == {reason}


async def test_an_answer_stands_though_the_ledger_is_full_by_now(provider: Provider) -> None:
    session = Session(budget={"calls": 40})
    path = get_settings().spending_file
    stores().ledger.settle("any", "1", None)  # makes the table
    with closing(sqlite3.connect(path)) as connection:
        # Two calls are set aside; the one that was taken is not written down.
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON spending WHEN NEW.calls < 2 BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    state = await session.grade()
    assert (statuses(state), len(state["attempts"]), len(provider.requests)) == ({"complete"}, 16, 16)
    # What was set aside stays so: the budget is not overshot for want of a line.
    assert stores().ledger.total(state["session"]["session_id"]).calls == 32
