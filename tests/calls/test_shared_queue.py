"""The slots of this process while the database that all processes share does not answer."""

import asyncio
import threading
from collections.abc import Mapping

import pytest

from bareme.calls.fair_queue import Requester
from bareme.calls.shared_queue import SharedQueue
from bareme.storage.provider_limits import Endpoint, RateLimits, Share


class SilentDatabase:
    """Grants all slots, until it is cut off and leaves whoever asks without an answer."""

    def __init__(self) -> None:
        self.answers = threading.Event()
        self.answers.set()
        self.is_asked = threading.Event()
        self.certain = True
        self.kept: list[int] = []

    def cut(self) -> None:
        self.is_asked.clear()
        self.answers.clear()

    def exchange(
        self,
        queue: str,
        provider: str,
        wanted: Mapping[str, int],
        *,
        kept: int,
        size: int,
        pauses: Mapping[Endpoint, float],
    ) -> Share:
        self.is_asked.set()
        assert self.answers.wait(60)
        self.kept.append(kept)
        return Share(size, {})

    def is_certain(self) -> bool:
        return self.certain

    def count(self, request: str, provider: str, tokens: int, limits: RateLimits) -> float:
        raise NotImplementedError

    def correct(self, request: str, *, requests: int, tokens: int) -> None:
        raise NotImplementedError


async def use(queue: SharedQueue, times: int) -> None:
    for _ in range(times):
        async with asyncio.timeout(1), queue.permit(Requester("s")):
            await asyncio.sleep(0.02)


async def test_no_slot_is_used_once_others_may_have_it_while_an_exchange_hangs() -> None:
    database = SilentDatabase()
    queue = SharedQueue("openai", database, 4, RateLimits())
    try:
        async with queue.permit(Requester("s")):
            database.cut()
            assert await asyncio.to_thread(database.is_asked.wait, 30)
            database.certain = False
            with pytest.raises(TimeoutError):
                await use(queue, times=500)
            database.certain = True
            database.answers.set()
            async with asyncio.timeout(30), queue.permit(Requester("s")):
                pass
    finally:
        database.answers.set()
        await queue.aclose()
