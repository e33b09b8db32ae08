"""A session's budget: money is reserved for each attempt, and what it did not take is given back.

What an attempt takes at worst is reserved before its first request, and one request more before each that goes beyond.
So a session's calls stay within its budget, except for those that a crash cut off and that are made again. Its dollars
can exceed it by what an answer takes above what was expected at worst.
"""

import asyncio
from dataclasses import dataclass, field
from decimal import Decimal
from weakref import WeakValueDictionary

from bareme.calls.fair_queue import FairQueue, Requester
from bareme.domain.money import NOTHING, Budget, BudgetLimit, Usage
from bareme.errors import BudgetReached
from bareme.runtime import current_runtime
from bareme.storage.failures import logged_failures
from bareme.storage.shielded import shielded
from bareme.storage.spending import Amount, Ledger
from bareme.storage.stores import stores


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


class Reservation:
    """What is reserved for one attempt. This one belongs to a session without a budget, and reserves nothing."""

    async def extend_to(self, requests: int, *, refused: int = 0) -> None:
        """Reserve enough for so many requests in all, of which `refused` cost nothing."""

    def amount(self, *, made: int, lost: int, usage: Usage) -> Amount:  # noqa: ARG002 - lost calls count in a budget
        """Return what `made` requests count for, of which `lost` had no answer, and `usage` is that of the others."""
        return Amount(max(usage.calls, made), usage.cost or NOTHING)

    async def settle(self, amount: Amount, *, answered: bool) -> None:
        """Replace what was reserved by what was taken. Without an answer, that stays counted when it is made again."""


async def reserve(
    allowance: Allowance, entry: str, worst: Amount, *, priority: int = 0, priced: bool = True
) -> Reservation:
    """Reserve what the attempt `entry` takes at worst; the caller has to settle it.

    If the budget is too small for that now, wait as long as another attempt of the session in this event loop may give
    something back. The lowest `priority` number gets it first. Without a budget nothing is reserved or written.

    Raises:
        BudgetReached: there is not enough, or the budget is in dollars and the price is unknown (`priced` is False).
        StoreUnusable: the ledger cannot be read or written.
    """
    if not allowance.budget.is_set:
        return Reservation()
    if allowance.budget.dollars is not None and not priced:
        raise BudgetReached("dollars")
    reservation = _BudgetedReservation(allowance, entry, worst)
    await reservation.begin(priority)
    return reservation


async def settle_after_crash(allowance: Allowance, entry: str, amount: Amount) -> None:
    """Write down what an attempt took whose answer was found again, in case a crash came before that was done."""
    if allowance.budget.is_set:
        with logged_failures():
            await asyncio.to_thread(_ledger().settle, allowance.session, entry, amount)


async def total_spent(session: str, known: Usage) -> Amount:
    """Return what a session has spent: on its answers (`known`) and, under a budget, on failed calls too."""
    kept = await asyncio.to_thread(_ledger().total, session)
    return Amount(max(kept.calls, known.calls), max(kept.dollars, known.cost or NOTHING))


@dataclass
class _OpenReservations:
    """The open reservations of one session, and those who wait for one.

    New ones are made one at a time, those of the first copies first. Attempts that are under way and need more than was
    reserved come before them.
    """

    queue: FairQueue = field(default_factory=lambda: FairQueue(1))
    count: int = 0
    short: int = 0
    """Of those that are open, how many wait for more."""
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def notify(self) -> None:
        """Wake all who wait. Each took the event before it asked, so nobody misses a change in between."""
        changed, self.changed = self.changed, asyncio.Event()
        changed.set()


class _BudgetedReservation(Reservation):
    """A line in the ledger: for the worst case at first, and for more requests as they become necessary."""

    def __init__(self, allowance: Allowance, entry: str, worst: Amount) -> None:
        self._allowance = allowance
        self._entry = entry
        self._worst = worst
        self._ledger = _ledger()
        # Dropped with the last reservation of the session.
        self._session = current_runtime().resource(_sessions).setdefault(allowance.session, _OpenReservations())
        self._requests = 0

    async def begin(self, priority: int) -> None:
        """Reserve the worst case."""
        session = self._session
        # Who waits keeps its place in the queue: a later copy must not take what comes back.
        async with session.queue.permit(Requester(priority=priority)):
            while True:
                changed = session.changed
                if not session.short:
                    limit = await self._set_aside(self._worst.calls)
                    if limit is None:
                        session.count += 1
                        return
                    if not session.count and not changed.is_set():
                        raise BudgetReached(limit)
                await changed.wait()

    async def extend_to(self, requests: int, *, refused: int = 0) -> None:
        """Wait until there is enough for so many requests in all, of which `refused` cost nothing.

        Raises:
            BudgetReached: there is not, and all other open reservations of the session wait for more themselves.
        """
        if requests <= self._requests:
            return
        session = self._session
        session.short += 1
        try:
            while True:
                changed = session.changed
                limit = await self._set_aside(requests, refused=refused)
                if limit is None:
                    return
                if session.short == session.count and not changed.is_set():
                    raise BudgetReached(limit)
                await changed.wait()
        finally:
            session.short -= 1
            session.notify()

    def amount(self, *, made: int, lost: int, usage: Usage) -> Amount:
        """Return what the attempt counts for. A lost call and an unknown price count as at worst."""
        priced = usage.cost is not None and not usage.unpriced_calls
        dollars = usage.cost if priced and usage.cost is not None else self._worst.dollars
        return Amount(max(usage.calls, made), dollars + lost * self._dollars_a_call)

    async def settle(self, amount: Amount, *, answered: bool) -> None:
        """Write down what was taken. If the ledger fails, what was reserved stays there, which is at least as much."""
        session, entry = self._allowance.session, self._entry
        try:
            if amount.calls and not answered:
                writing = asyncio.to_thread(self._ledger.write_off, session, entry, amount)
            else:
                writing = asyncio.to_thread(self._ledger.settle, session, entry, amount if amount.calls else None)
            with logged_failures():
                await shielded(writing)
        finally:
            self._session.count -= 1
            self._session.notify()

    @property
    def _dollars_a_call(self) -> Decimal:
        return self._worst.dollars / max(self._worst.calls, 1)

    async def _set_aside(self, requests: int, *, refused: int = 0) -> BudgetLimit | None:
        """Reserve enough for `requests`, or return the limit of the budget that would be exceeded."""
        beyond = max(0, requests - refused - self._worst.calls)
        amount = Amount(requests, self._worst.dollars + beyond * self._dollars_a_call)
        allowance = self._allowance
        asking = asyncio.ensure_future(
            asyncio.to_thread(
                self._ledger.set_aside, allowance.session, self._entry, amount, allowance.budget, floor=allowance.spent
            )
        )
        try:
            limit = await asyncio.shield(asking)
        except BaseException:
            # The thread goes on. What it reserves is given back here, or with the rest when the attempt is settled.
            await asyncio.wait([asking])
            if not self._requests:
                with logged_failures():
                    await asyncio.to_thread(self._ledger.settle, allowance.session, self._entry, None)
            raise
        if limit is None:
            self._requests = requests
        return limit


def _ledger() -> Ledger:
    return stores().ledger


def _sessions() -> WeakValueDictionary[str, _OpenReservations]:
    return WeakValueDictionary()
