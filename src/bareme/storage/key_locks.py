"""Which process is asking for an answer just now, of those that share a store of answers: the others wait for it.

The system holds a claim, or the database does: a process that is killed lets go of what it claimed.
"""

import hashlib
import os
from pathlib import Path
from typing import Protocol

try:
    import fcntl
except ImportError:  # Windows knows no such locks: there each process asks for itself
    fcntl = None  # type: ignore[assignment]


class KeyLocks(Protocol):
    """Who asks for which answer."""

    async def take(self, key: str) -> bool:
        """Return whether this process may ask for the answer `key`, which it then gives back."""
        ...

    async def give_back(self, key: str) -> None:
        """Let others have it."""
        ...


class FileKeyLocks:
    """Claims of the processes on one machine: locks on single bytes of an empty file, a place for each key.

    A process loses all its locks on a file when it closes any handle of it: this one is opened once, and stays open.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def __del__(self) -> None:
        os.close(self._file)

    async def take(self, key: str) -> bool:
        """Return whether nobody else holds it; also where the file system knows no locks."""
        try:
            if fcntl is not None:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number_of(key))
        except (BlockingIOError, PermissionError):
            return False
        except OSError:
            pass
        return True

    async def give_back(self, key: str) -> None:
        """Unlock its place."""
        if fcntl is not None:
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, number_of(key))


def number_of(key: str) -> int:
    """Return the place of a key, below 2**62: a file's offset, or what a database counts locks by."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest()) >> 2
