"""What a file of ours that cannot be read or written is called, whichever way SQLite or the system says it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from bareme.errors import StoreName, StoreUnusable


@contextmanager
def named_failures(store: StoreName) -> Iterator[None]:
    """Have what fails inside raise StoreUnusable: without the error that it came from, which may quote an answer."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
    else:
        return
    raise StoreUnusable(store, reason or "?")
