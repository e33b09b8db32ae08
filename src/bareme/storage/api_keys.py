"""API keys: random texts that say who sends a request. Only their digests are kept.

A key is 256 random bits, so a plain SHA-256 (FIPS 180-4) of it cannot be guessed; a slow hash is for passwords.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from bareme.errors import InvalidInput
from bareme.storage.database import Database, repeatable

type Role = Literal["teacher", "reviewer", "admin"]

KEY_PREFIX = "bareme_"
"""Begins every key, so that people and scanners of leaked secrets recognise one."""

_LONGEST_NAME = 100
TABLES = """
CREATE TABLE IF NOT EXISTS api_keys (
    id TEXT PRIMARY KEY, name TEXT, role TEXT, digest BLOB UNIQUE, created TEXT, revoked TEXT
) WITHOUT ROWID
"""


@dataclass(frozen=True)
class ApiKey:
    """What is kept of a key beside its digest. Times are ISO 8601, UTC; `revoked` is empty while the key is valid."""

    id: str
    name: str
    role: Role
    created: str
    revoked: str


class ApiKeys:
    """The keys of a server in one database. Its file stays when the last key is revoked, so nobody gets in without one.

    Every method raises StoreUnusable if the database cannot be read or written.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, role: Role) -> tuple[ApiKey, str]:
        """Make a key for `name`; return what is kept of it, and the key itself, which is not.

        Raises:
            InvalidInput: the name is not one.
        """
        if not name.isprintable() or name != name.strip() or not 1 <= len(name) <= _LONGEST_NAME:
            raise InvalidInput(
                "{name!r} is not a name: write 1 to {n} printable characters", name=name, n=_LONGEST_NAME
            )
        text = KEY_PREFIX + secrets.token_urlsafe(32)
        key = ApiKey(secrets.token_hex(4), name, role, _now(), "")
        row = (key.id, key.name, key.role, _digest(text.encode()), key.created, key.revoked)
        with self._database.transaction() as connection:
            connection.execute("INSERT INTO api_keys VALUES (?, ?, ?, ?, ?, ?)", row)
        return key, text

    def all(self) -> list[ApiKey]:
        """Return all keys, the oldest first."""
        return self._select("ORDER BY created, id")

    def valid(self, text: bytes) -> ApiKey | None:
        """Return the key whose text this is, unless it is revoked."""
        return next(iter(self._select("WHERE digest = ? AND revoked = ''", _digest(text))), None)

    def valid_id(self, key_id: str) -> ApiKey | None:
        """Return the key with this id, unless it is revoked."""
        return next(iter(self._select("WHERE id = ? AND revoked = ''", key_id)), None)

    def revoke(self, name_or_id: str) -> list[ApiKey]:
        """Revoke the keys of a name, or the one with an id; return those that were valid until now."""
        revoked = [key for key in self.all() if name_or_id in {key.id, key.name} and not key.revoked]
        if not revoked:  # writing would create the file
            return []
        with self._database.transaction() as connection:
            for key in revoked:
                connection.execute("UPDATE api_keys SET revoked = ? WHERE id = ?", (_now(), key.id))
        return revoked

    @repeatable
    def _select(self, condition: str, *values: object) -> list[ApiKey]:
        query = f"SELECT id, name, role, created, revoked FROM api_keys {condition}"  # noqa: S608 - ours
        # Reading must not make the file: then a server would ask for keys that nobody has.
        return [ApiKey(*row) for row in self._database.rows(query, *values)]


def _digest(text: bytes) -> bytes:
    return hashlib.sha256(text).digest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
