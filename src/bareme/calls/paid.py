"""Paying once: an answer that was paid for is found again; any other is asked for within the budget, and kept."""

import logging
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any

from bareme.calls.budget import Allowance, Reservation, reserve, settle_after_crash
from bareme.calls.call import Account, Caller, CallPlan
from bareme.calls.forecast import Forecast
from bareme.domain.money import Usage, to_dollars
from bareme.errors import StoreUnusable
from bareme.models.registry import is_paid
from bareme.storage.answers import answer_store
from bareme.storage.spending import Amount

type Json = dict[str, Any]

_log = logging.getLogger(__name__)
_PAID = "paid"
"""The field of a kept answer with its receipt: who paid for it, and how much."""


class Order:
    """What one attempt asks of a model, by the keys of the answers, and what it pays for them.

        order = Order(plan, allowance, entry)
        async with order.paid_once([key], stop=stop):
            if order.missing:
                caller = await order.reserve(forecast)
                answer = await ask(agent, content, caller)
                await order.keep({key: ...})

    Args:
        plan: How the calls are made.
        allowance: The session that pays, and its budget.
        entry: The name of the attempt in the session. When it is made again after a crash, it has the same name.
    """

    def __init__(self, plan: CallPlan, allowance: Allowance, entry: str) -> None:
        self.plan = plan
        self.account = Account()
        self.answers: dict[str, Json] = {}
        """By key: those that were found and those that were kept, plain JSON."""
        self.missing: list[str] = []
        """The keys of the answers to ask for."""
        self._allowance = allowance
        self._entry = entry
        self._paid_before: Usage | None = None
        self._reservation: Reservation | None = None
        self._slot = AsyncExitStack()  # of the last call
        self._is_answered = False

    @property
    def usage(self) -> Usage:
        """What this attempt has paid for its answers, now or before a crash, also if it failed.

        What another attempt or another session paid for counts nothing.
        """
        return self.account.usage if self._paid_before is None else self.account.usage + self._paid_before

    @asynccontextmanager
    async def paid_once(self, keys: Sequence[str], *, stop: bool = False) -> AsyncIterator[None]:
        """Look the answers up under `keys`, the hashes of all that goes into them; inside, ask for the `missing` ones.

        Nobody else asks for them at the same time: whoever wants them waits, and finds them. With `stop` there is
        nothing to ask for, and no waiting. The calls of unpaid models are neither looked up nor kept.

        Raises:
            StoreUnusable: the answers that were paid for cannot be looked up.
        """
        async with AsyncExitStack() as held:
            if is_paid(self.plan.model):
                store = answer_store()
                await held.enter_async_context(store.single_flight([] if stop else keys, seconds=self.plan.seconds))
                self.answers = await store.recall(keys)
                await self._count_what_was_paid_before()
            self.missing = [] if stop else [key for key in keys if key not in self.answers]
            try:
                async with self._slot:
                    yield
            finally:
                # Also if a call was cut off, which is probably charged.
                if self._reservation is not None:
                    await self._reservation.settle(self._amount(self._reservation), answered=self._is_answered)

    async def reserve(self, forecast: Forecast) -> Caller:
        """Return what makes the calls, once the budget has room for them at worst.

        Raises:
            BudgetReached: it has none.
            StoreUnusable: the answers could not be kept, or the ledger of the budget cannot be used.
        """
        if is_paid(self.plan.model):
            await answer_store().check_writable()
        self._reservation = await reserve(
            self._allowance,
            self._entry,
            forecast.worst,
            priority=self.plan.requester.priority,
            priced=forecast.priced,
        )
        plan = replace(self.plan, tokens=forecast.tokens, output_tokens=forecast.output_tokens)
        held = self._slot if is_paid(self.plan.model) else None  # an answer that costs nothing is not kept
        return Caller(plan, reservation=self._reservation, account=self.account, held=held)

    async def keep(self, answers: Mapping[str, Json]) -> None:
        """Add answers that were just asked for. They are on disk when this returns, or when it is cancelled.

        Only then is the slot of their call given back. An answer that is not kept counts as written off, and is asked
        for again.
        """
        self.answers |= answers
        self._is_answered = True
        async with self._slot:
            if is_paid(self.plan.model):
                try:
                    await answer_store().keep(self._with_receipts(answers))
                except StoreUnusable as failure:
                    # It is used, since it is paid for, and the checkpoints have it. The next order waits for the store.
                    _log.warning("a paid answer is only in memory: %s", failure)

    def _amount(self, reservation: Reservation) -> Amount:
        account = self.account
        return reservation.amount(made=account.made, lost=account.lost, usage=account.usage)

    def _with_receipts(self, answers: Mapping[str, Json]) -> dict[str, Json]:
        """Return the answers with their payer. The first one also has what all of them took together."""
        amount = self._amount(self._reservation or Reservation())
        payer = {"session_id": self._allowance.session, "entry": self._entry}
        took = {
            "made": amount.calls,
            "dollars": str(amount.dollars),
            "usage": self.account.usage.model_dump(mode="json"),
        }
        first = next(iter(answers), None)
        return {key: {**answer, _PAID: {**payer, **(took if key == first else {})}} for key, answer in answers.items()}

    async def _count_what_was_paid_before(self) -> None:
        """Count what this very attempt paid before a crash, and see that the ledger has it."""
        own = [receipt for receipt in _receipts(self.answers.values()) if self._is_own(receipt)]
        if not own:
            return
        self._paid_before = sum((Usage.model_validate(receipt["usage"]) for receipt in own), Usage())
        # A receipt says in dollars what an unknown price counts in a budget; older ones have no more than the usage.
        took = sum((Amount(r["made"], to_dollars(r.get("dollars", r["usage"]["cost"] or 0))) for r in own), Amount())
        await settle_after_crash(self._allowance, self._entry, took)

    def _is_own(self, receipt: Json) -> bool:
        payer = (receipt.get("session_id"), receipt.get("entry"))
        return payer == (self._allowance.session, self._entry) and "usage" in receipt


def _receipts(answers: Iterable[Json]) -> list[Json]:
    return [answer.get(_PAID) or {} for answer in answers]
