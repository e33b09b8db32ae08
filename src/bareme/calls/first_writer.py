"""One call first: it writes the beginning of a prompt to the provider's cache, where the others find it.

A provider can find a beginning only once it has begun to answer the call that wrote it, and it charges more for writing
than for reading a prompt without a cache. Calls that start together would all write. docs/decisions.md has the figures.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic

from langchain_core.messages import AIMessage

from bareme.runtime import current_runtime

type Send = Callable[[Awaitable[AIMessage]], Awaitable[AIMessage]]


@dataclass
class _Beginning:
    """The beginning of a prompt."""

    cached_until: float = 0.0
    writing: asyncio.Event | None = None
    """Set when the request that writes it has ended; None if there is none."""


@asynccontextmanager
async def after_first_writer(key: Hashable, seconds: float) -> AsyncIterator[Send]:
    """Wait while another call writes the beginning `key`, and yield what sends the request of this call.

    Nobody waits if it was used in the last `seconds`. If the request that others wait for fails, all of them go on.
    """
    known = current_runtime().resource(_beginnings)
    if key not in known:
        _forget_old(known)
    beginning = known.setdefault(key, _Beginning())
    if beginning.writing is not None:
        await beginning.writing.wait()
    written: asyncio.Event | None = None
    if beginning.writing is None and beginning.cached_until < monotonic():
        written = beginning.writing = asyncio.Event()

    def end() -> None:
        if written is not None and beginning.writing is written:
            written.set()
            beginning.writing = None

    async def send(request: Awaitable[AIMessage]) -> AIMessage:
        try:
            answer = await request
            beginning.cached_until = monotonic() + seconds
            return answer
        finally:
            end()

    try:
        yield send
    finally:
        end()


def _forget_old(known: dict[Hashable, _Beginning]) -> None:
    now = monotonic()
    for key in [key for key, one in known.items() if one.writing is None and one.cached_until < now]:
        del known[key]


def _beginnings() -> dict[Hashable, _Beginning]:
    return {}
