"""Limits of what is under way at once: calls of a provider, copies in memory. They hold for all sessions of the loop.

On a cluster, those of calls hold for all its processes together.

LangGraph's own `max_concurrency` is not used for this: the writes of finished tasks would wait behind the tasks still
queued, and a crash would lose all of them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager

from bareme.calls.fair_queue import FairQueue, Permit, Requester
from bareme.calls.shared_queue import SharedQueue
from bareme.runtime import current_runtime
from bareme.settings import get_settings, limit_of
from bareme.storage.provider_limits import RateLimits
from bareme.storage.stores import stores


def provider_name(model: str) -> str:
    """Return the provider of `model` ("provider:name")."""
    return model.partition(":")[0]


def call_slot(
    model: str, requester: Requester, *, tokens: int = 0, stated: int | None = None
) -> AbstractAsyncContextManager[Permit]:
    """Return what to hold during a call of `model` ("provider:name") that is expected to take `tokens`.

    A slot of the provider is granted together with its requests and tokens a minute, fairly between sessions. `stated`
    is the number of requests that a local server says it answers at once.
    """
    queue = _call_queue_of(provider_name(model))
    if stated is not None and "max_in_flight" not in get_settings().model_fields_set:
        queue.resize(stated)
    return queue.permit(requester, tokens=tokens)


def share_pause(model: str, endpoint: tuple[str, str], seconds: float) -> None:
    """Tell the other processes, where there are any, that a provider asks for a pause."""
    queue = _call_queue_of(provider_name(model))
    if isinstance(queue, SharedQueue):
        queue.tell_pause(endpoint, seconds)


def copy_slot(models: Sequence[str], requester: Requester) -> AbstractAsyncContextManager[Permit]:
    """Return what to hold while the pages of a copy are in memory, for one call of each of `models`.

    A few copies more than the calls need keep the calls busy. Any more would only take memory, and let the last copies
    overtake the first. Shrink the permit to `calls_at_once` of the models that are left, so that the next copy is ready
    when a slot is free. Copies for other providers have a queue of their own, and a session's first copy does not wait
    for other sessions.
    """
    return _copy_queue_of(map(provider_name, models)).permit(requester, units=calls_at_once(models) or 1)


def calls_at_once(models: Iterable[str]) -> int:
    """Return how many slots of one provider a call of each of `models` takes at most."""
    return max(Counter(map(provider_name, models)).values(), default=0)


def expect_session(session: str, models: Iterable[str]) -> None:
    """Have the other sessions leave room for `session`, which is about to ask for copies and calls of `models`."""
    providers = set(map(provider_name, models))
    for queue in (_copy_queue_of(providers), *map(_call_queue_of, providers)):
        queue.expect(session)


def _call_queue_of(provider: str) -> FairQueue | SharedQueue:
    return current_runtime().resource(_call_queue, provider)


def _copy_queue_of(providers: Iterable[str]) -> FairQueue:
    return current_runtime().resource(_copy_queue, frozenset(providers))


def _call_queue(provider: str) -> FairQueue | SharedQueue:
    settings = get_settings()
    # A local server with one slot would let the others wait, and they would use up their time with it.
    one_by_one = provider == "local" and "max_in_flight" not in settings.model_fields_set
    size = 1 if one_by_one else settings.max_in_flight
    rates = RateLimits(
        requests=limit_of(settings.requests_per_minute, provider), tokens=limit_of(settings.tokens_per_minute, provider)
    )
    shared = stores().provider_limits
    if shared is not None:
        return SharedQueue(provider, shared, size, rates)
    return FairQueue(size, requests=rates.requests, tokens=rates.tokens)


def _copy_queue(_providers: frozenset[str]) -> FairQueue:
    return FairQueue(get_settings().max_in_flight, slack=True)
