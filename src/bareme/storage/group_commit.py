"""Group commit: what many tasks write at the same moment is one transaction, for each takes the disk some milliseconds.

The name is that of databases, which do the same with their logs.
"""

import asyncio
from collections.abc import Awaitable, Callable


class GroupCommit[T]:
    """Writes things in groups: while one group is being written, the next one gathers.

    `write` writes a group. What it raises is raised to each of the group. A `GroupCommit` belongs to one event loop.
    """

    def __init__(self, write: Callable[[list[T]], Awaitable[None]]) -> None:
        self._write = write
        self._gathering: list[T] = []
        self._next: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()

    async def add(self, thing: T) -> None:
        """Return when `thing` is written. It is written even if whoever waits for it is cancelled."""
        self._gathering.append(thing)
        if self._next is None:
            self._next = asyncio.create_task(self._write_next())
        await asyncio.shield(self._next)

    async def _write_next(self) -> None:
        async with self._turn:
            group, self._gathering, self._next = self._gathering, [], None
            await self._write(group)
