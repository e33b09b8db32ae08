"""Keeping to a session's budget: room is set aside for an attempt at its worst, and given back when it took less.

The same room is never promised twice, and no request is sent without room: one that failed uses up room, and sending
it again takes more. So a session's calls stay within its budget, but for those that a crash cut off and that are made
again. Its dollars can go over by what an answer takes above what was expected of it at worst.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from weakref import WeakKeyDictionary

from bareme.calls.call import Calls
from bareme.calls.fair_queue import FairQueue, Turn
from bareme.domain.money import NOTHING, Budget, BudgetLimit, Usage
from bareme.errors import BudgetReached, StoreUnusable
from bareme.settings import get_settings
from bareme.storage.shielded import shielded
from bareme.storage.spending import Amount, Ledger

_log = logging.getLogger(__name__)


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
class Room:
    """What is held for one attempt. Say `answered` once there is an answer: what came before that was in vain."""

    answered: bool = False

    def took(self, calls: Calls) -> Amount:
        """Return what `calls` count for."""
        return Amount(max(calls.usage.calls, calls.made), calls.usage.cost or NOTHING)


@dataclass
class _Desk:
    """Where the attempts of one session in this process ask for room: one at a time, the first copies first.

    Attempts under way that need more room than was set aside come before those that have not begun.
    """

    turns: FairQueue = field(default_factory=lambda: FairQueue(1))
    holding: int = 0
    short: int = 0
    """Of those that hold room, how many wait for more."""
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self) -> None:
        """Wake all who wait. Each had the event before it asked, so that none misses what changed meanwhile."""
        changed, self.changed = self.changed, asyncio.Event()
        changed.set()


_desks: WeakKeyDictionary[asyncio.AbstractEventLoop, defaultdict[str, _Desk]] = WeakKeyDictionary()


async def settle_earlier(allowance: Allowance, entry: str, took: Amount) -> None:
    """Say what an attempt took whose answer was found again: a crash may have come before that was written down."""
    if allowance.budget.is_set:
        with _not_in_the_way():
            ledger = await asyncio.to_thread(_open, get_settings().spending_file)
            await asyncio.to_thread(ledger.settle, allowance.session, entry, took)


async def taken(session: str, known: Usage) -> Amount:
    """Return what a session has taken: what its answers did (`known`), and under a budget what failed too."""
    kept = Amount()
    if get_settings().spending_file.exists():  # else nobody on this machine ever had a budget
        ledger = await asyncio.to_thread(_open, get_settings().spending_file)
        kept = await asyncio.to_thread(ledger.total, session)
    return Amount(max(kept.calls, known.calls), max(kept.dollars, known.cost or NOTHING))


@asynccontextmanager
async def reserve(
    allowance: Allowance, entry: str, worst: Amount, calls: Calls, *, priced: bool = True
) -> AsyncIterator[Room]:
    """Hold room for the attempt `entry`, which takes `worst` at worst; each request beyond asks for more room first.

    What it took is then read from `calls`; a cost that is not known counts as it was estimated at worst. Costs nothing
    where there is no budget.

    Waits while there is no room and another attempt of the session, in this process, may give some back; the copy at
    the lowest place has the first that comes back.

    Raises:
        BudgetReached: there is none. Also for a cost that is not known (`priced`) under a budget of dollars.
        StoreUnusable: the ledger cannot be read or written. One that fails when all is done raises nothing.
    """
    if not allowance.budget.is_set:
        yield Room()
        return
    if allowance.budget.dollars is not None and not priced:
        raise BudgetReached("dollars")
    ledger = await asyncio.to_thread(_open, get_settings().spending_file)
    desk = _desks.setdefault(asyncio.get_running_loop(), defaultdict(_Desk))[allowance.session]
    room = _Held(ledger=ledger, desk=desk, allowance=allowance, entry=entry, worst=worst)
    await room.take(calls.turn.place)
    calls.room = room.extend
    try:
        yield room
    finally:
        # Also of a stop in the middle of a call, which is probably paid.
        calls.room = None
        await room.settle(calls)


@dataclass(kw_only=True)
class _Held(Room):
    """Room in a ledger: for as many requests as the worst case has, and for each that was asked for beside."""

    ledger: Ledger
    desk: _Desk
    allowance: Allowance
    entry: str
    worst: Amount
    requests: int = 0

    async def take(self, place: int) -> None:
        """Set the worst case aside."""
        desk = self.desk
        # Whoever finds no room keeps the turn while it waits: a later copy must not take what comes back.
        async with desk.turns.hold(Turn(place=place)):
            while True:
                changed = desk.changed
                if not desk.short:
                    limit = await self._ask(self.worst.calls)
                    if limit is None:
                        desk.holding += 1
                        return
                    if not desk.holding and not changed.is_set():
                        raise BudgetReached(limit)
                await changed.wait()

    async def extend(self, requests: int) -> None:
        """Return once there is room for so many requests in all.

        Raises:
            BudgetReached: there is none, and all others that hold some wait for more themselves.
        """
        if requests <= self.requests:
            return
        desk = self.desk
        desk.short += 1
        try:
            while True:
                changed = desk.changed
                limit = await self._ask(requests)
                if limit is None:
                    return
                if desk.short == desk.holding and not changed.is_set():
                    raise BudgetReached(limit)
                await changed.wait()
        finally:
            desk.short -= 1
            desk.tell()

    async def settle(self, calls: Calls) -> None:
        """Put what was taken in the place of what was set aside."""
        took = self.took(calls)
        try:
            if took.calls and not self.answered:
                writing = asyncio.to_thread(self.ledger.spend_in_vain, self.allowance.session, self.entry, took)
            else:
                line = took if took.calls else None
                writing = asyncio.to_thread(self.ledger.settle, self.allowance.session, self.entry, line)
            with _not_in_the_way():
                await shielded(writing)
        finally:
            self.desk.holding -= 1
            self.desk.tell()

    def took(self, calls: Calls) -> Amount:
        """Return what `calls` count for: a cost that is not known as at worst, and what was lost as well."""
        usage = calls.usage
        priced = usage.cost is not None and not usage.unpriced_calls
        dollars = usage.cost if priced and usage.cost is not None else self.worst.dollars
        return Amount(max(usage.calls, calls.made), dollars + calls.lost * self._a_call.dollars)

    @property
    def _a_call(self) -> Amount:
        return Amount(1, self.worst.dollars / max(self.worst.calls, 1))

    async def _ask(self, requests: int) -> BudgetLimit | None:
        """Set room for `requests` aside, or return the limit that stands against it."""
        beyond = requests - self.worst.calls
        amount = Amount(requests, self.worst.dollars + beyond * self._a_call.dollars)
        allowance = self.allowance
        asking = asyncio.ensure_future(
            asyncio.to_thread(
                self.ledger.set_aside, allowance.session, self.entry, amount, allowance.budget, floor=allowance.spent
            )
        )
        try:
            limit = await asyncio.shield(asking)
        except BaseException:
            # The thread does not stop: what it sets aside is given back, here or by who holds the rest.
            await asyncio.wait([asking])
            if not self.requests:
                with _not_in_the_way():
                    await asyncio.to_thread(self.ledger.settle, allowance.session, self.entry, None)
            raise
        if limit is None:
            self.requests = requests
        return limit


@contextmanager
def _not_in_the_way() -> Iterator[None]:
    """Let what is paid for stand where the ledger fails: what was set aside for it, at least as much, stays there."""
    try:
        yield
    except StoreUnusable as failure:
        _log.warning("%s", failure)


@lru_cache(maxsize=4)
def _open(path: Path) -> Ledger:
    return Ledger(path)
