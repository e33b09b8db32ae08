"""Keeping to a session's budget: room is set aside for an attempt at its worst, and given back when it took less.

The same room is never promised twice. So a session goes over its budget only by what the attempts in flight take
above what was set aside for them: a model that writes more than was expected, a call that a crash cut off and that
is made again, a failed call that was charged all the same.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from weakref import WeakKeyDictionary

from bareme.domain.money import NOTHING, Budget, Usage
from bareme.errors import BudgetReached
from bareme.models.fairness import FairQueue, Turn
from bareme.models.ledger import Amount, Ledger
from bareme.settings import get_settings


@dataclass(frozen=True)
class Allowance:
    """What a session may spend, and what it is known to have spent when its calls were planned."""

    session: str
    budget: Budget = field(default_factory=Budget)
    spent: Amount = field(default_factory=Amount)

    @classmethod
    def after(cls, session: str, budget: Budget, spent: Usage) -> "Allowance":
        """Return the allowance of a session that has spent so much."""
        return cls(session, budget, Amount(spent.calls, spent.cost or NOTHING))


@dataclass
class Reservation:
    """Room for one attempt. What it took is told by `settle`; a call that was not made gives its room back."""

    made: Callable[[], int] = lambda: 0
    took: Amount | None = None
    _worst: Amount = field(default_factory=Amount)

    def settle(self, usage: Usage) -> None:
        """Say what the attempt took. A cost that is not known counts as it was estimated at worst."""
        priced = usage.cost is not None and not usage.unpriced_calls
        dollars = usage.cost if priced and usage.cost is not None else self._worst.dollars
        self.took = Amount(max(usage.calls, self.made()), dollars)


@dataclass
class _Desk:
    """Where the attempts of one session in this process ask for room: one at a time, the first copies first."""

    turns: FairQueue = field(default_factory=lambda: FairQueue(1))
    holding: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)


_desks: WeakKeyDictionary[asyncio.AbstractEventLoop, defaultdict[str, _Desk]] = WeakKeyDictionary()


async def settle_earlier(allowance: Allowance, entry: str, usage: Usage) -> None:
    """Say what an attempt took whose answer was found again: a crash may have come before that was written down."""
    if allowance.budget.is_set:
        ledger = await asyncio.to_thread(_open, get_settings().spending_file)
        reservation = Reservation()
        reservation.settle(usage)
        await asyncio.to_thread(ledger.settle, allowance.session, entry, reservation.took)


@asynccontextmanager
async def reserve(
    allowance: Allowance,
    entry: str,
    worst: Amount,
    *,
    priced: bool = True,
    place: int = 0,
    made: Callable[[], int] = lambda: 0,
) -> AsyncIterator[Reservation]:
    """Hold room for the attempt `entry`, which takes `worst` at worst. Costs nothing where there is no budget.

    `made` tells how many calls were sent for it so far, those that failed included.

    Waits while there is no room and another attempt of the session, in this process, may give some back; the copy at
    the lowest `place` has the first that comes back.

    Raises:
        BudgetReached: there is none. Also for a cost that is not known (`priced`) under a budget of dollars.
    """
    reservation = Reservation(made=made, _worst=worst)
    if not allowance.budget.is_set:
        yield reservation
        return
    if allowance.budget.dollars is not None and not priced:
        raise BudgetReached("dollars")
    ledger = await asyncio.to_thread(_open, get_settings().spending_file)
    desk = _desks.setdefault(asyncio.get_running_loop(), defaultdict(_Desk))[allowance.session]
    await _set_aside(ledger, desk, allowance, entry, worst, place=place)
    try:
        yield reservation
    except Exception:
        # Calls that failed are counted; what they cost, nobody told.
        reservation.took = reservation.took or (Amount(made(), NOTHING) if made() else None)
        await _settle(ledger, desk, allowance.session, entry, reservation.took)
        raise
    except BaseException:
        # Stopped in the middle of a call, which is probably paid: its room stays taken until it is made again.
        if made() and reservation.took is None:
            _leave(desk)
        else:
            await _settle(ledger, desk, allowance.session, entry, reservation.took)
        raise
    await _settle(ledger, desk, allowance.session, entry, reservation.took)


async def _set_aside(
    ledger: Ledger, desk: _Desk, allowance: Allowance, entry: str, worst: Amount, *, place: int
) -> None:
    # Whoever finds no room keeps the turn while it waits: a later copy must not take what comes back.
    async with desk.turns.hold(Turn(place=place)):
        while True:
            asking = asyncio.ensure_future(
                asyncio.to_thread(
                    ledger.set_aside, allowance.session, entry, worst, allowance.budget, floor=allowance.spent
                )
            )
            desk.changed.clear()
            try:
                limit = await asyncio.shield(asking)
            except BaseException:
                # The thread does not stop: what it sets aside is given back.
                await asyncio.wait([asking])
                await asyncio.to_thread(ledger.settle, allowance.session, entry, None)
                raise
            if limit is None:
                desk.holding += 1
                return
            if desk.holding == 0 and not desk.changed.is_set():
                raise BudgetReached(limit)
            await desk.changed.wait()


async def _settle(ledger: Ledger, desk: _Desk, session: str, entry: str, took: Amount | None) -> None:
    try:
        await asyncio.shield(asyncio.to_thread(ledger.settle, session, entry, took))
    finally:
        _leave(desk)


def _leave(desk: _Desk) -> None:
    desk.holding -= 1
    desk.changed.set()


@lru_cache(maxsize=4)
def _open(path: Path) -> Ledger:
    return Ledger(path)
