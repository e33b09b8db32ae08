"""What one process of a cluster holds alone, for as long as its lease."""

from dataclasses import dataclass

from bareme.storage.database import Database, repeatable
from bareme.storage.postgres.leases import Lease

# Whoever holds the claim may have died.
_CLAIM = """
INSERT INTO claims (key, holder) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET holder = EXCLUDED.holder
WHERE claims.holder = EXCLUDED.holder OR NOT EXISTS (
    SELECT 1 FROM holders WHERE holders.holder = claims.holder AND until > clock_timestamp()
) RETURNING 1
"""
_CLAIMED_ELSEWHERE = """
SELECT 1 FROM claims JOIN holders USING (holder) WHERE key = ? AND holder != ? AND until > clock_timestamp()
"""


@dataclass(frozen=True)
class Claims:
    """Claims of this process in a database that all share. Every method blocks.

    Not advisory locks of Postgres, which end with the connection: after a restart of Postgres two processes would hold
    the same one.
    """

    database: Database
    lease: Lease

    @repeatable
    def claim(self, key: str) -> bool:
        """Return whether `key` is claimed by this process now, maybe by another of its threads."""
        return bool(self.database.rows(_CLAIM, key, self.lease.holder()))

    @repeatable
    def drop(self, key: str) -> None:
        """Let another process claim it."""
        self.database.rows("DELETE FROM claims WHERE key = ? AND holder = ? RETURNING 1", key, self.lease.id)

    @repeatable
    def is_claimed_elsewhere(self, key: str) -> bool:
        """Return whether another process that lives has claimed it."""
        return bool(self.database.rows(_CLAIMED_ELSEWHERE, key, self.lease.id))
