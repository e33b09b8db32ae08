"""A lock per session: two commands must not run the same session."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bareme.errors import SessionInUse
from bareme.settings import get_settings
from bareme.storage.file_lock import try_lock

_held: set[str] = set()
"""Ids of the sessions that this process has locked."""


def is_held_elsewhere(session_id: str) -> bool:
    """Return whether another process holds the lock of a session."""
    path = lock_file(session_id)
    if session_id in _held or not path.exists():
        return False
    lock = try_lock(path)
    if lock is None:
        return True
    lock.release()
    return False


@contextmanager
def session_lock(session_id: str) -> Iterator[None]:
    """Lock a session for this process until the block ends.

    Raises:
        SessionInUse: another process holds the lock.
    """
    lock = try_lock(lock_file(session_id))
    if lock is None:
        raise SessionInUse(
            "session {session_id!r} is open in another terminal: finish or quit there (Ctrl-C keeps what is done), "
            "then run this again",
            session_id=session_id,
        )
    _held.add(session_id)
    try:
        yield
    finally:
        _held.discard(session_id)
        lock.release()


def lock_file(session_id: str) -> Path:
    """Return the file that is locked while a command is at work on the session."""
    return get_settings().locks_folder / f"{session_id}.lock"
