"""What belongs to one event loop: connections, queues, circuit breakers, open stores. One `Runtime` holds them all.

Locks, events and connections of asyncio work in the loop that they were made in, and a process may run several loops.
"""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, suppress
from typing import Any, Protocol, runtime_checkable
from weakref import WeakKeyDictionary


@runtime_checkable
class _Closable(Protocol):
    async def aclose(self) -> None: ...


class Runtime:
    """The resources of the running event loop. Each is made when it is first asked for.

    They are closed by `aclose`, or at the end of `asyncio.run`, which closes the asynchronous generators of its loop.
    """

    def __init__(self) -> None:
        self._resources: dict[tuple[object, ...], Any] = {}
        self._closing = AsyncExitStack()
        self._open = self._until_closed()
        with suppress(StopIteration):  # it runs up to its `yield`, as nothing before that waits
            anext(self._open).send(None)

    def resource[*Ts, T](self, factory: Callable[[*Ts], T], *args: *Ts) -> T:
        """Return what `factory` makes of `args`: made once, and the same for the same arguments from then on."""
        key = (factory, *args)
        if key not in self._resources:
            made = factory(*args)
            if isinstance(made, _Closable):
                self._closing.push_async_callback(made.aclose)
            self._resources[key] = made
        resource: T = self._resources[key]
        return resource

    async def aclose(self) -> None:
        """Close all resources, the last one first, and drop them."""
        await self._open.aclose()

    async def _until_closed(self) -> AsyncGenerator[None]:
        try:
            yield
        finally:
            self._resources.clear()
            await self._closing.aclose()


_runtimes: WeakKeyDictionary[asyncio.AbstractEventLoop, Runtime] = WeakKeyDictionary()
_creating = threading.Lock()


def current_runtime() -> Runtime:
    """Return the runtime of the running event loop.

    Raises:
        RuntimeError: no event loop is running.
    """
    loop = asyncio.get_running_loop()
    runtime = _runtimes.get(loop)
    if runtime is None:
        with _creating:
            # A timer refers to its loop, so a runtime that was never closed would keep its own loop alive.
            for ended in [known for known in _runtimes if known.is_closed()]:
                del _runtimes[ended]
            runtime = _runtimes[loop] = Runtime()
    return runtime


async def close_runtime() -> None:
    """Close the runtime of the running event loop, if it has one. Whatever is asked for later gets a new one."""
    runtime = _runtimes.pop(asyncio.get_running_loop(), None)
    if runtime is not None:
        await runtime.aclose()
