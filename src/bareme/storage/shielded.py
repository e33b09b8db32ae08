"""Work that is finished even if whoever waits for it is cancelled."""

import asyncio
from collections.abc import Coroutine
from typing import Any


async def shielded[T](work: Coroutine[Any, Any, T]) -> T:
    """Return what `work` returns. If the caller is cancelled, the cancellation is raised once the work is done."""
    doing = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        await asyncio.wait([doing])
        raise
