"""Budgets: never overshot, whoever asks at the same time, and remembered through a crash."""

import asyncio
import gc
from decimal import Decimal
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bareme.calls.budget import Allowance
from bareme.domain.money import Budget, Usage
from bareme.errors import BudgetReached, ModelFailure
from bareme.settings import get_settings
from bareme.storage.spending import Amount, Ledger
from bareme.storage.stores import stores
from tests.calls.ordering import at_worst, order_of

WORST = Amount(2, Decimal("0.02"))


def took(calls: int, dollars: str) -> Usage:
    return Usage(calls=calls, cost=Decimal(dollars))


async def attempt(allowance: Allowance, entry: str, usage: Usage, worst: Amount = WORST) -> bool:
    """Make one attempt; False where the budget stood against it."""
    order = order_of(allowance, entry)
    try:
        async with order.paid_once(["k"]):
            await order.reserve(at_worst(worst))
            await asyncio.sleep(0)
            order.account.made, order.account.usage = usage.calls, usage
            await order.keep({"k": {}})
    except BudgetReached:
        return False
    return True


def ledger() -> Ledger:
    return stores().ledger


@hypothesis_settings(max_examples=25)
@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 2), st.integers(0, 20_000)), max_size=20),
    st.integers(0, 15),
    st.integers(0, 150_000),
)
def test_no_session_goes_over_its_budget_whoever_else_is_at_work(
    attempts: list[tuple[str, int, int]], calls: int, micro: int
) -> None:
    budget = Budget(calls=calls, dollars=Decimal(micro) / 1_000_000)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("BAREME_HOME", folder)
        get_settings.cache_clear()

        async def everything() -> list[bool]:
            return await asyncio.gather(
                *(
                    attempt(Allowance(session, budget), f"c{n}", took(many, str(Decimal(cost) / 1_000_000)))
                    for n, (session, many, cost) in enumerate(attempts)
                )
            )

        made = asyncio.run(everything())
        for session in "ab":
            own = [
                (many, cost) for (who, many, cost), done in zip(attempts, made, strict=True) if who == session and done
            ]
            assert sum(many for many, _ in own) <= calls
            assert sum(cost for _, cost in own) <= micro
            total = ledger().total(session)
            assert (total.calls, int(total.dollars * 1_000_000)) == (sum(m for m, _ in own), sum(c for _, c in own))
            refused = [done for (who, _, _), done in zip(attempts, made, strict=True) if who == session and not done]
            # Nobody is refused while the worst case of one more would fit.
            assert not refused or budget.reached(calls=total.calls + 2, dollars=total.dollars + WORST.dollars)
    get_settings.cache_clear()


def test_room_that_comes_back_is_used() -> None:
    async def everything() -> list[bool]:
        allowance = Allowance("s", Budget(calls=10))
        return await asyncio.gather(*(attempt(allowance, f"c{n}", took(1, "0")) for n in range(12)))

    # Each sets two calls aside and takes one: the ninth leaves one call, too few for one more at its worst.
    assert asyncio.run(everything()).count(True) == 9


def test_what_a_crash_left_set_aside_counts_until_it_is_made_again() -> None:
    assert ledger().set_aside("s", "c01/A/1/0", WORST, Budget(calls=4)) is None
    # Another process, after the crash: the line is there, and its own attempt takes its place.
    allowance = Allowance("s", Budget(calls=4))
    assert asyncio.run(attempt(allowance, "c01/A/1/0", took(1, "0.001")))
    assert ledger().total("s") == Amount(1, Decimal("0.001"))
    assert asyncio.run(attempt(allowance, "c02/A/1/0", took(2, "0.001")))
    assert not asyncio.run(attempt(allowance, "c03/A/1/0", took(1, "0.001")))
    raised = Allowance("s", Budget(calls=5))
    assert asyncio.run(attempt(raised, "c03/A/1/0", took(1, "0.001")))


def test_what_the_state_knows_counts_where_the_ledger_is_gone() -> None:
    allowance = Allowance("s", Budget(calls=10), spent=Amount(9))
    assert not asyncio.run(attempt(allowance, "c01/A/1/0", took(1, "0")))


def test_a_failed_call_counts_as_one_and_one_never_made_as_none() -> None:
    async def fail(entry: str, *, called: bool) -> None:
        order = order_of(Allowance("s", Budget(calls=10)), entry)
        async with order.paid_once(["k"]):
            await order.reserve(at_worst(WORST))
            order.account.made += called
            raise ModelFailure("no")

    for entry, called, total in [("a", False, 0), ("b", True, 1)]:
        with pytest.raises(ModelFailure):
            asyncio.run(fail(entry, called=called))
        assert ledger().total("s").calls == total


@pytest.mark.parametrize("called", [False, True])
def test_a_stop_counts_the_call_that_was_under_way(called: bool) -> None:
    async def everything() -> None:
        inside = asyncio.Event()

        async def hang() -> None:
            order = order_of(Allowance("s", Budget(calls=10)), "a")
            async with order.paid_once(["k"]):
                await order.reserve(at_worst(WORST))
                order.account.made += called
                inside.set()
                await asyncio.Event().wait()

        task = asyncio.create_task(hang())
        await inside.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(everything())
    assert ledger().total("s").calls == int(called)
    # Made again, it takes room beside what was spent in vain.
    assert asyncio.run(attempt(Allowance("s", Budget(calls=10)), "a", took(1, "0")))
    assert ledger().total("s").calls == 1 + called


def test_a_cost_that_is_not_known_counts_at_its_worst() -> None:
    allowance = Allowance("s", Budget(dollars=Decimal("0.05")))
    assert asyncio.run(attempt(allowance, "a", Usage(calls=1, input_tokens=5)))
    assert ledger().total("s") == Amount(1, WORST.dollars)


def test_a_budget_of_dollars_takes_no_call_without_a_price() -> None:
    async def ask() -> None:
        order = order_of(Allowance("s", Budget(dollars=Decimal(5))), "a")
        async with order.paid_once(["k"]):
            await order.reserve(at_worst(Amount(2), priced=False))

    with pytest.raises(BudgetReached):
        asyncio.run(ask())


def test_without_a_budget_nothing_is_written() -> None:
    assert asyncio.run(attempt(Allowance("s"), "a", took(1, "1")))
    assert not get_settings().spending_file.exists()


async def test_nothing_is_left_in_memory_of_sessions_that_ended() -> None:
    def objects() -> int:
        gc.collect()
        return sum(str(type(thing).__module__).startswith("bareme.calls") for thing in gc.get_objects())

    before = objects()
    for number in range(300):
        assert await attempt(Allowance(f"s{number}", Budget(calls=2)), "a", took(1, "0"))
    assert objects() <= before + 1
