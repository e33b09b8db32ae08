"""What may be under way at once: calls of a provider, copies in memory. Counted over all sessions of the process.

LangGraph's own `max_concurrency` is not used for this: behind it, what finished tasks wrote waits for the tasks
still queued, and a crash loses all of it.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from weakref import WeakKeyDictionary

from bareme.calls.fair_queue import NOBODY, FairQueue, Hold, Turn
from bareme.settings import get_settings, limit_of

# A queue belongs to one loop, and a server may run several.
_queues: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, FairQueue]] = WeakKeyDictionary()


def provider_name(model: str) -> str:
    """Return the provider of `model` ("provider:name")."""
    return model.partition(":")[0]


def call_slot(model: str, turn: Turn, *, tokens: int = 0) -> AbstractAsyncContextManager[Hold]:
    """Return what to hold during a call of `model` ("provider:name") that is expected to take `tokens`.

    The provider's slots, requests and tokens a minute are had together, and in turn with the other sessions.
    """
    return _calls(provider_name(model)).hold(turn, tokens=tokens)


def copy_slot(models: Sequence[str], turn: Turn) -> AbstractAsyncContextManager[Hold]:
    """Return what to hold while the pages of a copy are in memory for which a call of each of `models` is made.

    A few copies more than the calls need keep the calls busy; every further one would only hold memory, and would
    let the last copies overtake the first. What is held shrinks to `calls_at_once` of the models that are left, so that
    the next copy is ready when a slot is. Copies for other providers do not wait for these, and a session's first copy
    waits for no other session's.
    """
    return _copies(map(provider_name, models)).hold(turn, units=calls_at_once(models) or 1)


def calls_at_once(models: Iterable[str]) -> int:
    """Return how many slots of one provider a call of each of `models` takes at most."""
    return max(Counter(map(provider_name, models)).values(), default=0)


def announce(session: str, models: Iterable[str]) -> None:
    """Say that `session` is about to ask for copies and calls of `models`: the others leave it room, for a moment."""
    providers = set(map(provider_name, models))
    for queue in (_copies(providers), *map(_calls, providers)):
        queue.expect(session)


def one_at_a_time(what: str) -> AbstractAsyncContextManager[Hold]:
    """Return what to hold so that `what` is done by the first who needs it, and not by all others beside it."""
    queues = _of_this_loop()
    return queues.setdefault(what, FairQueue(1)).hold(NOBODY)


def _calls(provider: str) -> FairQueue:
    queues, settings, key = _of_this_loop(), get_settings(), f"calls:{provider}"
    if key not in queues:
        queues[key] = FairQueue(
            settings.max_in_flight,
            requests=limit_of(settings.requests_per_minute, provider),
            tokens=limit_of(settings.tokens_per_minute, provider),
        )
    return queues[key]


def _copies(providers: Iterable[str]) -> FairQueue:
    queues, key = _of_this_loop(), f"copies:{','.join(sorted(set(providers)))}"
    if key not in queues:
        queues[key] = FairQueue(get_settings().max_in_flight, slack=True)
    return queues[key]


def _of_this_loop() -> dict[str, FairQueue]:
    return _queues.setdefault(asyncio.get_running_loop(), {})
