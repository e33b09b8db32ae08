"""Calling a model: the one place where calls wait, fail, and are tried again.

The clients' own retries are off. Whether to try again is a property of the error (`errors.ModelFailure`), how long to
wait is the provider's wish or exponential backoff with full jitter, and nothing waits while it holds a slot.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from langgraph.errors import GraphBubbleUp

from bareme.calls.circuit_breaker import CircuitBreaker, check_not_stopped, circuit_breaker_of, stop_grader
from bareme.calls.fair_queue import NOBODY, Turn
from bareme.calls.limits import call_slot
from bareme.domain.money import Usage
from bareme.errors import (
    BaremeError,
    CallTimedOut,
    GraderWaits,
    ModelFailure,
    ProviderBusy,
    ProviderUnreachable,
    QuotaExhausted,
    UnusableReply,
)
from bareme.models.failures import emptiness_of, failure_of, timed_out
from bareme.models.providers import endpoint_of
from bareme.models.usage import tokens_of
from bareme.settings import get_settings

_MAYBE_CHARGED = (CallTimedOut, ProviderUnreachable, UnusableReply)
"""A provider that says why it refuses charges nothing; what was cut off may well have been carried out."""


@dataclass(frozen=True)
class Asked:
    """On whose behalf a model is asked: a grader that is stopped is so for this session, until it is asked anew."""

    session_id: str
    at: datetime


@dataclass
class Calls:
    """All calls of one attempt at one model ("provider:name"): they share one deadline, and are counted.

    `seconds_left` is that of calls and of the pauses between them. Waiting for a slot is not held against an attempt.
    `turn` says whose turn it is to have one, `tokens` what a call is expected to take. `room` is asked before each
    request, by its number from 1, whether there is money for it. `made` is how many were sent, `lost` how many of them
    may have been charged although no answer came, `usage` what the answers took.
    """

    model: str
    asked: Asked | None = None
    seconds_left: float = field(default_factory=lambda: get_settings().attempt_seconds)
    retries: int = 0
    turn: Turn = NOBODY
    tokens: int = 0
    room: Callable[[int], Awaitable[None]] | None = None
    made: int = 0
    lost: int = 0
    usage: Usage = field(default_factory=Usage)

    async def make[T](self, request: Callable[[], Awaitable[T]]) -> T:
        """Return what `request`, one call of the model's client, returns; it is made again while that may help.

        Raises:
            GraderWaits: the model is not to be asked now, and the attempt is left waiting.
            BudgetReached: there is no money for the request, or to send it again.
            ModelFailure: it was asked, and what it gave is of no use. `retries` is set.
        """
        tries = 0
        while True:
            tries += 1
            if self.seconds_left <= 0:
                # An earlier call took it all: nothing is sent that nobody would wait for.
                late = timed_out()
                late.retries = self.retries
                raise late
            if self.room is not None:
                await self.room(self.made + 1)
            try:
                return await self._once(request, repeated=tries > 1)
            except ModelFailure as error:
                failure = error
            failure.retries = self.retries
            pause = self._pause_after(failure, tries)
            if pause is None:
                raise failure
            if self.room is not None:
                # Before the pause: who has no money for another request need not wait to be told so.
                await self.room(self.made + 1)
            started = monotonic()
            await asyncio.sleep(pause)
            self.seconds_left -= monotonic() - started
            self.retries += 1

    async def _once[T](self, request: Callable[[], Awaitable[T]], *, repeated: bool) -> T:
        circuit = circuit_breaker_of(endpoint_of(self.model))
        async with call_slot(self.model, self.turn, tokens=self.tokens) as slot:
            # Asked for only now: much may have happened to the model while this call waited for its slot.
            try:
                if self.asked is not None:
                    check_not_stopped(self.asked.session_id, self.model, self.asked.at)
                circuit.enter()
            except GraderWaits:
                slot.settle(requests=0, tokens=0)
                raise
            self.made += 1
            started = monotonic()
            failure: ModelFailure | None = None
            try:
                answer = await self._in_time(request)
                slot.settle(requests=1, tokens=tokens_of(answer) or self.tokens)
            except ModelFailure as error:
                failure = error
                self.lost += isinstance(failure, _MAYBE_CHARGED)
            except BaseException:
                self.lost += 1
                circuit.left()
                raise
            finally:
                self.seconds_left -= monotonic() - started
        if failure is None:
            circuit.succeeded()
            return answer
        raise self._judged(failure, circuit, repeated=repeated)

    async def _in_time[T](self, request: Callable[[], Awaitable[T]]) -> T:
        seconds = min(get_settings().call_seconds, self.seconds_left)
        try:
            # The client's own timeout begins anew with every byte; this one does not.
            async with asyncio.timeout(seconds) as deadline:
                answer = await request()
            failure = emptiness_of(answer)
        except (GraphBubbleUp, BaremeError):
            raise
        except Exception as error:  # noqa: BLE001 - each client has a tree of its own, and none may take other copies along
            failure = timed_out(seconds) if deadline.expired() else failure_of(error)
        if failure is None:
            return answer
        # Raised here, outside of the handler: the client's error, which quotes the provider, is not chained to ours.
        raise failure

    def _judged(self, failure: ModelFailure, circuit: CircuitBreaker, *, repeated: bool) -> ModelFailure:
        """Return the failure as it is for the attempt, after taking note of what it says about the model."""
        if isinstance(failure, QuotaExhausted):
            circuit.left()
            if self.asked is not None:
                stop_grader(self.asked.session_id, self.model, failure)
        elif isinstance(failure, ProviderBusy) and (failure.retry_after or 0) > get_settings().patience_seconds:
            return circuit.park(failure.retry_after or 0)
        elif failure.retryable:
            circuit.failed(repeated=repeated)
        else:
            circuit.left()
        return failure

    def _pause_after(self, failure: ModelFailure, tries: int) -> float | None:
        """Return the seconds to wait before the next try, or None where there is to be none."""
        settings = get_settings()
        if not failure.retryable or tries >= settings.call_tries:
            return None
        longest = min(settings.backoff_longest_seconds, settings.backoff_seconds * 2 ** (tries - 1))
        pause = random.uniform(0, longest)  # noqa: S311 - spreads calls, guards nothing
        if isinstance(failure, ProviderBusy) and failure.retry_after is not None:
            # On top of what is asked for, so that those who were sent away together do not come back together.
            pause += failure.retry_after
        return pause if pause < self.seconds_left else None
