"""The lease of a process: what it holds counts as long as it says that it lives, by the clock of the database."""

import logging
import threading
import uuid
import weakref
from time import monotonic, sleep

from bareme.errors import StoreUnusable
from bareme.storage.database import Database, repeatable

_RENEWALS = 5
"""How often a lease is renewed in its time, so that a few may fail."""

_log = logging.getLogger(__name__)
_RENEW = """
INSERT INTO holders (holder, until) VALUES (?, clock_timestamp() + make_interval(secs => ?))
ON CONFLICT (holder) DO UPDATE SET until = EXCLUDED.until
"""
_FORGET = "DELETE FROM holders WHERE until < clock_timestamp() - make_interval(days => 1)"
_FORGOTTEN = "DELETE FROM {} WHERE NOT EXISTS (SELECT 1 FROM holders WHERE holders.holder = {}.holder)"
_HELD = ("claims", "slots")


class Lease:
    """The lease of this process, which ends `seconds` after it was last renewed.

    A thread renews it, because a busy event loop must not lose what the process holds.
    """

    def __init__(self, database: Database, seconds: float) -> None:
        self._database = database
        self._seconds = seconds
        self.id = uuid.uuid4().hex
        """Of this process, whether its lease has begun or not."""
        self._beginning = threading.Lock()
        self._renewed_at: float | None = None

    def holder(self) -> str:
        """Return the id of this process, whose lease has begun.

        Raises:
            StoreUnusable: the database cannot be written.
        """
        with self._beginning:
            if self._renewed_at is None:
                self._forget_the_dead()
                self._renew()
                pause = self._seconds / _RENEWALS
                threading.Thread(target=_keep_renewing, args=(weakref.ref(self), pause), daemon=True).start()
        return self.id

    def is_certain(self) -> bool:
        """Return whether no other process can have taken what this one holds."""
        return self._renewed_at is not None and monotonic() - self._renewed_at < self._seconds / 2

    def _renew(self) -> None:
        asked_at = monotonic()
        with self._database.transaction() as connection:
            connection.execute(_RENEW, (self.id, self._seconds))
        self._renewed_at = asked_at

    @repeatable
    def _forget_the_dead(self) -> None:
        with self._database.transaction() as connection:
            connection.execute(_FORGET)
            for table in _HELD:
                connection.execute(_FORGOTTEN.format(table, table))


def _keep_renewing(lease: "weakref.ref[Lease]", pause: float) -> None:
    told = False
    while True:
        sleep(pause)
        held = lease()
        if held is None:
            return
        try:
            held._renew()  # noqa: SLF001 - this thread is a part of it
            told = False
        except StoreUnusable as failure:
            if not told:
                _log.warning("the lease of this process cannot be renewed: %s", failure)
                told = True
        del held
