"""A lock that the operating system holds on a file: a process that is killed leaves none behind."""

from pathlib import Path

from filelock import FileLock, Timeout

from bareme.storage.private_files import make_private_folder


def try_lock(path: Path) -> FileLock | None:
    """Return the lock of the file, which is made unless it exists, or None if another process holds it."""
    make_private_folder(path.parent)
    # No fallback to soft locks, which outlive a killed process. Another thread may release it.
    lock = FileLock(path, mode=0o600, blocking=False, fallback_to_soft=False, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        return None
    return lock
