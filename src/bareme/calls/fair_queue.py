"""A fair queue for what several sessions compete for: slots, requests and tokens a minute.

Fair queuing is that of Nagle (RFC 970) and of Demers, Keshav and Shenker (1989): each session is a flow, flows are
served in turn, and a flow with many requests delays only itself.

Own code rather than aiolimiter (1.2.1, MIT), which is a leaky bucket with one queue: a session's fifty copies would
stand before the next session's first, and slot, requests and tokens could not be granted together or not at all.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from heapq import heapify, heappop, heappush
from itertools import count

from bareme.calls.arrivals import Arrivals

MINUTE = 60.0


@dataclass(frozen=True)
class Requester:
    """On whose behalf something is asked for.

    `flow` is the session. `priority` is the place of the copy in it, from 0; the lowest number comes first.
    """

    flow: str = ""
    priority: int = 0


@dataclass
class _Entry:
    at: float
    amount: int


class SlidingWindow:
    """A rate limit: an amount that may pass in any sixty seconds, such as requests or tokens.

    The algorithm is known as the sliding window log. A token bucket, which starts full, would let twice its rate
    through in the first minute.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._entries: deque[_Entry] = deque()

    def seconds_until(self, amount: int, now: float) -> float:
        """Return the seconds until `amount` may pass, 0 if it may now. An empty window lets any amount through."""
        while self._entries and self._entries[0].at <= now - MINUTE:
            self._entries.popleft()
        over = sum(entry.amount for entry in self._entries) + amount - self.limit
        for entry in self._entries:
            if over <= 0:
                break
            over -= entry.amount
            opens = entry.at + MINUTE
            if over <= 0 or entry is self._entries[-1]:
                return opens - now
        return 0.0

    def record(self, amount: int, now: float) -> _Entry:
        """Count `amount` as passing now. The amount of the returned entry can be corrected later."""
        entry = _Entry(now, amount)
        self._entries.append(entry)
        return entry


@dataclass
class Permit:
    """What a queue granted, in units, as a semaphore grants permits."""

    _requests: _Entry | None
    _tokens: _Entry | None
    _settled: Callable[[], None]
    _release: Callable[[int], None]
    _units: int

    @classmethod
    def counted(cls, *, requests: int, tokens: int) -> "Permit":
        """Return a permit of a queue that counts its rates elsewhere; `amounts` are to be told there."""
        return cls(_Entry(0.0, requests), _Entry(0.0, tokens), lambda: None, lambda _: None, 0)

    @property
    def amounts(self) -> tuple[int, int]:
        """The requests and tokens that it counts for."""
        return (self._requests.amount if self._requests else 0, self._tokens.amount if self._tokens else 0)

    def settle(self, *, requests: int, tokens: int) -> None:
        """Replace the estimates in the rate limits by what was really sent and used."""
        if self._requests is not None:
            self._requests.amount = requests
        if self._tokens is not None:
            self._tokens.amount = tokens
        self._settled()

    def shrink(self, units: int) -> None:
        """Give back all but `units`."""
        if units < self._units:
            over, self._units = self._units - units, units
            self._release(over)


@dataclass(order=True)
class _Waiter:
    priority: int
    number: int
    flow: str = field(compare=False)
    units: int = field(compare=False)
    tokens: int = field(compare=False)
    granted: asyncio.Future[Permit] = field(compare=False)


