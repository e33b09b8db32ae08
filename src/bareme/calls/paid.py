"""Paying once: an answer that was paid for is found again, any other is asked for within turn and budget, and kept."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary, WeakValueDictionary

from bareme.calls.budget import Allowance, reserve, settle_earlier
from bareme.calls.call import Calls
from bareme.calls.forecast import Forecast
from bareme.domain.money import Usage, to_dollars
from bareme.errors import StoreUnusable
from bareme.models.registry import is_paid
from bareme.storage.answers import claimed, keep_answers, recall_answers, require_store
from bareme.storage.spending import Amount

type Json = dict[str, Any]
type Make = Callable[[Sequence[str]], Awaitable[Mapping[str, Json]]]
"""Asks for the answers that are missing, by their keys; what it leaves out is not kept."""
type Expected = Callable[[Sequence[str]], Awaitable[Forecast]]
"""What asking for those takes."""

_log = logging.getLogger(__name__)
_PAID = "paid"
"""The field of a kept answer that says who paid for it, and how much."""

# A lock belongs to one loop, and is needed as long as somebody holds it or waits for it.
_asking: WeakKeyDictionary[asyncio.AbstractEventLoop, WeakValueDictionary[str, asyncio.Lock]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Purchase:
    """One attempt, and what its `calls` are charged to: a session's allowance, under the name of an `entry`."""

    calls: Calls
    allowance: Allowance
    entry: str

    async def answers(
        self, keys: Sequence[str], make: Make, expected: Expected, *, stop: bool = False
    ) -> dict[str, Json]:
        """Return the answers that stand under `keys`, the hashes of all that goes into them: plain JSON.

        Those that were not paid for before, `make` asks for. What it returns is on disk before it is returned here.
        With `stop` nothing is asked for. Who wants what another is just asking for waits, and has it too.

        `calls.usage` is then what this attempt has paid for them: now, or before a crash, also where this raises. What
        another attempt or another session paid for takes nothing.

        Raises:
            BudgetReached: there is no room for it. Also what `make` raises.
            StoreUnusable: what was paid for cannot be looked up, or nothing more could be kept. Nothing was asked.
        """
        if not is_paid(self.calls.model):
            return {} if stop else dict(await self._ask(keys, make, expected))
        # Who is to stop waits for nobody.
        async with _single_flight([] if stop else keys):
            answers = await recall_answers(keys)
            earlier = await self._paid_before_a_crash(answers.values()) if answers else None
            missing = [key for key in keys if key not in answers]
            try:
                if missing and not stop:
                    answers |= await self._ask(missing, make, expected)
            finally:
                if earlier is not None:
                    self.calls.usage += earlier
            return answers

    async def answer(
        self,
        key: str,
        make: Callable[[], Awaitable[Json]],
        expected: Callable[[], Awaitable[Forecast]],
        *,
        stop: bool = False,
    ) -> Json:
        """Return the one answer that stands under `key`, as `answers` does; {} where there is none."""

        async def make_it(_: Sequence[str]) -> dict[str, Json]:
            made = await make()
            return {key: made} if made else {}

        found = await self.answers([key], make_it, lambda _: expected(), stop=stop)
        return found.get(key, {})

    async def _ask(self, missing: Sequence[str], make: Make, expected: Expected) -> Mapping[str, Json]:
        forecast = await expected(missing)
        self.calls.tokens = forecast.tokens
        paid = is_paid(self.calls.model)
        if paid:
            await require_store()
        async with reserve(self.allowance, self.entry, forecast.worst, self.calls, priced=forecast.priced) as room:
            made = await make(missing)
            room.answered = bool(made)
            if made and paid:
                try:
                    await keep_answers(self._with_receipts(made, room.took(self.calls)))
                except StoreUnusable as failure:
                    # What is paid for is used: the run's checkpoints have it too. The next call waits for the store.
                    _log.warning("an answer that is paid for is in memory alone: %s", failure)
            return made

    def _with_receipts(self, made: Mapping[str, Json], amount: Amount) -> dict[str, Json]:
        """Return the answers with who paid for them; what that took stands with the first, for all of them."""
        payer = {"session_id": self.allowance.session, "entry": self.entry}
        took = {
            "made": amount.calls,
            "dollars": str(amount.dollars),
            "usage": self.calls.usage.model_dump(mode="json"),
        }
        first = next(iter(made))
        return {key: {**answer, _PAID: {**payer, **(took if key == first else {})}} for key, answer in made.items()}

    async def _paid_before_a_crash(self, found: Iterable[Json]) -> Usage | None:
        """Return what this very attempt paid for answers that were found, and see that the ledger knows."""
        payer = (self.allowance.session, self.entry)
        receipts = [answer.get(_PAID) or {} for answer in found]
        own = [r for r in receipts if (r.get("session_id"), r.get("entry")) == payer and "usage" in r]
        if not own:
            return None
        usage = sum((Usage.model_validate(receipt["usage"]) for receipt in own), Usage())
        # What an unknown price counts under a budget is in the receipt; older ones know no more than the usage.
        took = sum((Amount(r["made"], to_dollars(r.get("dollars", r["usage"]["cost"] or 0))) for r in own), Amount())
        await settle_earlier(self.allowance, self.entry, took)
        return usage


@asynccontextmanager
async def _single_flight(keys: Sequence[str]) -> AsyncIterator[None]:
    """Hold `keys`, so that none of their answers is asked for twice at the same time, here or in another process."""
    locks = _asking.setdefault(asyncio.get_running_loop(), WeakValueDictionary())
    async with AsyncExitStack() as held:
        # In one order for all, so that no two wait for each other.
        for key in sorted(set(keys)):
            await held.enter_async_context(locks.setdefault(key, asyncio.Lock()))
            await held.enter_async_context(claimed(key))
        yield
