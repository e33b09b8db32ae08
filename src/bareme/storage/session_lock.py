"""One session, one command: two terminals that drive the same session would each go on from what the other left."""

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from bareme.errors import SessionInUse
from bareme.settings import get_settings


@contextmanager
def session_lock(session_id: str) -> Iterator[None]:
    """Hold a session for this process until the block ends.

    The operating system holds it: a process that is killed lets go of it, and the file that stays behind locks nothing.

    Raises:
        SessionInUse: another command holds it. Nothing is waited for.
    """
    folder = get_settings().locks_folder
    folder.mkdir(parents=True, exist_ok=True)
    # Never the library's other kind, a file whose presence is the lock: that would outlive a process that is killed.
    lock = FileLock(folder / f"{session_id}.lock", blocking=False, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout:
        raise SessionInUse(session_id) from None
    try:
        yield
    finally:
        lock.release()
