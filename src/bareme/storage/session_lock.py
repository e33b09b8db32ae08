"""A lock per session: two commands must not run the same session, on one machine or on several."""

from collections.abc import Iterator
from contextlib import contextmanager

from bareme.errors import SessionInUse
from bareme.storage.stores import stores


def is_held_elsewhere(session_id: str) -> bool:
    """Return whether another process holds the lock of a session."""
    return stores().locks.is_held_elsewhere(session_id)


@contextmanager
def session_lock(session_id: str) -> Iterator[None]:
    """Lock a session for this process until the block ends.

    Raises:
        SessionInUse: it is locked already, here or in another process.
    """
    locks = stores().locks
    if not locks.try_acquire(session_id):
        raise SessionInUse(
            "session {session_id!r} is open in another terminal: finish or quit there (Ctrl-C keeps what is done), "
            "then run this again",
            session_id=session_id,
        )
    try:
        yield
    finally:
        locks.release(session_id)
