"""How long work waits for a database of the cluster that is away: a restart takes half a minute, a repair longer."""

import logging
import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

from bareme.settings import get_settings

PAUSE_SECONDS = 0.2
_LONG_SECONDS = 5.0

_log = logging.getLogger(__name__)
_most: ContextVar[float] = ContextVar("most", default=math.inf)


@contextmanager
def patient_for_at_most(seconds: float) -> Iterator[None]:
    """Wait no longer than that within the block, in threads that it starts too."""
    token = _most.set(seconds)
    try:
        yield
    finally:
        _most.reset(token)


class Patience:
    """One wait, from now on. It says in the log if it becomes a long one."""

    def __init__(self) -> None:
        self._began = monotonic()
        self._seconds = min(get_settings().outage_seconds, _most.get())
        self._told = False

    def is_over(self) -> bool:
        """Return whether there is no use in trying again."""
        waited = monotonic() - self._began
        if waited > self._seconds:
            return True
        if waited > _LONG_SECONDS and not self._told:
            self._told = True
            _log.warning("waiting up to %.0f s for the database, which does not answer", self._seconds)
        return False
