"""One error for a store that cannot be read or written, whether SQLite or the operating system reports it."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from bareme.errors import StoreUnusable
from bareme.store_names import StoreName

_log = logging.getLogger(__name__)


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


@contextmanager
def logged_failures() -> Iterator[None]:
    """Log a store that cannot be used, and go on: what is paid for is used, and no grading stops at wrong counts."""
    try:
        yield
    except StoreUnusable as failure:
        _log.warning("%s", failure)
