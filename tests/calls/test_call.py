"""Calls of one attempt: their common deadline, what is counted, and what a failure leaves behind."""

import asyncio
import gc
import weakref
from datetime import UTC, datetime

import pytest
from langchain_core.messages import AIMessage

from bareme.calls.call import Caller, CallPlan
from bareme.calls.fair_queue import Requester
from bareme.errors import CallTimedOut, ProviderBusy, ProviderDown, QuotaExhausted, UnusableReply
from bareme.models.refusals import refusal
from tests.calls.virtual_time import run


async def test_a_call_that_waits_for_its_slot_spends_no_time_of_its_attempt() -> None:
    caller = Caller(CallPlan("openai:any", seconds=600))

    async def answer() -> AIMessage:
        return AIMessage("yes")

    assert (await caller.call(answer)).content == "yes"
    assert 300 < caller.seconds_left <= 600


def test_nothing_is_sent_once_an_attempts_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    async def attempt() -> None:
        monkeypatch.setattr("bareme.calls.call.monotonic", asyncio.get_running_loop().time)
        caller, sent = Caller(CallPlan("openai:any", seconds=5)), 0
        account = caller.account

        async def slow() -> AIMessage:
            nonlocal sent
            sent += 1
            await asyncio.sleep(10 * (sent - 1))
            return AIMessage("yes")

        assert (await caller.call(slow)).content == "yes"
        with pytest.raises(CallTimedOut):
            await caller.call(slow)
        assert (sent, account.made, account.lost) == (2, 2, 1)
        # A third, such as the one in which a model is told what was wrong.
        with pytest.raises(CallTimedOut, match="in time"):
            await caller.call(slow)
        assert (sent, account.made, account.lost) == (2, 2, 1)

    run(attempt())


async def test_a_grader_that_is_stopped_keeps_nothing_of_the_call_that_stopped_it() -> None:
    class Picture:
        """Stands for the pages of a copy."""

    seen: list[weakref.ref[Picture]] = []

    async def never() -> AIMessage:
        raise AssertionError

    async def ask() -> None:
        picture = Picture()
        seen.append(weakref.ref(picture))

        async def request() -> AIMessage:
            raise refusal(402, {}, str(picture))

        with pytest.raises(QuotaExhausted):
            await Caller(CallPlan("openai:any", Requester("s"), datetime.now(UTC))).call(request)

    await ask()
    gc.collect()
    assert [picture() for picture in seen] == [None]
    with pytest.raises(QuotaExhausted, match="402"):
        await Caller(CallPlan("openai:any", Requester("s"), datetime.min.replace(tzinfo=UTC))).call(never)


def test_whether_to_try_again_is_a_property_of_the_error() -> None:
    assert (ProviderBusy("").retryable, UnusableReply("").retryable, ProviderDown("").retryable) == (True, True, False)
