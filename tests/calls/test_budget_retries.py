"""A request that is sent again may be billed again: no more are sent than the budget has room for, whatever fails."""

import asyncio
from collections import Counter
from decimal import Decimal
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessage

from bareme.calls.budget import Allowance
from bareme.domain.money import Budget
from bareme.errors import BaremeError, BudgetReached, CallTimedOut, ModelFailure, ProviderBusy, RequestRefused
from bareme.settings import get_settings
from bareme.storage.spending import Amount
from bareme.storage.stores import stores
from tests.calls.ordering import at_worst, order_of

WORST = Amount(2, Decimal("0.02"))
A_CALL = Decimal("0.01")
GOOD = AIMessage("yes", response_metadata={"token_usage": {"cost": str(A_CALL)}})
FAILURES: dict[str, type[ModelFailure]] = {"busy": ProviderBusy, "cut": CallTimedOut, "refused": RequestRefused}


class World:
    """Sessions "a" and "b" with a budget each, and a provider that answers each request in turn as it is told."""

    def __init__(self, budget: Budget, answers: list[str]) -> None:
        self.budget = budget
        self.answers = iter(answers)
        self.requests: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    async def attempt(self, number: int, session: str, *, repairs: bool) -> None:
        """Ask once, and once more where the first answer is to be of no use."""
        order = order_of(Allowance(session, self.budget), f"c{number}", place=number)

        async def request() -> AIMessage:
            self.requests[session] += 1
            answer = next(self.answers, "good")
            await asyncio.sleep(0)
            if answer != "good":
                raise FAILURES[answer](answer)
            return GOOD

        try:
            async with order.paid_once(["k"]):
                caller = await order.reserve(at_worst(WORST))
                for _ in range(1 + repairs):
                    await caller.call(request)
                await order.keep({"k": {}})
        except BudgetReached:
            self.refused[session] += 1
        except ModelFailure:
            pass


@hypothesis_settings(max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.booleans()), max_size=12),
    st.lists(st.sampled_from(["good", "busy", "cut", "refused"]), max_size=40),
    st.integers(0, 14),
    st.integers(0, 20) | st.none(),
)
def test_the_provider_is_never_asked_more_often_than_the_budget_allows(
    attempts: list[tuple[str, bool]], answers: list[str], calls: int, cents: int | None
) -> None:
    dollars = None if cents is None else Decimal(cents) / 100
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("BAREME_HOME", folder)
        patch.setenv("BAREME_BACKOFF_SECONDS", "0")
        patch.setenv("BAREME_CIRCUIT_FAILURES", "1000")
        get_settings.cache_clear()
        world = World(Budget(calls=calls, dollars=dollars), answers)

        async def everything() -> None:
            work = (world.attempt(n, session, repairs=twice) for n, (session, twice) in enumerate(attempts))
            async with asyncio.timeout(60):  # else Hypothesis would shrink a deadlock for ever
                await asyncio.gather(*work)

        asyncio.run(everything())
        for session in "ab":
            total = stores().ledger.total(session)
            assert world.requests[session] == total.calls <= calls
            assert dollars is None or total.dollars <= dollars
            # Nobody is refused while one more, or at worst an attempt, would have fitted in.
            assert not world.refused[session] or world.budget.reached(
                calls=total.calls + WORST.calls, dollars=total.dollars + WORST.dollars
            )
    get_settings.cache_clear()


async def ask(budget: Budget, *failures: BaremeError) -> tuple[int, Amount]:
    """Make one attempt whose first requests fail; return how many were sent, and what the ledger holds."""
    order, waiting = order_of(Allowance("s", budget), "e"), iter(failures)

    async def request() -> AIMessage:
        failure = next(waiting, None)
        if failure is not None:
            raise failure
        return GOOD

    try:
        async with order.paid_once(["k"]):
            caller = await order.reserve(at_worst(WORST))
            await caller.call(request)
            await order.keep({"k": {}})
    except BudgetReached:
        pass
    return order.account.made, stores().ledger.total("s") if budget.is_set else Amount()


@pytest.mark.parametrize(("limit", "sent"), [(2, 2), (3, 3), (4, 4), (9, 4)])
def test_a_request_is_sent_again_where_there_is_room_for_it(limit: int, sent: int) -> None:
    failures = [ProviderBusy("again") for _ in range(3)]
    made, total = asyncio.run(ask(Budget(calls=limit), *failures))
    assert (made, total.calls) == (sent, sent)


def test_a_request_that_may_have_been_carried_out_counts_in_dollars() -> None:
    _, total = asyncio.run(ask(Budget(dollars=Decimal(1)), CallTimedOut("late"), ProviderBusy("full")))
    assert total == Amount(3, 2 * A_CALL)


def test_without_a_budget_retries_write_nothing() -> None:
    made, _ = asyncio.run(ask(Budget(), ProviderBusy("again"), CallTimedOut("late")))
    assert made == 3
    assert not get_settings().spending_file.exists()


def test_a_refused_request_leaves_its_dollars_to_the_next() -> None:
    made, total = asyncio.run(ask(Budget(dollars=2 * A_CALL), ProviderBusy("again"), ProviderBusy("again")))
    assert (made, total) == (3, Amount(3, A_CALL))
