"""Group commit: what many tasks write at the same moment is one transaction, for each takes the disk some milliseconds.

The name is that of databases, which do the same with their logs.
"""

import asyncio
from collections.abc import Awaitable, Callable


class GroupCommit[T, R]:
    """Writes or reads things in groups: while one group is under way, the next one gathers.

    `work` writes or reads a group. What it returns is returned to each of the group, and what it raises is raised. A
    `GroupCommit` belongs to one event loop.
    """

    def __init__(self, work: Callable[[list[T]], Awaitable[R]]) -> None:
        self._work = work
        self._gathering: list[T] = []
        self._next: asyncio.Task[R] | None = None
        self._turn = asyncio.Lock()

    async def add(self, thing: T) -> R:
        """Return what the work on the group of `thing` returns. It is done even if whoever waits is cancelled."""
        self._gathering.append(thing)
        if self._next is None:
            self._next = asyncio.create_task(self._do_next())
        return await asyncio.shield(self._next)

    async def _do_next(self) -> R:
        async with self._turn:
            group, self._gathering, self._next = self._gathering, [], None
            return await self._work(group)
