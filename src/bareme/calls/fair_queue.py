"""One queue for a scarce thing that several sessions want: slots, and what may pass in a minute.

Own code rather than aiolimiter (1.2.1, MIT), which is a leaky bucket with one queue: a session's fifty copies would
stand before the next session's first, and slot, requests and tokens could not be had together or not at all.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from heapq import heapify, heappop, heappush
from itertools import count

MINUTE = 60.0
ARRIVAL_SECONDS, SETTLING_SECONDS = 1.0, 0.1
"""For how long others hold back for a session that was announced: until it asks, then while it goes on asking."""


@dataclass(frozen=True)
class Turn:
    """Whose turn it is to ask for something: a session, and the place of the copy in it, from 0."""

    session: str = ""
    place: int = 0


NOBODY = Turn()
"""For what no session asks."""


@dataclass
class _Entry:
    at: float
    amount: int


class Window:
    """An amount that may pass in any sixty seconds, such as requests or tokens.

    A sliding window rather than a bucket: a bucket that starts full lets twice its rate through in the first minute.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._entries: deque[_Entry] = deque()

    def wait(self, amount: int, now: float) -> float:
        """Return the seconds until `amount` may pass, 0 if it may now. More than the limit passes when all is quiet."""
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

    def enter(self, amount: int, now: float) -> _Entry:
        """Count `amount` as passing now; the entry's amount can be put right later."""
        entry = _Entry(now, amount)
        self._entries.append(entry)
        return entry


@dataclass
class Hold:
    """What was granted. `settle` says what it really took, where only an estimate was known before."""

    _requests: _Entry | None
    _tokens: _Entry | None
    _settled: Callable[[], None]
    _release: Callable[[int], None]
    _units: int

    def settle(self, *, requests: int, tokens: int) -> None:
        """Count what was really sent and used against the minute's limits."""
        if self._requests is not None:
            self._requests.amount = requests
        if self._tokens is not None:
            self._tokens.amount = tokens
        self._settled()

    def shrink(self, units: int) -> None:
        """Give back what is held beyond `units`, before the rest is."""
        if units < self._units:
            over, self._units = self._units - units, units
            self._release(over)


@dataclass(order=True)
class _Waiter:
    place: int
    number: int
    session: str = field(compare=False)
    units: int = field(compare=False)
    tokens: int = field(compare=False)
    granted: asyncio.Future[Hold] = field(compare=False)


