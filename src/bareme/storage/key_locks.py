"""Locks between the processes that share a store of answers: whoever holds a key's lock asks for its answer.

The operating system or the database holds them, so a process that is killed leaves none behind.
"""

import hashlib
import os
from functools import cache
from pathlib import Path
from typing import Protocol

from bareme.storage.private_files import make_private_folder

try:
    import fcntl
except ImportError:  # Windows has no such locks: there each process asks for itself
    fcntl = None  # type: ignore[assignment]


class KeyLocks(Protocol):
    """Advisory locks by key, between processes."""

    async def try_acquire(self, key: str) -> bool:
        """Return whether this process holds the lock of `key` now; it then has to release it."""
        ...

    async def release(self, key: str) -> None:
        """Let another process have it."""
        ...


class FileKeyLocks:
    """Locks between the processes of one machine: POSIX locks on single bytes of an empty file, one byte a key."""

    def __init__(self, path: Path) -> None:
        self._file = _lock_file(path)

    async def try_acquire(self, key: str) -> bool:
        """Return False if another process holds it, and True if the file system has no locks."""
        try:
            if fcntl is not None:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number_of(key))
        except (BlockingIOError, PermissionError):
            return False
        except OSError:
            pass
        return True

    async def release(self, key: str) -> None:
        """Unlock the key's byte."""
        if fcntl is not None:
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, number_of(key))


@cache
def _lock_file(path: Path) -> int:
    # A process loses all its POSIX locks on a file as soon as it closes any handle of it, whichever loop opened that
    # one. So each file is opened once in a process and stays open.
    make_private_folder(path.parent)
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def number_of(key: str) -> int:
    """Return the number that stands for a key, below 2**62: the offset in a file, or an advisory lock in Postgres."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest()) >> 2
