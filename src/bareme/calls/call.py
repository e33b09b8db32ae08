"""Calling a model: the one place where a request waits for its slot, fails, pauses, and is sent again.

The clients' own retries are off. Whether a request is sent again depends on its error (`errors.ModelFailure`). The
pause is the provider's Retry-After plus exponential backoff with full jitter, and no slot is held during a pause.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from time import monotonic

from langchain_core.messages import AIMessage, BaseMessage
from langgraph.errors import GraphBubbleUp

from bareme.calls import measurements
from bareme.calls.budget import Reservation
from bareme.calls.circuit_breaker import CircuitBreaker, circuit_breaker_of
from bareme.calls.context import check_fits, check_read_whole
from bareme.calls.fair_queue import Requester
from bareme.calls.limits import call_slot, provider_name, share_pause
from bareme.calls.stopped_graders import check_not_stopped, stop_grader
from bareme.domain.money import Usage
from bareme.domain.policy import Grader
from bareme.errors import (
    BaremeError,
    CallTimedOut,
    ContextTooShort,
    GraderWaits,
    ModelFailure,
    ModelLoading,
    ProviderBusy,
    ProviderDown,
    ProviderUnreachable,
    QuotaExhausted,
)
from bareme.models.failures import failure_if_empty, failure_of, timed_out
from bareme.models.providers import endpoint_of
from bareme.models.server_facts import learn_context, server_facts
from bareme.models.service_tiers import attempt_seconds, call_seconds, is_slow
from bareme.models.stream_deadline import moved_by_stream
from bareme.models.usage import tokens_of, usage_of
from bareme.settings import get_settings

_MOST_CUT_OFF = 2
"""How often a request is sent that was cut off, because the provider may carry it out and charge for it each time."""
_LONGEST_STREAM = 3600.0
"""Seconds that an answer may take at most while it moves."""


@dataclass(frozen=True)
class CallPlan:
    """How the calls of one attempt at one model ("provider:name") are made.

    `requester` is whom slots are granted to. `asked_at` is when the teacher asked for the attempt: if its session's
    grader was stopped after that, no call is made. None means that it is never stopped. `seconds` is the time for all
    calls and pauses together; waiting for a slot does not count. `call_seconds` is the time for one of them. A call
    that `is_patient` is sent again while its provider is busy, until the time is over. `tokens` is what one call is
    expected to take, and `output_tokens` what it is expected to write; 0 if nobody knows.
    """

    model: str
    requester: Requester = field(default_factory=Requester)
    asked_at: datetime | None = None
    seconds: float = field(default_factory=lambda: get_settings().attempt_seconds)
    call_seconds: float = field(default_factory=lambda: get_settings().call_seconds)
    is_patient: bool = False
    tokens: int = 0
    output_tokens: int = 0

    @classmethod
    def of(cls, grader: Grader, requester: Requester, asked_at: datetime | None = None) -> "CallPlan":
        """Return how the calls of an attempt of `grader` are made, with the patience that its service tier needs."""
        tier = grader.service_tier
        return cls(
            grader.model,
            requester,
            asked_at,
            seconds=attempt_seconds(tier),
            call_seconds=call_seconds(tier),
            is_patient=is_slow(tier),
        )

    @cached_property
    def endpoint(self) -> tuple[str, str]:
        """The base URL that the calls go to, and the name of the model there."""
        return endpoint_of(self.model)


@dataclass
class Account:
    """What the calls of one attempt took. Their `Caller` writes it, everybody else reads it.

    `made` is the number of requests sent. `lost` of them had no answer, but may have been charged. `usage` is what the
    answers took. `retries` is how often a request was sent again.
    """

    made: int = 0
    lost: int = 0
    retries: int = 0
    usage: Usage = field(default_factory=Usage)


class Caller:
    """Makes the calls of one attempt. They share a deadline, a reservation and an account.

    With `held`, the slot of a call is not given back with its answer: it goes onto that stack, which whoever gave it
    closes once the answer is on disk. So no more answers can be lost at once than there are slots. Whoever asks again
    before that has to `release` the slot first.
    """

    def __init__(
        self,
        plan: CallPlan,
        *,
        reservation: Reservation | None = None,
        account: Account | None = None,
        held: AsyncExitStack | None = None,
    ) -> None:
        self.plan = plan
        self.account = account or Account()
        self.seconds_left = plan.seconds
        self._reservation = reservation or Reservation()
        self._held = held

    async def call(self, request: Callable[[], Awaitable[AIMessage]], *, sent: Sequence[BaseMessage] = ()) -> AIMessage:
        """Return the answer to `request`, one call of the model's client with the messages `sent`.

        Raises:
            GraderWaits: the model cannot be asked now, or it cannot read all of the prompt, and the attempt waits.
            BudgetReached: the budget has no room for the request, or for sending it again.
            ModelFailure: it was sent, as often as that might help, without an answer.
        """
        account, started, took, outcome = self.account, monotonic(), Usage(), "cancelled"
        try:
            await check_fits(self.plan.model, sent)
            answer = await self._send(request)
            took = usage_of(answer, self.plan.model, sent=sent)
            check_read_whole(self.plan.model, sent, answer)
        except BaremeError as failure:
            outcome = type(failure).__name__
            if isinstance(failure, ContextTooShort):
                learn_context(self.plan.model, failure.context)
            raise
        else:
            outcome = "answered"
            return answer
        finally:
            seconds = round(account.usage.seconds + monotonic() - started, 3)
            counted = {"seconds": seconds, "unanswered_calls": account.lost}
            account.usage = (account.usage + took).model_copy(update=counted)
            measurements.call_ended(self.plan.model, outcome, monotonic() - started, took)

    async def release(self) -> None:
        """Give back the slot of the last answer, which is to be corrected.

        Nobody may wait for money, for another slot or for another call while holding one.
        """
        if self._held is not None:
            await self._held.aclose()

    async def _send(self, request: Callable[[], Awaitable[AIMessage]]) -> AIMessage:
        tries, cut_off, still_loading = 0, 0, False
        while True:
            tries += 1
            if self.seconds_left <= 0:
                # Nothing is sent whose answer nobody would wait for.
                raise _still_loading() if still_loading else timed_out()
            await self._extend_reservation()
            try:
                return await self._send_once(request, repeated=tries > 1)
            except ModelFailure as error:
                failure = error
            # While a server loads its model it takes no request, so none of them is a try.
            still_loading = isinstance(failure, ModelLoading) or (still_loading and self.seconds_left <= 0)
            tries -= still_loading
            cut_off += _was_cut_off(failure)
            pause = None if cut_off >= _MOST_CUT_OFF else self._pause_after(failure, tries)
            if pause is None and still_loading:
                raise _still_loading()
            if pause is None:
                raise failure
            # Before the pause: without money for another request there is nothing to wait for.
            await self._extend_reservation()
            started = monotonic()
            await asyncio.sleep(pause)
            self.seconds_left -= monotonic() - started
            self.account.retries += 1

    async def _extend_reservation(self) -> None:
        """Reserve enough for one more request."""
        account = self.account
        refused = account.made - account.lost - account.usage.calls
        await self._reservation.extend_to(account.made + 1, refused=refused)

    async def _send_once(self, request: Callable[[], Awaitable[AIMessage]], *, repeated: bool) -> AIMessage:
        plan, circuit = self.plan, circuit_breaker_of(self.plan.endpoint)
        slots = (await server_facts(plan.model)).slots
        async with AsyncExitStack() as during:
            with measurements.waiting_for_slot(provider_name(plan.model)):
                slot = await during.enter_async_context(
                    call_slot(plan.model, plan.requester, tokens=plan.tokens, stated=slots)
                )
            # Checked only now, because much may have happened while this call waited for its slot.
            try:
                if plan.asked_at is not None:
                    check_not_stopped(plan.requester.flow, plan.model, plan.asked_at)
                circuit.acquire()
            except GraderWaits:
                slot.settle(requests=0, tokens=0)
                raise
            self.account.made += 1
            started = monotonic()
            failure: ModelFailure | None = None
            try:
                answer = await self._in_time(request)
                slot.settle(requests=1, tokens=tokens_of(answer) or plan.tokens)
                if self._held is not None:
                    self._held.push_async_exit(during.pop_all())
            except ModelFailure as error:
                failure = error
                self.account.lost += failure.may_be_billed
            except BaseException:
                self.account.lost += 1
                circuit.release()
                raise
            finally:
                # A streamed answer that moves may take longer than one call; a correction is possible all the same.
                self.seconds_left -= min(monotonic() - started, plan.call_seconds)
        if failure is None:
            circuit.record_success()
            return answer
        raise self._recorded(failure, circuit, repeated=repeated)

    async def _in_time(self, request: Callable[[], Awaitable[AIMessage]]) -> AIMessage:
        seconds = min(self.plan.call_seconds, self.seconds_left)
        try:
            # The client's own timeout starts anew with every byte; this one only with those of a streamed answer.
            async with asyncio.timeout(seconds) as deadline:
                with moved_by_stream(deadline, seconds, longest=_LONGEST_STREAM):
                    answer = await request()
            failure = failure_if_empty(answer)
        except (GraphBubbleUp, BaremeError):
            raise
        except Exception as error:  # noqa: BLE001 - each client has errors of its own, and none may stop other copies
            setting = "BAREME_SLOW_CALL_SECONDS" if self.plan.is_patient else "BAREME_CALL_SECONDS"
            failure = timed_out(seconds, setting=setting) if deadline.expired() else failure_of(error)
        if failure is None:
            return answer
        # Raised outside of the handler, so that the client's error, which quotes the provider, is not chained to it.
        raise failure

    def _recorded(self, failure: ModelFailure, circuit: CircuitBreaker, *, repeated: bool) -> ModelFailure:
        """Record what a failure says about the model; return the failure that the attempt is to see."""
        if isinstance(failure, QuotaExhausted):
            circuit.release()
            if self.plan.asked_at is not None:
                stop_grader(self.plan.requester.flow, self.plan.model, failure)
        elif isinstance(failure, ProviderBusy) and (failure.retry_after or 0) > get_settings().patience_seconds:
            parked = circuit.open_for(failure.retry_after or 0)
            share_pause(self.plan.model, self.plan.endpoint, parked.seconds)
            return parked
        elif self.plan.is_patient and isinstance(failure, ProviderBusy):
            circuit.release()  # there is no capacity yet, which says nothing about the model
        elif failure.retryable and not isinstance(failure, ModelLoading):
            circuit.record_failure(repeated=repeated)
        else:
            circuit.release()
        return failure

    def _pause_after(self, failure: ModelFailure, tries: int) -> float | None:
        """Return the seconds to wait before the next try, or None if there is none."""
        settings = get_settings()
        waits = self.plan.is_patient and isinstance(failure, ProviderBusy)
        if not failure.retryable or (tries >= settings.call_tries and not waits):
            return None
        longest = min(settings.backoff_longest_seconds, settings.backoff_seconds * 2 ** max(0, tries - 1))
        pause = random.uniform(0, longest)  # noqa: S311 - spreads calls, protects nothing
        if isinstance(failure, ProviderBusy) and failure.retry_after is not None:
            # Jitter on top of the Retry-After, so that those who were sent away together do not come back together.
            pause += failure.retry_after
        return pause if pause < self.seconds_left else None


def _still_loading() -> ProviderDown:
    return ProviderDown("the server is still loading the model: finish with a regrade of what is missing")


def _was_cut_off(failure: ModelFailure) -> bool:
    return failure.may_be_billed and isinstance(failure, CallTimedOut | ProviderUnreachable)
