"""Copies on this machine of what is kept elsewhere, for worker processes that read files."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

from filelock import FileLock

from bareme.storage.file_lock import try_lock
from bareme.storage.private_files import make_private_folder

_LOCK = "lock"


@dataclass
class _Copy:
    """A file, and how many are reading it."""

    path: Path
    fetching: asyncio.Lock = field(default_factory=asyncio.Lock)
    readers: int = 0
    deletion: asyncio.TimerHandle | None = None


class LocalCopies:
    """The copies of one event loop, each fetched once and deleted some time after its last reader.

    Several processes may use the same folder: each has a folder of its own in it. Those of processes that were killed
    are deleted by the next one.

    Args:
        folder: Where they are.
        seconds: How long one that nobody reads stays.
    """

    def __init__(self, folder: Path, seconds: float) -> None:
        self._parent = folder
        self._seconds = seconds
        self._copies: dict[str, _Copy] = {}
        self._opening = asyncio.Lock()
        self._folder: Path | None = None
        self._lock: FileLock | None = None

    @asynccontextmanager
    async def hold(self, name: str, fetch: Callable[[Path], Awaitable[None]]) -> AsyncIterator[Path]:
        """Yield the file of this name, which `fetch` writes unless it is there."""
        folder = await self._opened()
        copy = self._copies.setdefault(name, _Copy(folder / name))
        copy.readers += 1
        if copy.deletion is not None:
            copy.deletion.cancel()
            copy.deletion = None
        try:
            async with copy.fetching:
                if not await asyncio.to_thread(copy.path.is_file):
                    unfinished = copy.path.with_suffix(".part")
                    await fetch(unfinished)
                    await asyncio.to_thread(unfinished.replace, copy.path)
            yield copy.path
        finally:
            copy.readers -= 1
            if not copy.readers:
                copy.deletion = asyncio.get_running_loop().call_later(self._seconds, self._delete, name)

    async def aclose(self) -> None:
        """Delete all copies."""
        for copy in self._copies.values():
            if copy.deletion is not None:
                copy.deletion.cancel()
        self._copies.clear()
        if self._folder is not None:
            await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)
        if self._lock is not None:
            self._lock.release()

    def _delete(self, name: str) -> None:
        self._copies.pop(name).path.unlink(missing_ok=True)

    async def _opened(self) -> Path:
        async with self._opening:
            if self._folder is None:
                await asyncio.to_thread(self._open)
        assert self._folder  # noqa: S101 - `_open` made it
        return self._folder

    def _open(self) -> None:
        make_private_folder(self._parent)
        # Nobody makes a folder while another looks for those that are left.
        with FileLock(self._parent / _LOCK, mode=0o600, fallback_to_soft=False):
            for left in filter(Path.is_dir, self._parent.iterdir()):
                if (lock := try_lock(left / _LOCK)) is not None:
                    shutil.rmtree(left, ignore_errors=True)
                    lock.release()
            folder = Path(mkdtemp(dir=self._parent))
            self._lock = try_lock(folder / _LOCK)
        self._folder = folder
