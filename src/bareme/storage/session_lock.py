"""A lock per session: two commands must not run the same session."""

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from bareme.errors import SessionInUse
from bareme.settings import get_settings


@contextmanager
def session_lock(session_id: str) -> Iterator[None]:
    """Lock a session for this process until the block ends.

    The operating system holds the lock: it is released when a process is killed, even if the file remains.

    Raises:
        SessionInUse: another process holds the lock.
    """
    folder = get_settings().locks_folder
    folder.mkdir(parents=True, exist_ok=True)
    # No fallback to soft locks, which outlive a killed process.
    lock = FileLock(folder / f"{session_id}.lock", blocking=False, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout:
        raise SessionInUse(session_id) from None
    try:
        yield
    finally:
        lock.release()
