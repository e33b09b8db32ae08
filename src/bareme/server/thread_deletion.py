"""Deletions of the development server's threads, one after the other.

Each run without a thread deletes a temporary one when it ends. langgraph-runtime-inmem 0.36 finds its place in the list
of threads, waits for the checkpoints to be deleted, and takes out whatever is at that place by then: of several
deletions at once, some take another's thread. Seen: 12 mock exams at the same time took 5 of 12 new threads with them.
"""

import asyncio
import functools
from typing import Any


def delete_one_after_the_other() -> None:
    """Have the platform begin a deletion only when the one before has ended."""
    from langgraph_runtime_inmem.ops import Threads  # noqa: PLC0415 - only the development server has it

    delete: Any = Threads.delete
    lock = asyncio.Lock()

    @functools.wraps(delete)
    async def delete_alone(*given: Any, **named: Any) -> Any:
        async with lock:
            return await delete(*given, **named)

    Threads.delete = staticmethod(delete_alone)
