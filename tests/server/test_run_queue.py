"""How many runs of a session may wait, by what the platform tells of them."""

import uuid
from types import SimpleNamespace
from typing import Any

import pytest

from bareme.server import run_queue
from bareme.server.problems import Problem


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A platform that does not show any run yet."""
    told = SimpleNamespace(runs=[], aegra=False)

    async def listed(*_: Any, **__: Any) -> list[Any]:
        return list(told.runs)

    monkeypatch.setattr(run_queue, "get_client", lambda: SimpleNamespace(runs=SimpleNamespace(list=listed)))
    monkeypatch.setattr(run_queue, "runs_on_aegra", lambda: told.aegra)
    return told


async def let_in(thread_id: str, times: int) -> list[int]:
    """Return the statuses of the refusals."""
    refused = []
    for _ in range(times):
        try:
            await run_queue.refuse_long_queue(thread_id)
        except Problem as problem:
            refused.append(problem.status)
    return refused


async def test_a_session_that_is_imported_after_its_erasure_has_no_runs(platform: SimpleNamespace) -> None:
    thread_id = str(uuid.uuid4())
    assert await let_in(thread_id, run_queue.MOST_WAITING + 1) == [429]
    run_queue.forget_let_in(thread_id)
    assert await let_in(thread_id, 1) == []


async def test_without_a_queue_only_a_run_that_is_going_keeps_another_out(platform: SimpleNamespace) -> None:
    thread_id, platform.aegra = str(uuid.uuid4()), True
    assert await let_in(thread_id, run_queue.MOST_WAITING + 2) == []
    platform.runs = [{"status": "running"}]
    assert await let_in(thread_id, 1) == [409]