class FairQueue:
    """Grants units to the flow that holds least, and among equals to the one served longest ago.

    Within a flow the lowest priority number comes first. What cannot be granted to the waiter whose turn it is, is
    granted to nobody else, so that a large request is not passed over for ever. For a flow that is expected (see
    `expect`) the others hold back for a moment, and take no more than half of an equal share: of sessions that start
    together, the quickest would otherwise hold everything for as long as its calls last. A queue belongs to one event
    loop.

    Args:
        size: Units that may be held at once.
        slack: Whether a request for several units may exceed `size` by those units, and a flow that holds nothing is
            served at once (see `copy_slot`).
        requests: Grants in any minute.
        tokens: Tokens in any minute.
    """

    def __init__(
        self, size: int, *, slack: bool = False, requests: int | None = None, tokens: int | None = None
    ) -> None:
        self._size = size
        self._slack = slack
        self._requests = SlidingWindow(requests) if requests else None
        self._tokens = SlidingWindow(tokens) if tokens else None
        self._waiting: dict[str, list[_Waiter]] = {}
        self._held: Counter[str] = Counter()
        self._served: dict[str, int] = {}
        self._arrivals = Arrivals(self._serve)
        self._numbers = count()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def size(self) -> int:
        """The units that may be held at once."""
        return self._size

    @property
    def held(self) -> Counter[str]:
        """The units that each flow holds."""
        return +self._held

    @property
    def waiting(self) -> Counter[str]:
        """The units that each flow waits for."""
        return Counter({flow: sum(waiter.units for waiter in queue) for flow, queue in self._waiting.items()})

    @asynccontextmanager
    async def permit(self, requester: Requester, *, units: int = 1, tokens: int = 0) -> AsyncIterator[Permit]:
        """Wait for `units` and hold them. `tokens` is what the call is expected to take."""
        permit = await self._acquire(requester, units, tokens)
        try:
            yield permit
        finally:
            permit.shrink(0)

    def resize(self, size: int) -> None:
        """Change the units that may be held at once; what is held beyond them is not taken back."""
        if size != self._size:
            self._size = size
            self._serve()

    def expect(self, flow: str) -> None:
        """Have the others leave room for `flow`, which is about to ask: see `Arrivals`."""
        self._arrivals.expect(flow)

    async def _acquire(self, requester: Requester, units: int, tokens: int) -> Permit:
        granted: asyncio.Future[Permit] = asyncio.get_running_loop().create_future()
        waiter = _Waiter(requester.priority, next(self._numbers), requester.flow, units, tokens, granted)
        heappush(self._waiting.setdefault(requester.flow, []), waiter)
        self._arrivals.note_request(requester.flow)
        self._serve()
        try:
            return await granted
        except asyncio.CancelledError:
            if granted.cancelled():
                self._remove(waiter)
                self._serve()
            else:  # granted and cancelled at the same moment
                granted.result().settle(requests=0, tokens=0)
                granted.result().shrink(0)
            raise

    def _remove(self, waiter: _Waiter) -> None:
        queue = self._waiting.get(waiter.flow, [])
        if waiter in queue:  # otherwise `_serve` dropped it after it was cancelled
            queue.remove(waiter)
            heapify(queue)
            self._tidy(waiter.flow)

    def _release(self, flow: str, since: float, units: int) -> None:
        self._held[flow] -= units
        self._arrivals.note_release(asyncio.get_running_loop().time() - since)
        self._tidy(flow)
        self._serve()

    def _tidy(self, flow: str) -> None:
        if not self._waiting.get(flow):
            self._waiting.pop(flow, None)
            if self._held[flow] <= 0:
                del self._held[flow]
                self._served.pop(flow, None)

    def _serve(self) -> None:
        while self._waiting:
            flow = min(self._waiting, key=lambda name: (self._held[name], self._served.get(name, -1)))
            waiter = self._waiting[flow][0]
            if waiter.granted.cancelled():
                heappop(self._waiting[flow])
                self._tidy(flow)
                continue
            if not self._has_room(waiter) or not self._may_pass(waiter.tokens):
                return
            heappop(self._waiting[flow])
            self._held[flow] += waiter.units
            self._served[flow] = next(self._numbers)
            if not self._waiting[flow]:
                del self._waiting[flow]
            now = asyncio.get_running_loop().time()
            waiter.granted.set_result(
                Permit(
                    self._requests.record(1, now) if self._requests else None,
                    self._tokens.record(waiter.tokens, now) if self._tokens else None,
                    self._serve,
                    partial(self._release, waiter.flow, now),
                    waiter.units,
                )
            )

    def _has_room(self, waiter: _Waiter) -> bool:
        held, own, units = self._held.total(), self._held[waiter.flow], waiter.units
        if own and self._arrivals.hold_back(waiter.flow) and own + units > self._share():
            return False
        if self._slack and (not own or held <= self._size + units):
            return True
        return held + units <= self._size or (held == 0 < self._size)

    def _share(self) -> int:
        """Return half of an equal share: a session that starts late is expected late, too."""
        return self._size // (2 * len({*self._arrivals.expected, *self._waiting, *self._held}))

    def _may_pass(self, tokens: int) -> bool:
        loop = asyncio.get_running_loop()
        waits = [(self._requests, 1), (self._tokens, tokens)]
        seconds = max(window.seconds_until(amount, loop.time()) if window else 0.0 for window, amount in waits)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if seconds > 0:
            self._timer = loop.call_later(seconds, self._serve)
        return seconds <= 0
