"""Locks by name between the processes of a cluster."""

from dataclasses import dataclass, field
from threading import Lock

from bareme.storage.postgres.claims import Claims


@dataclass(frozen=True)
class PostgresProcessLocks:
    """Locks that are claims: one whose holder has died is free when its lease is over."""

    claims: Claims
    _held: set[str] = field(default_factory=set)
    _changing: Lock = field(default_factory=Lock)

    def try_acquire(self, name: str) -> bool:
        """Claim the name, unless this process has."""
        with self._changing:  # a claim is that of the whole process
            if name in self._held or not self.claims.claim(_key(name)):
                return False
            self._held.add(name)
            return True

    def release(self, name: str) -> None:
        """Drop the claim."""
        with self._changing:
            self.claims.drop(_key(name))
            self._held.discard(name)

    def is_held_elsewhere(self, name: str) -> bool:
        """Return whether another process has claimed the name."""
        return self.claims.is_claimed_elsewhere(_key(name))

    def forget(self, name: str) -> None:
        """Do nothing: what was released is gone, and what the dead held is deleted with their leases."""


def _key(name: str) -> str:
    return f"lock {name}"
