"""One error for a store that cannot be read or written, whether SQLite or the operating system reports it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from bareme.errors import StoreUnusable
from bareme.store_names import StoreName


@contextmanager
def named_failures(store: StoreName) -> Iterator[None]:
    """Raise StoreUnusable in place of an error inside, and not chained to it, since that may quote an answer."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
    else:
        return
    raise StoreUnusable(store, reason or "?")
