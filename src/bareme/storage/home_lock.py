"""The lock of a home: a second server, or a command that deletes beside a server, would break its files."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from filelock import FileLock, Timeout

from bareme.errors import HomeInUse
from bareme.settings import get_settings
from bareme.storage.private_files import make_private_folder


@contextmanager
def home_lock() -> Iterator[None]:
    """Lock `Settings.home` for this process until the block ends.

    The operating system holds the lock, so a process that is killed leaves none behind.

    Raises:
        HomeInUse: another process holds it.
    """
    file = get_settings().server_lock_file
    make_private_folder(file.parent)
    lock = FileLock(file, mode=0o600, blocking=False, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout:
        raise HomeInUse(
            "a server (process {process}) is using {home}: stop it, or choose another folder with {variable}",
            process=_holder(),
            home=get_settings().home.absolute(),
            variable="BAREME_HOME",
        ) from None
    try:
        file.write_text(str(os.getpid()), encoding="ascii")
        yield
    finally:
        lock.release()


def _holder() -> str:
    """Return the id of the process that holds the lock."""
    with suppress(OSError, UnicodeDecodeError):
        return get_settings().server_lock_file.read_text(encoding="ascii") or "?"
    return "?"
