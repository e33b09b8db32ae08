"""Counting copies for the progress events. The truth is in the state; this is what a node can see while others run."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from langgraph.config import get_stream_writer
from pydantic import BaseModel

from bareme.graphs.events import Counts


@dataclass
class Tally:
    """The copies of one session in this process.

    All copies of a run register before any of them does work, so that what is neither pending nor failed was
    completed, in this run or before a restart.
    """

    total: int
    pending: dict[str, float] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)

    def begin(self, copy_id: str) -> None:
        """Register a copy that is to be graded in this run."""
        self.pending[copy_id] = monotonic()
        self.failed.discard(copy_id)

    def restart_clock(self, copy_id: str) -> None:
        """Start a copy's clock: its turn has come."""
        self.pending[copy_id] = monotonic()

    def seconds(self, copy_id: str) -> float:
        """Return the seconds since the copy's turn came."""
        return round(monotonic() - self.pending.get(copy_id, monotonic()), 3)

    def end(self, copy_id: str, *, failed: bool) -> None:
        """Take a copy off the list."""
        self.pending.pop(copy_id, None)
        if failed:
            self.failed.add(copy_id)

    @property
    def counts(self) -> Counts:
        """The copies by state."""
        completed = self.total - len(self.pending) - len(self.failed)
        return Counts(total=self.total, completed=completed, failed=len(self.failed), remaining=len(self.pending))


_tallies: dict[str, Tally] = {}


def tally_of(session_id: str, total: int) -> Tally:
    """Return the tally of a session, new if there is none in this process."""
    tally = _tallies.setdefault(session_id, Tally(total))
    tally.total = total
    return tally


def forget(session_id: str) -> None:
    """Drop a session's tally once its copies are through."""
    _tallies.pop(session_id, None)


def seconds_since(moment: datetime | None) -> float:
    """Return the seconds since `moment`, 0 for None."""
    return 0.0 if moment is None else round((datetime.now(UTC) - moment).total_seconds(), 3)


def emit(event: BaseModel) -> None:
    """Send an event to whoever streams the run."""
    writer: Any = get_stream_writer()
    writer(event.model_dump(mode="json"))
