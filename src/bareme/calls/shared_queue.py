"""A fair queue for the slots and rates of a provider that several processes call."""

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from time import monotonic

from bareme.calls.circuit_breaker import circuit_breaker_of
from bareme.calls.fair_queue import FairQueue, Permit, Requester
from bareme.errors import StoreUnusable
from bareme.storage.provider_limits import Endpoint, ProviderLimits, RateLimits
from bareme.storage.shielded import shielded

_PAUSE_SECONDS, _SHORT_PAUSE_SECONDS = 0.25, 0.05
"""Between two exchanges with the other processes; the shorter one while sessions wait and there is no slot at all."""
_REMEMBERED_SECONDS = 1.0
"""How long a session that has just asked counts as one that wants slots: it may be between two calls."""

_log = logging.getLogger(__name__)


class SharedQueue:
    """The part of this process in what a provider grants: a fair queue whose size the processes agree on.

    Slots are not asked for one by one: each process has as many as are its share, and exchanges only what its sessions
    want. So a call waits for no database, and a process that cannot reach it goes on with what it has until its lease
    may end. Rates are counted call by call, where there are any.
    """

    def __init__(self, provider: str, limits: ProviderLimits, size: int, rates: RateLimits) -> None:
        self._provider = provider
        self._limits = limits
        self._size = size
        self._rates = rates
        self._id = uuid.uuid4().hex
        self._queue = FairQueue(0)
        self._wanted: dict[str, tuple[float, int]] = {}
        self._pauses: dict[Endpoint, float] = {}
        self._exchanging: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def permit(self, requester: Requester, *, tokens: int = 0) -> AsyncIterator[Permit]:
        """Wait for a slot and hold it. `tokens` is what the call is expected to take."""
        self._want(requester.flow)
        async with self._queue.permit(requester) as slot:
            if self._rates == RateLimits():
                yield slot
                return
            request = uuid.uuid4().hex
            await self._count(request, tokens)
            counted = Permit.counted(requests=1, tokens=tokens)
            try:
                yield counted
            finally:
                requests, used = counted.amounts
                slot.shrink(0)
                if (requests, used) != (1, tokens):
                    correcting = asyncio.to_thread(self._limits.correct, request, requests=requests, tokens=used)
                    with suppress(StoreUnusable):  # what was expected stays counted
                        await shielded(correcting)

    def resize(self, size: int) -> None:
        """Change the slots of all processes together."""
        self._size = size

    def expect(self, flow: str) -> None:
        """Have the others leave room for `flow`, which is about to ask."""
        self._want(flow)
        self._queue.expect(flow)

    def tell_pause(self, endpoint: Endpoint, seconds: float) -> None:
        """Have the other processes leave an endpoint alone, too."""
        self._pauses[endpoint] = seconds

    async def aclose(self) -> None:
        """Give back what this process has."""
        if self._exchanging is not None:
            self._exchanging.cancel()
            await asyncio.wait([self._exchanging])
            with suppress(StoreUnusable):
                await self._exchange({}, kept=0)

    def _want(self, flow: str) -> None:
        self._wanted.setdefault(flow, (monotonic(), 1))
        if self._exchanging is None or self._exchanging.done():
            self._exchanging = asyncio.create_task(self._keep_exchanging())

    async def _keep_exchanging(self) -> None:
        """Exchange with the other processes as long as anything is wanted or held here."""
        while True:
            await asyncio.sleep(0)  # a request that has just come in is in the queue now
            wanted, told_size = self._wanted_now(), self._queue.size
            kept = max(told_size, self._queue.held.total())
            try:
                self._queue.resize(await self._answered(wanted, kept=kept))
            except StoreUnusable as failure:
                self._stop_unless_certain(str(failure))
            else:
                # The others know that nothing is kept here, and nobody has come meanwhile.
                if not wanted and not kept and not self._wanted:
                    return
            is_starved = self._queue.waiting and not self._queue.size
            gives_back = self._queue.size < told_size
            await asyncio.sleep(_SHORT_PAUSE_SECONDS if is_starved or gives_back else _PAUSE_SECONDS)

    async def _answered(self, wanted: dict[str, int], *, kept: int) -> int:
        """Return what an exchange gives, or 0 if it took so long that others may have got it meanwhile."""
        exchanging = asyncio.create_task(self._exchange(wanted, kept=kept))
        has_stopped = False
        try:
            while not (await asyncio.wait([exchanging], timeout=_PAUSE_SECONDS))[0]:
                has_stopped |= self._stop_unless_certain("no answer")
        finally:
            await asyncio.wait([exchanging])
        given = exchanging.result()
        return 0 if has_stopped else given

    def _stop_unless_certain(self, reason: str) -> bool:
        """Use no slot from now on, and return True, if other processes may have taken those of this one."""
        if self._limits.is_certain():
            return False
        if self._queue.size:
            _log.warning("no slot of %s is used for now: %s", self._provider, reason)
        self._queue.resize(0)
        return True

    async def _exchange(self, wanted: dict[str, int], *, kept: int) -> int:
        told, self._pauses = self._pauses, {}
        try:
            share = await shielded(
                asyncio.to_thread(
                    self._limits.exchange,
                    self._id,
                    self._provider,
                    wanted,
                    kept=kept,
                    size=self._size,
                    pauses=told,
                )
            )
        except StoreUnusable:
            self._pauses = told | self._pauses
            raise
        for endpoint, seconds in share.pauses.items():
            circuit_breaker_of(endpoint).open_for(seconds)
        return share.slots

    def _wanted_now(self) -> dict[str, int]:
        """Return what each session wants: the most of the last second."""
        now = monotonic()
        for flow, units in (self._queue.held + self._queue.waiting).items():
            at, most = self._wanted.get(flow, (0.0, 0))
            if units >= most or now - at > _REMEMBERED_SECONDS:
                self._wanted[flow] = now, units
        self._wanted = {flow: told for flow, told in self._wanted.items() if now - told[0] <= _REMEMBERED_SECONDS}
        return {flow: units for flow, (_, units) in self._wanted.items()}

    async def _count(self, request: str, tokens: int) -> None:
        """Wait until the request may be sent.

        Raises:
            StoreUnusable: it cannot be told.
        """
        while True:
            pause = await asyncio.to_thread(self._limits.count, request, self._provider, tokens, self._rates)
            if not pause:
                return
            await asyncio.sleep(pause)
