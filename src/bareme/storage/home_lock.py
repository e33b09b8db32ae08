"""The lock of a home: a second server, or a command that deletes beside a server, would break its files."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bareme.errors import HomeInUse
from bareme.settings import get_settings
from bareme.storage.file_lock import try_lock


@contextmanager
def home_lock() -> Iterator[None]:
    """Lock `Settings.home` for this process until the block ends.

    Raises:
        HomeInUse: another process holds it.
    """
    file = get_settings().server_lock_file
    lock = try_lock(file)
    if lock is None:
        raise HomeInUse(
            "a server (process {process}) is using {home}: stop it, or choose another folder with {variable}",
            process=_holder(),
            home=get_settings().home.absolute(),
            variable="BAREME_HOME",
        )
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
