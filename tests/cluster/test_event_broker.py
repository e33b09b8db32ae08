"""The events of a run on their way through Redis: all of them, in order, once, and together."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.cluster.services import Redis

pytestmark = pytest.mark.cluster


@pytest.fixture
async def client(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    """The connection that aegra's own code uses."""
    from aegra_api.core.redis_manager import redis_manager  # noqa: PLC0415 - of the extra `cluster`
    from redis.asyncio import Redis as Client  # noqa: PLC0415

    async with Client.from_url(redis.url, decode_responses=True) as made:
        monkeypatch.setattr(redis_manager, "_client", made)
        yield made


def broker(run_id: str) -> Any:
    """Return the broker of one process."""
    from bareme.server.event_broker import BatchingBroker  # noqa: PLC0415 - of the extra `cluster`

    return BatchingBroker(run_id, f"run:{run_id}", f"cache:{run_id}", f"counter:{run_id}")


async def put(broker: Any, *texts: str) -> None:
    for text in texts:
        await broker.put(await broker.next_event_id(), ("custom", {"text": text}))


async def replayed(run_id: str, after: str | None = None) -> list[str]:
    """Return what another process replays."""
    events = await broker(run_id).replay(after)
    return [payload[1]["text"] for _, payload in events if payload[0] == "custom"]


async def test_events_go_together_and_arrive_in_order(client: Any) -> None:
    run_id, texts = str(uuid.uuid4()), [str(number) for number in range(300)]
    mine, listener = broker(run_id), broker(run_id)
    heard = asyncio.create_task(_heard(listener))
    while not (await client.pubsub_numsub(f"run:{run_id}"))[0][1]:  # noqa: ASYNC110 - Redis tells nobody
        await asyncio.sleep(0.01)
    await client.config_resetstat()
    await put(mine, *texts)
    await mine.put(await mine.next_event_id(), ("end", {"status": "success"}))
    sent = (await client.info("commandstats"))["cmdstat_rpush"]["calls"]
    assert sent <= 30, "one by one it would be 301"
    assert await asyncio.wait_for(heard, 10) == [*texts, "end"]
    assert await replayed(run_id) == texts


async def test_events_wait_for_others_until_the_run_ends(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bareme.server.event_broker._GATHER_SECONDS", 60)
    run_id = str(uuid.uuid4())
    mine = broker(run_id)
    await client.config_resetstat()
    for text in "abc":
        await put(mine, text)
        await asyncio.sleep(0.05)
    await mine.put(await mine.next_event_id(), ("end", {"status": "success"}))
    assert (await client.info("commandstats"))["cmdstat_rpush"]["calls"] == 1
    assert await replayed(run_id) == ["a", "b", "c"]


def test_what_an_interrupt_carries_is_written_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    from aegra_api.core.serializers import GeneralSerializer  # noqa: PLC0415 - of the extra `cluster`
    from aegra_api.services import redis_broker, run_status  # noqa: PLC0415
    from aegra_api.services.broker import broker_manager  # noqa: PLC0415
    from langgraph.types import Interrupt  # noqa: PLC0415

    from bareme.server.event_broker import batch_events  # noqa: PLC0415

    for owner, name in (
        (redis_broker, "RedisRunBroker"),
        (run_status, "_serializer"),
        (broker_manager, "allocate_event_id"),
    ):
        monkeypatch.setattr(owner, name, getattr(owner, name))  # put back afterwards
    batch_events()
    question = {"kind": "review", "flags": [{"copy": "c1", "of": [1, 2.5, None, True, "é"]}]}
    output = {"__interrupt__": (Interrupt(question, id="1"),)}
    serialized = run_status._safe_serialize(output, "run")
    assert serialized == GeneralSerializer().serialize(output)
    assert serialized["__interrupt__"][0]["value"] is question


async def test_whoever_goes_on_with_a_run_goes_on_with_its_events(client: Any) -> None:
    run_id = str(uuid.uuid4())
    first, second = broker(run_id), broker(run_id)
    await put(first, "a", "b")
    await asyncio.sleep(0)
    await first.put(last := await first.next_event_id(), ("custom", {"text": "c"}))
    await _sent(client, run_id, 3)
    await put(second, "d", "e")
    await second.put(await second.next_event_id(), ("end", {}))
    assert await replayed(run_id) == ["a", "b", "c", "d", "e"]
    assert await replayed(run_id, last) == ["d", "e"]


async def test_what_arrived_though_its_answer_was_lost_is_there_once(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from redis.exceptions import ConnectionError as Lost  # noqa: PLC0415 - of the extra `cluster`

    run_id = str(uuid.uuid4())
    mine = broker(run_id)
    monkeypatch.setattr("bareme.server.event_broker._PAUSE_SECONDS", 0)
    transact, failures = mine._transact, iter([True])

    async def cut(messages: list[str]) -> None:
        await transact(messages)
        if next(failures, False):
            raise Lost("cut")

    monkeypatch.setattr(mine, "_transact", cut)
    await put(mine, "a", "b")
    await mine.put(await mine.next_event_id(), ("end", {}))
    assert await replayed(run_id) == ["a", "b"]
    assert await client.llen(f"cache:{run_id}") == 3
    # Within the client, which tries again without asking:
    await client.rpush(f"cache:{run_id}", *await client.lrange(f"cache:{run_id}", 0, -1))
    assert await replayed(run_id) == ["a", "b"]


async def _sent(client: Any, run_id: str, count: int) -> None:
    while await client.llen(f"cache:{run_id}") < count:  # noqa: ASYNC110 - Redis tells nobody
        await asyncio.sleep(0.01)


async def _heard(listener: Any) -> list[str]:
    return [payload[1].get("text", payload[0]) async for _, payload in listener.aiter()]
