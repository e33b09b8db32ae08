"""The events of runs in the Redis of a cluster, sent together: one by one, each takes four round trips."""

import asyncio
import json
from contextlib import suppress
from typing import Any

import structlog
from aegra_api.core.redis_manager import redis_manager
from aegra_api.core.serializers import GeneralSerializer
from aegra_api.services import redis_broker, run_status
from aegra_api.services.base_broker import REPLAY_RETENTION_SECONDS
from aegra_api.services.broker import broker_manager
from aegra_api.services.redis_broker import RedisRunBroker
from aegra_api.utils import extract_event_sequence, generate_event_id
from langgraph.types import Interrupt
from redis import RedisError

_NUMBERS = 1_000
"""Taken at once for the events to come. Whoever goes on with a run takes later ones, so some may be left out."""
_MOST_KEPT, _MOST_UNSENT = 10_000, 500
"""For replay, as in aegra; and before whoever makes events has to wait."""
_GATHER_SECONDS = 0.05
"""How long events wait for others. The end of a run does not wait."""
_TRIES, _PAUSE_SECONDS = 3, 0.5

_log = structlog.get_logger(__name__)


class InterruptSerializer(GeneralSerializer):  # type: ignore[misc]  # aegra has no types
    """Hands on what an interrupt carries as it is.

    It is plain JSON, and aegra would look at each value of a class: that takes longer than anything else at the end of
    a run.
    """

    def _serialize_object(self, obj: Any) -> Any:
        if isinstance(obj, Interrupt):
            return {"value": obj.value, "id": obj.id}
        return super()._serialize_object(obj)


_serializer = InterruptSerializer()


class BatchingBroker(RedisRunBroker):  # type: ignore[misc]  # aegra has no types
    """Sends what has come within a moment in one transaction: kept for replay, and published."""

    def __init__(self, run_id: str, channel: str, cache_key: str, counter_key: str) -> None:
        super().__init__(run_id, channel, cache_key, counter_key)
        self._numbers = iter(range(0))
        self._last = 0
        self._unsent: list[str] = []
        self._sending: asyncio.Task[None] | None = None
        self._at_once = asyncio.Event()

    async def next_event_id(self) -> str:
        """Return the id of the next event: later than all that any process has taken so far."""
        number = next(self._numbers, None)
        if number is None:
            self._numbers = iter(await self._taken_numbers())
            number = next(self._numbers)
        self._last = number
        return str(generate_event_id(self.run_id, number))

    async def _taken_numbers(self) -> range:
        taken = 0
        try:
            taken = int(await redis_manager.get_client().incrby(self._counter_key, _NUMBERS))
        except RedisError as error:
            _log.warning("events of a run are numbered without Redis", run_id=self.run_id, error=str(error))
        # A Redis that was started anew counts from the beginning.
        first = max(taken - _NUMBERS, self._last) + 1
        return range(first, first + _NUMBERS)

    async def put(self, event_id: str, payload: Any, *, resumable: bool = True) -> None:
        """Send an event soon. The end of a run is sent when this returns, and all that came before it."""
        if self._finished or not resumable:
            await super().put(event_id, payload, resumable=resumable)
            return
        message = {"event_id": event_id, "payload": payload}
        self._unsent.append(json.dumps(message, default=_serializer.serialize))
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send())
        is_end = isinstance(payload, tuple) and payload[:1] == ("end",)
        if is_end or len(self._unsent) > _MOST_UNSENT:
            self._at_once.set()
            await asyncio.shield(self._sending)
        self._finished |= is_end

    async def replay(self, last_event_id: str | None) -> list[tuple[str, Any]]:
        """Return the events that are kept, after that one. What arrived twice is there once."""
        latest, rising = 0, []
        for event_id, payload in await super().replay(last_event_id):
            if (number := extract_event_sequence(event_id)) > latest:
                latest = number
                rising.append((event_id, payload))
        return rising

    async def _send(self) -> None:
        while self._unsent:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._at_once.wait(), _GATHER_SECONDS)
            self._at_once.clear()
            messages, self._unsent = self._unsent, []
            for tries in range(1, _TRIES + 1):
                try:
                    # What was cut off may have arrived: a transaction does as a whole.
                    if tries == 1 or not await self._is_kept(messages[-1]):
                        await self._transact(messages)
                    break
                except RedisError as error:
                    if tries == _TRIES:
                        told = {"run_id": self.run_id, "count": len(messages), "error": str(error)}
                        _log.error("events of a run are lost", **told)
                    else:
                        await asyncio.sleep(_PAUSE_SECONDS * tries)

    async def _transact(self, messages: list[str]) -> None:
        async with redis_manager.get_client().pipeline(transaction=True) as pipe:
            pipe.rpush(self._cache_key, *messages)
            pipe.ltrim(self._cache_key, -_MOST_KEPT, -1)
            for key in (self._cache_key, self._counter_key):
                pipe.expire(key, REPLAY_RETENTION_SECONDS)
            for message in messages:
                pipe.publish(self._channel, message)
            await pipe.execute()

    async def _is_kept(self, message: str) -> bool:
        kept: list[str] = await redis_manager.get_client().lrange(self._cache_key, -1, -1)
        return kept == [message]


def batch_events() -> None:
    """Have this process of aegra, which has no setting for it, send events in this way."""
    redis_broker.RedisRunBroker = BatchingBroker
    run_status._serializer = _serializer  # noqa: SLF001 - see above
    broker_manager.allocate_event_id = _allocate_event_id


async def _allocate_event_id(run_id: str) -> str:
    return str(await broker_manager.get_or_create_broker(run_id).next_event_id())
