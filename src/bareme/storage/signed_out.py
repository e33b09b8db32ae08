"""Cookies of browsers that signed out before the cookie expired: a copy of one must not be worth anything."""

import time
from pathlib import Path
from threading import Lock

from bareme.storage.transaction import read_rows, write_transaction

_TABLE = "CREATE TABLE IF NOT EXISTS signed_out (cookie TEXT PRIMARY KEY, expires REAL) WITHOUT ROWID"
_THIS_PROCESS = Lock()


class SignedOut:
    """The ids of these cookies in one SQLite file, which processes share. Times are in seconds since 1970.

    Every method raises StoreUnusable if the file cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, cookie: str, *, expires: float) -> None:
        """Keep the id of a cookie until it expires, and forget those that have expired."""
        with write_transaction(self._path, _TABLE, _THIS_PROCESS, store="api keys") as connection:
            connection.execute("DELETE FROM signed_out WHERE expires < ?", (time.time(),))
            connection.execute("INSERT OR REPLACE INTO signed_out VALUES (?, ?)", (cookie, expires))

    def __contains__(self, cookie: str) -> bool:
        return bool(read_rows(self._path, "SELECT 1 FROM signed_out WHERE cookie = ?", cookie, store="api keys"))
