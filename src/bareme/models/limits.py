"""What may be under way at once: calls of a provider, copies in memory. Counted over all sessions of the process.

LangGraph's own `max_concurrency` is not used for this: behind it, what finished tasks wrote waits for the tasks
still queued, and a crash loses all of it.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from weakref import WeakKeyDictionary

from bareme.models.fairness import NOBODY, FairQueue, Hold, Turn
from bareme.settings import get_settings, limit_of

# A queue belongs to one loop, and a server may run several.
_queues: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, FairQueue]] = WeakKeyDictionary()


def provider_of(model: str) -> str:
    """Return the provider of `model` ("provider:name")."""
    return model.partition(":")[0]


def call_slot(model: str, turn: Turn, *, tokens: int = 0) -> AbstractAsyncContextManager[Hold]:
    """Return what to hold during a call of `model` ("provider:name") that is expected to take `tokens`.

    The provider's slots, requests and tokens a minute are had together, and in turn with the other sessions.
    """
    provider, queues, settings = provider_of(model), _of_this_loop(), get_settings()
    key = f"calls:{provider}"
    if key not in queues:
        queues[key] = FairQueue(
            settings.max_in_flight,
            requests=limit_of(settings.requests_per_minute, provider),
            tokens=limit_of(settings.tokens_per_minute, provider),
        )
    return queues[key].hold(turn, tokens=tokens)


def copy_slot(models: Sequence[str], turn: Turn) -> AbstractAsyncContextManager[Hold]:
    """Return what to hold while the pages of a copy are in memory for which a call of each of `models` is made.

    A few copies more than the calls need keep the calls busy; every further one would only hold memory, and would
    let the last copies overtake the first. Copies for other providers do not wait for these.
    """
    calls = Counter(provider_of(model) for model in models)
    queues = _of_this_loop()
    key = f"copies:{','.join(sorted(calls))}"
    if key not in queues:
        queues[key] = FairQueue(get_settings().max_in_flight, slack=True)
    return queues[key].hold(turn, units=max(calls.values(), default=1))


def one_at_a_time(what: str) -> AbstractAsyncContextManager[Hold]:
    """Return what to hold so that `what` is done by the first who needs it, and not by all others beside it."""
    queues = _of_this_loop()
    return queues.setdefault(what, FairQueue(1)).hold(NOBODY)


def _of_this_loop() -> dict[str, FairQueue]:
    return _queues.setdefault(asyncio.get_running_loop(), {})
