"""How many model calls are in flight at once: counted by provider, over all sessions of the process.

LangGraph's own `max_concurrency` is not used for this: behind it, what finished tasks wrote waits for the tasks
still queued, and a crash loses all of it.
"""

import asyncio
from weakref import WeakKeyDictionary

from bareme.settings import get_settings

_semaphores: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, asyncio.Semaphore]] = WeakKeyDictionary()


def _semaphore(key: str, size: int) -> asyncio.Semaphore:
    # An asyncio semaphore belongs to one loop, and a server may run several.
    return _semaphores.setdefault(asyncio.get_running_loop(), {}).setdefault(key, asyncio.Semaphore(size))


def call_slot(model: str) -> asyncio.Semaphore:
    """Return what to hold during a call of `model` ("provider:name"). First come, first served."""
    return _semaphore(f"calls:{model.partition(':')[0]}", get_settings().max_in_flight)


def copy_slot(calls: int) -> asyncio.Semaphore:
    """Return what to hold while the pages of a copy are in memory that takes `calls` calls.

    A few copies more than the calls need keep the calls busy; every further one would only hold memory, and would
    let the last copies overtake the first.
    """
    calls = max(1, calls)
    return _semaphore(f"copies of {calls}", get_settings().max_in_flight // calls + 2)


def one_at_a_time(what: str) -> asyncio.Semaphore:
    """Return what to hold so that `what` is done by the first who needs it, and not by all others beside it."""
    return _semaphore(what, 1)
