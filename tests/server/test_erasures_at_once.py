"""Several requests to delete at the same moment."""

import asyncio

import httpx
import pytest

from bareme.server import erasure
from tests.server.conftest import Configure
from tests.server.session_platform import SESSION, Platform

pytestmark = pytest.mark.anyio


async def test_b9_a_session_that_is_deleted_twice_at_once_is_erased_once_at_a_time(
    configure: Configure, app_client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work = 0

    async def erase(owners: dict[str, str]) -> None:
        nonlocal at_work
        at_work += 1
        assert at_work == 1
        await asyncio.sleep(0.05)
        at_work -= 1

    Platform({"owner": "local"}, []).serve(monkeypatch)
    monkeypatch.setattr(erasure, "erase_sessions", erase)
    answers = await asyncio.gather(*(app_client.delete(f"/sessions/{SESSION}") for _ in range(4)))
    assert [answer.status_code for answer in answers] == [204] * 4
