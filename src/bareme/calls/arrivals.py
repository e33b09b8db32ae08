"""The flows that a fair queue expects, and how long the others hold back for them."""

import asyncio
from collections.abc import Callable
from collections.abc import Set as AbstractSet

ARRIVAL_SECONDS, SETTLING_SECONDS = 1.0, 0.1
"""How long others hold back for a flow that is expected: until its first request, and while more of them follow."""
_SHARE_OF_A_CALL = 1 / 8
"""What holding back is worth: of sessions that start together, the quickest would else hold all units for a call."""
_SMOOTHING = 1 / 8


class Arrivals:
    """Knows which flows are about to ask, and whether the others hold back for them.

    They do so for an eighth of the time for which a unit is held, and then not again before units that were granted
    meanwhile have been given back. If flows keep coming, units would otherwise stand empty all the time. It belongs to
    one event loop, and calls `on_end` whenever the others need not hold back any longer.
    """

    def __init__(self, on_end: Callable[[], None]) -> None:
        self._on_end = on_end
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._held_seconds: float | None = None
        """How long a unit is held: an exponential moving average."""
        self._until = self._again = 0.0

    @property
    def expected(self) -> AbstractSet[str]:
        """The flows that are expected, or have just begun to ask."""
        return self._timers.keys()

    def expect(self, flow: str) -> None:
        """Expect `flow` until a tenth of a second after its first request. Without a request, that ends in a second."""
        loop = asyncio.get_running_loop()
        if loop.time() >= self._again:
            call = ARRIVAL_SECONDS / _SHARE_OF_A_CALL if self._held_seconds is None else self._held_seconds
            self._until = loop.time() + min(ARRIVAL_SECONDS, call * _SHARE_OF_A_CALL)
            self._again = self._until + call
            loop.call_at(self._until, self._on_end)
        self._expect_for(flow, ARRIVAL_SECONDS)

    def note_request(self, flow: str) -> None:
        """Note that `flow` has come."""
        timer = self._timers.get(flow)
        if timer is not None and timer.when() > asyncio.get_running_loop().time() + SETTLING_SECONDS:
            self._expect_for(flow, SETTLING_SECONDS)

    def note_release(self, seconds: float) -> None:
        """Note that a unit was held for so long."""
        before = self._held_seconds
        self._held_seconds = seconds if before is None else before + _SMOOTHING * (seconds - before)

    def hold_back(self, flow: str) -> bool:
        """Return whether `flow` is to leave room for others."""
        is_time = asyncio.get_running_loop().time() < self._until
        return is_time and bool(self.expected - {flow})

    def _expect_for(self, flow: str, seconds: float) -> None:
        if flow in self._timers:
            self._timers[flow].cancel()
        self._timers[flow] = asyncio.get_running_loop().call_later(seconds, self._stop_expecting, flow)

    def _stop_expecting(self, flow: str) -> None:
        del self._timers[flow]
        self._on_end()
