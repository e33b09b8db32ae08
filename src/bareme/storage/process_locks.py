"""Locks by name, each held by one process at a time: those of one machine are files."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from filelock import FileLock

from bareme.storage.file_lock import try_lock


class ProcessLocks(Protocol):
    """Locks between processes. One that dies leaves none behind.

    Every method raises StoreUnusable if they are in a database that cannot be read or written.
    """

    def try_acquire(self, name: str) -> bool:
        """Return whether this process holds the lock now, and did not before; it then has to release it."""
        ...

    def release(self, name: str) -> None:
        """Let another process have it."""
        ...

    def is_held_elsewhere(self, name: str) -> bool:
        """Return whether another process holds it."""
        ...

    def forget(self, name: str) -> None:
        """Leave no trace of a lock that nobody is going to want."""
        ...


@dataclass(frozen=True)
class FileProcessLocks:
    """Locks of one machine, a file each."""

    folder: Path
    _held: dict[str, FileLock] = field(default_factory=dict)

    def try_acquire(self, name: str) -> bool:
        """Lock the file."""
        lock = try_lock(self._file(name))
        if lock is None:
            return False
        self._held[name] = lock
        return True

    def release(self, name: str) -> None:
        """Unlock it."""
        self._held.pop(name).release()

    def is_held_elsewhere(self, name: str) -> bool:
        """Return whether another process has locked the file."""
        if name in self._held or not self._file(name).exists():
            return False
        lock = try_lock(self._file(name))
        if lock is None:
            return True
        lock.release()
        return False

    def forget(self, name: str) -> None:
        """Delete the file."""
        self._file(name).unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.lock"
