"""While a route works for one client, the event loop answers the others: what one turn of it does is counted."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bareme.runtime import close_runtime
from tests.loop_work import count_loop_work
from tests.server.conftest import Configure
from tests.server.session_platform import SESSION, graded

COPIES, QUESTIONS = 40, 5
MOST = 10_000
"""Calls of Python functions in one turn: about ten milliseconds on a quiet machine."""


@pytest.fixture
async def route(
    configure: Configure, app_client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    configure()
    answers = {str(number): f"La réponse {number} parle de l'énergie." for number in range(QUESTIONS)}
    questions = [{"id": i, "max_points": 2, "expected_answer": "l'énergie et la masse"} for i in answers]
    request: Any = {"typed_copies": [{"answers": answers}] * COPIES, "scheme": {"questions": questions}}
    platform = await graded(request, is_asked=False, graders=["offline:lexical", "offline:strict"])
    platform.serve(monkeypatch)
    yield app_client
    await close_runtime()


READS = ["progress", "review", "copies/c01", "history", "exports/json", "exports/xlsx", "exports/csv"]


async def test_a4_a_session_is_read_off_the_loop(route: httpx.AsyncClient) -> None:
    longest = {}
    for path in READS:
        await route.get(f"/sessions/{SESSION}/{path}")  # what a process makes once is not counted
        with count_loop_work() as work:
            answer = await route.get(f"/sessions/{SESSION}/{path}")
        assert answer.status_code == 200, answer.text
        longest[path] = work.longest
    assert max(longest.values()) < MOST, longest


@pytest.mark.parametrize("action", [{"type": "shred"}, {"type": "finish"}])
async def test_a4_decisions_are_read_off_the_loop(route: httpx.AsyncClient, action: Any) -> None:
    with count_loop_work() as work:
        answer = await route.post(f"/sessions/{SESSION}/decisions", json={"actions": [action] * 4_000})
    assert answer.status_code < 500
    assert work.longest < MOST, work.where