class FairQueue:
    """Grants units to the sessions that wait: to the one that holds least, of equals to the one served longest ago.

    Within a session the first copies come first. What cannot be granted to the one whose turn it is, is granted to
    nobody else, so that a large wish is not passed over for ever. While a session is on its way (see `expect`) no other
    takes more than half of an equal share: of sessions that start together, the quickest would else hold everything
    for as long as its calls last. It belongs to one event loop.

    Args:
        size: Units that may be held at once. A wish is granted while what is held leaves one unit free, `slack` added.
        slack: Whether a wish of several units may go over `size` by that wish, and who holds nothing waits for nobody
            (see `copy_slot`).
        requests: Grants in any minute.
        tokens: Tokens in any minute.
    """

    def __init__(
        self, size: int, *, slack: bool = False, requests: int | None = None, tokens: int | None = None
    ) -> None:
        self._size = size
        self._slack = slack
        self._requests = Window(requests) if requests else None
        self._tokens = Window(tokens) if tokens else None
        self._waiting: dict[str, list[_Waiter]] = {}
        self._held: Counter[str] = Counter()
        self._served: dict[str, int] = {}
        self._coming: dict[str, asyncio.TimerHandle] = {}
        self._numbers = count()
        self._timer: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def hold(self, turn: Turn, *, units: int = 1, tokens: int = 0) -> AsyncIterator[Hold]:
        """Wait for `units` and hold them. `tokens` is what the call is expected to take."""
        hold = await self._acquire(turn, units, tokens)
        try:
            yield hold
        finally:
            hold.shrink(0)

    def expect(self, session: str) -> None:
        """Let the others take no more than half of an equal share while `session` comes.

        That is until a tenth of a second after it first asked, or for a second where it does not ask.
        """
        self._comes(session, ARRIVAL_SECONDS)

    def _comes(self, session: str, seconds: float) -> None:
        if session in self._coming:
            self._coming[session].cancel()
        self._coming[session] = asyncio.get_running_loop().call_later(seconds, self._has_come, session)

    def _has_come(self, session: str) -> None:
        del self._coming[session]
        self._serve()

    def _asks(self, session: str) -> None:
        timer = self._coming.get(session)
        if timer is not None and timer.when() > asyncio.get_running_loop().time() + SETTLING_SECONDS:
            self._comes(session, SETTLING_SECONDS)

    async def _acquire(self, turn: Turn, units: int, tokens: int) -> Hold:
        granted: asyncio.Future[Hold] = asyncio.get_running_loop().create_future()
        waiter = _Waiter(turn.place, next(self._numbers), turn.session, units, tokens, granted)
        heappush(self._waiting.setdefault(turn.session, []), waiter)
        self._asks(turn.session)
        self._serve()
        try:
            return await granted
        except asyncio.CancelledError:
            if granted.cancelled():
                self._forget(waiter)
                self._serve()
            else:  # granted and cancelled in the same moment
                granted.result().settle(requests=0, tokens=0)
                granted.result().shrink(0)
            raise

    def _forget(self, waiter: _Waiter) -> None:
        queue = self._waiting.get(waiter.session, [])
        if waiter in queue:  # else it was passed over, between its cancelling and now
            queue.remove(waiter)
            heapify(queue)
            self._tidy(waiter.session)

    def _release(self, session: str, units: int) -> None:
        self._held[session] -= units
        self._tidy(session)
        self._serve()

    def _tidy(self, session: str) -> None:
        if not self._waiting.get(session):
            self._waiting.pop(session, None)
            if self._held[session] <= 0:
                del self._held[session]
                self._served.pop(session, None)

    def _serve(self) -> None:
        while self._waiting:
            session = min(self._waiting, key=lambda name: (self._held[name], self._served.get(name, -1)))
            waiter = self._waiting[session][0]
            if waiter.granted.cancelled():
                heappop(self._waiting[session])
                self._tidy(session)
                continue
            if not self._has_room(waiter) or not self._may_pass(waiter.tokens):
                return
            heappop(self._waiting[session])
            self._held[session] += waiter.units
            self._served[session] = next(self._numbers)
            if not self._waiting[session]:
                del self._waiting[session]
            now = asyncio.get_running_loop().time()
            waiter.granted.set_result(
                Hold(
                    self._requests.enter(1, now) if self._requests else None,
                    self._tokens.enter(waiter.tokens, now) if self._tokens else None,
                    self._serve,
                    partial(self._release, waiter.session),
                    waiter.units,
                )
            )

    def _has_room(self, waiter: _Waiter) -> bool:
        held, own, units = self._held.total(), self._held[waiter.session], waiter.units
        if own and self._coming.keys() - {waiter.session} and own + units > self._share():
            return False
        if self._slack and (not own or held <= self._size + units):
            return True
        return held + units <= self._size or held == 0

    def _share(self) -> int:
        """Return half of what each session would have if all had as many: who starts late is announced late, too."""
        return self._size // (2 * len({*self._coming, *self._waiting, *self._held}))

    def _may_pass(self, tokens: int) -> bool:
        loop = asyncio.get_running_loop()
        waits = [(self._requests, 1), (self._tokens, tokens)]
        seconds = max(window.wait(amount, loop.time()) if window else 0.0 for window, amount in waits)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if seconds > 0:
            self._timer = loop.call_later(seconds, self._serve)
        return seconds <= 0
