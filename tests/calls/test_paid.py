"""Paying once: what was paid for is found again, and each answer is counted for the attempt that paid for it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest
from langchain_core.messages import AIMessage
from langgraph.cache.sqlite import SqliteCache

from bareme.calls.budget import Allowance
from bareme.calls.call import Caller, CallPlan
from bareme.calls.forecast import forecast
from bareme.calls.paid import Order
from bareme.domain.money import Budget, Usage
from bareme.domain.policy import Grader
from bareme.runtime import close_runtime
from bareme.settings import get_settings
from bareme.storage.stores import stores

pytestmark = pytest.mark.smoke

MODEL = "openai:gpt-4.1-mini"
type Limit = Callable[[int], Awaitable[None]]


class Model:
    """Answers with the number of its call, and leaves out what it is to be `without`."""

    def __init__(self, *, model: str = MODEL) -> None:
        self.model = model
        self.asked: list[list[str]] = []

    async def ask(
        self,
        keys: Sequence[str],
        *,
        session: str = "s",
        entry: str = "e",
        without: str = "",
        stop: bool = False,
        fails: bool = False,
        priced: bool = True,
    ) -> tuple[dict[str, int], int]:
        """Return the answers, and the calls that the session has paid for under this entry."""
        order = Order(CallPlan(self.model), Allowance(session, Budget(calls=100)), entry)
        async with order.paid_once(keys, stop=stop):
            if missing := order.missing:
                caller = await order.reserve(forecast(Grader(model=self.model), missing, items=len(missing)))
                self.asked.append(missing)
                await asyncio.sleep(0)
                caller.account.made += 1
                if fails:
                    raise ZeroDivisionError
                cost = Decimal("0.000004") if priced else None
                caller.account.usage += Usage(calls=1, input_tokens=10, cost=cost)
                await order.keep({key: {"call": len(self.asked)} for key in missing if key != without})
        return {key: answer["call"] for key, answer in order.answers.items()}, order.usage.calls


def spent(session: str) -> int:
    return stores().ledger.total(session).calls


async def test_an_answer_is_paid_once_and_counted_where_it_was_paid() -> None:
    model = Model()
    assert await model.ask(["k"]) == ({"k": 1}, 1)
    # The same attempt after a crash; another attempt of the session, on a copy that says the same; another session.
    assert await model.ask(["k"]) == ({"k": 1}, 1)
    assert await model.ask(["k"], entry="other") == ({"k": 1}, 0)
    assert await model.ask(["k"], session="t") == ({"k": 1}, 0)
    assert model.asked == [["k"]]
    assert (spent("s"), spent("t")) == (1, 0)


async def test_of_several_answers_only_those_that_are_missing_are_asked_for() -> None:
    model = Model()
    assert await model.ask(["a", "b"]) == ({"a": 1, "b": 1}, 1)
    assert await model.ask(["a", "b"]) == ({"a": 1, "b": 1}, 1)
    assert await model.ask(["c", "b", "d"], entry="later") == ({"b": 1, "c": 2, "d": 2}, 1)
    assert model.asked == [["a", "b"], ["c", "d"]]
    assert spent("s") == 2


async def test_what_is_left_out_of_the_answers_is_asked_for_again() -> None:
    model = Model()
    assert await model.ask(["a", "b"], without="a") == ({"b": 1}, 1)
    assert await model.ask(["a", "b"], entry="later") == ({"b": 1, "a": 2}, 1)


async def test_a_stop_asks_for_nothing_and_finds_what_is_there() -> None:
    model = Model()
    await model.ask(["a"])
    assert await model.ask(["a", "b"], entry="later", stop=True) == ({"a": 1}, 0)
    assert model.asked == [["a"]]


async def test_who_is_to_stop_waits_for_nobody() -> None:
    order = Order(CallPlan(MODEL), Allowance("s"), "e")
    async with order.paid_once(["k"]):
        assert order.missing == ["k"]
        assert await Model().ask(["k"], entry="stopped", stop=True) == ({}, 0)


async def test_who_wants_what_another_is_asking_for_waits_and_has_it_for_nothing() -> None:
    model = Model()
    answers = await asyncio.gather(
        model.ask(["a", "b"]), model.ask(["b", "c"], entry="f"), model.ask(["c", "a"], entry="g"), model.ask(["a"])
    )
    assert sorted(key for asked in model.asked for key in asked) == ["a", "b", "c"]
    assert len(model.asked) <= 3
    assert spent("s") == len(model.asked)
    for found, _ in answers:
        assert all(call == answers[0][0].get(key, call) for key, call in found.items())


async def test_who_waits_asks_itself_where_the_other_failed() -> None:
    model, failing = Model(), Model()

    async def fail() -> None:
        with pytest.raises(ZeroDivisionError):
            await failing.ask(["k"], fails=True)

    _, found = await asyncio.gather(fail(), model.ask(["k"], entry="f"))
    assert found == ({"k": 1}, 1)
    assert spent("s") == 2


async def test_a_stop_does_not_lose_an_answer_that_is_being_written(monkeypatch: pytest.MonkeyPatch) -> None:
    write, entered, go_on = SqliteCache.aset, asyncio.Event(), asyncio.Event()

    async def aset(self: SqliteCache[Any], pairs: Mapping[Any, Any]) -> None:
        entered.set()
        await go_on.wait()
        await write(self, pairs)

    model = Model()
    with monkeypatch.context() as patch:
        patch.setattr(SqliteCache, "aset", aset)
        asking = asyncio.create_task(model.ask(["k"]))
        await entered.wait()
        asking.cancel()
        asyncio.get_running_loop().call_soon(go_on.set)
        with pytest.raises(asyncio.CancelledError):
            await asking
    assert await model.ask(["k"]) == ({"k": 1}, 1)
    assert (model.asked, spent("s")) == ([["k"]], 1)


@pytest.fixture
async def at_most(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Limit]:
    """Allow so many calls in flight. The loop may be that of other tests, which have queues in it."""

    async def limit(calls: int) -> None:
        monkeypatch.setenv("BAREME_MAX_IN_FLIGHT", str(calls))
        get_settings.cache_clear()
        await close_runtime()

    yield limit
    await close_runtime()


@pytest.mark.parametrize("most", [1, 3])
async def test_no_more_answers_are_unwritten_than_calls_may_be_in_flight(
    most: int, at_most: Limit, monkeypatch: pytest.MonkeyPatch
) -> None:
    await at_most(most)
    write, asked, written, seen = SqliteCache.aset, 0, 0, []

    async def aset(self: SqliteCache[Any], pairs: Mapping[Any, Any]) -> None:
        nonlocal written
        for _ in range(20):  # for others to go on, if they may
            await asyncio.sleep(0)
        await write(self, pairs)
        written += len(pairs)

    async def answer() -> AIMessage:
        nonlocal asked
        asked += 1
        seen.append(asked - written)
        return AIMessage("yes")

    async def ask(key: str, corrections: int) -> None:
        order = Order(CallPlan(MODEL), Allowance("s"), key)
        async with order.paid_once([key]):
            caller = await order.reserve(forecast(Grader(model=MODEL), [key], items=1))
            await caller.call(answer)
            for _ in range(corrections):
                nonlocal asked
                asked -= 1  # an answer that is to be corrected is not kept
                await caller.release()
                await asyncio.sleep(0)
                await caller.call(answer)
            await order.keep({key: {}})

    monkeypatch.setattr(SqliteCache, "aset", aset)
    await asyncio.gather(*(ask(str(number), number % 3) for number in range(9)))
    assert (asked, written) == (9, 9)
    assert max(seen) <= most


async def test_a_slot_is_given_back_where_no_answer_is_kept(at_most: Limit) -> None:
    await at_most(1)

    async def answer() -> AIMessage:
        return AIMessage("yes")

    for _ in range(3):
        order = Order(CallPlan(MODEL), Allowance("s"), "e")
        async with asyncio.timeout(30), order.paid_once(["k"]):
            await (await order.reserve(forecast(Grader(model=MODEL), ["k"], items=1))).call(answer)
        await Caller(CallPlan(MODEL)).call(answer)


async def test_what_an_unknown_price_counts_is_not_forgotten_when_the_answer_is_found_again() -> None:
    model = Model()
    assert await model.ask(["k"], priced=False) == ({"k": 1}, 1)
    before = stores().ledger.total("s")
    assert await model.ask(["k"], priced=False) == ({"k": 1}, 1)
    assert stores().ledger.total("s") == before
    assert before.dollars > Decimal("0.0001")


async def test_what_costs_nothing_is_not_kept() -> None:
    model = Model(model="offline:lexical")
    assert await model.ask(["k"]) == ({"k": 1}, 1)
    assert await model.ask(["k"]) == ({"k": 2}, 1)
