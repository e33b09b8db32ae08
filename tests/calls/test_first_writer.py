"""One call writes the beginning of a prompt to a provider's cache; those that would write it too wait for it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from langchain_core.messages import AIMessage

from bareme.calls.first_writer import after_first_writer
from bareme.runtime import close_runtime

HOUR = 3_600.0


@pytest.fixture(autouse=True)
async def runtime() -> AsyncIterator[None]:
    yield
    await close_runtime()


class Calls:
    """Calls that end when they are let go, in the order in which they were sent."""

    def __init__(self) -> None:
        self.sent: list[asyncio.Future[AIMessage]] = []

    async def make(self, key: str = "exam", seconds: float = HOUR) -> AIMessage:
        async with after_first_writer(key, seconds) as send:
            return await send(self._request())

    async def _request(self) -> AIMessage:
        answer = asyncio.get_running_loop().create_future()
        self.sent.append(answer)
        return await answer

    async def settled(self) -> int:
        """Return how many requests were sent once all tasks have gone as far as they can."""
        for _ in range(10):
            await asyncio.sleep(0)
        return len(self.sent)


async def test_the_others_wait_for_the_first_and_nobody_after_that() -> None:
    calls = Calls()
    tasks = [asyncio.create_task(calls.make()) for _ in range(5)]
    other = asyncio.create_task(calls.make("another exam"))
    assert await calls.settled() == 2
    calls.sent[0].set_result(AIMessage("1"))
    assert await calls.settled() == 6
    late = asyncio.create_task(calls.make())
    assert await calls.settled() == 7
    for answer in calls.sent[1:]:
        answer.set_result(AIMessage("2"))
    await asyncio.gather(*tasks, late, other)


async def test_when_the_first_fails_all_others_go_on_at_once() -> None:
    calls = Calls()
    tasks = [asyncio.create_task(calls.make()) for _ in range(4)]
    assert await calls.settled() == 1
    calls.sent[0].set_exception(OSError())
    assert await calls.settled() == 4
    # One that comes now finds nothing in the cache, and waits for one of them.
    late = asyncio.create_task(calls.make())
    assert await calls.settled() == 4
    for answer in calls.sent[1:]:
        answer.set_result(AIMessage("x"))
    assert await calls.settled() == 5
    calls.sent[4].set_result(AIMessage("x"))
    await late
    assert isinstance((await asyncio.gather(*tasks, return_exceptions=True))[0], OSError)


@pytest.mark.parametrize("is_sent", [True, False])
async def test_a_first_call_that_is_cancelled_keeps_nobody_waiting(is_sent: bool) -> None:
    calls = Calls()

    async def wait_for_a_slot() -> None:
        async with after_first_writer("exam", HOUR):
            await asyncio.sleep(HOUR)

    first = asyncio.create_task(calls.make() if is_sent else wait_for_a_slot())
    await calls.settled()
    second = asyncio.create_task(calls.make())
    assert await calls.settled() == int(is_sent)
    first.cancel()
    assert await calls.settled() == 1 + int(is_sent)
    calls.sent[-1].set_result(AIMessage("x"))
    await second


async def test_what_has_left_the_cache_is_written_again() -> None:
    calls = Calls()
    first = asyncio.create_task(calls.make(seconds=-1))
    await calls.settled()
    calls.sent[0].set_result(AIMessage("x"))
    await first
    tasks = [asyncio.create_task(calls.make()) for _ in range(3)]
    assert await calls.settled() == 2
    calls.sent[1].set_result(AIMessage("x"))
    assert await calls.settled() == 4
    for answer in calls.sent[2:]:
        answer.set_result(AIMessage("x"))
    await asyncio.gather(*tasks)
