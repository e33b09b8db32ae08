"""The deadline of a call whose answer is streamed: it moves as long as the answer does.

The deadline belongs to `calls.call` and the pieces to `models.connections`, with the client of a library in between.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

on_stream_piece: ContextVar[Callable[[], None] | None] = ContextVar("on_stream_piece", default=None)
"""To be called with each piece of a streamed answer."""


@contextmanager
def moved_by_stream(deadline: asyncio.Timeout, seconds: float, *, longest: float) -> Iterator[None]:
    """Inside, move `deadline` to `seconds` after each piece of a streamed answer, but not beyond `longest`."""
    loop = asyncio.get_running_loop()
    last = loop.time() + max(longest, seconds)
    token = on_stream_piece.set(lambda: deadline.reschedule(min(loop.time() + seconds, last)))
    try:
        yield
    finally:
        on_stream_piece.reset(token)
