"""Work that a stop must not cut off: it is done to its end, and then the stop goes on."""

import asyncio
from collections.abc import Coroutine
from typing import Any


async def shielded[T](work: Coroutine[Any, Any, T]) -> T:
    """Return what `work` returns. Where the waiting for it is cancelled, that is passed on when it is done."""
    doing = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        await asyncio.wait([doing])
        raise
