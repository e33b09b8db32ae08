"""Work waits for a database that is away: a run for long, a request not as long as a run."""

import asyncio
from collections.abc import Iterator

import pytest

from bareme.errors import ConnectionLost
from bareme.settings import get_settings
from bareme.storage.database import repeatable
from bareme.storage.patience import patient_for_at_most


class Away:
    """A database that comes back when it was asked often enough."""

    def __init__(self, times: int) -> None:
        self.times = times

    @repeatable
    def ask(self) -> str:
        self.times -= 1
        if self.times >= 0:
            raise ConnectionLost("answers", "away")
        return "back"


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("bareme.storage.database.PAUSE_SECONDS", 0)
    yield
    get_settings.cache_clear()


async def test_a_run_goes_on_when_the_database_is_back() -> None:
    assert await asyncio.to_thread(Away(50).ask) == "back"


async def test_within_a_limit_a_thread_gives_up_too(monkeypatch: pytest.MonkeyPatch) -> None:
    with patient_for_at_most(-1), pytest.raises(ConnectionLost):
        await asyncio.to_thread(Away(1).ask)
    assert await asyncio.to_thread(Away(1).ask) == "back"
    monkeypatch.setenv("BAREME_OUTAGE_SECONDS", "0")
    get_settings.cache_clear()
    with patient_for_at_most(1000), pytest.raises(ConnectionLost):
        await asyncio.to_thread(Away(10**9).ask)
