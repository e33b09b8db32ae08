"""Cookies of browsers that signed out before the cookie expired: a copy of one must not be worth anything."""

import time

from bareme.storage.database import Database, repeatable

TABLES = "CREATE TABLE IF NOT EXISTS signed_out (cookie TEXT PRIMARY KEY, expires REAL) WITHOUT ROWID"


class SignedOut:
    """The ids of these cookies in one database, which processes share. Times are in seconds since 1970.

    Every method raises StoreUnusable if the database cannot be read or written.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @repeatable
    def add(self, cookie: str, *, expires: float) -> None:
        """Keep the id of a cookie until it expires, and forget those that have expired."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM signed_out WHERE expires < ?", (time.time(),))
            connection.execute(
                "INSERT INTO signed_out VALUES (?, ?) ON CONFLICT (cookie) DO UPDATE SET expires = excluded.expires",
                (cookie, expires),
            )

    @repeatable
    def __contains__(self, cookie: str) -> bool:
        return bool(self._database.rows("SELECT 1 FROM signed_out WHERE cookie = ?", cookie))
