"""Counts of copies for the progress events, kept in memory because a node cannot see the results of its siblings."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from langgraph.config import get_stream_writer
from pydantic import BaseModel

from bareme.domain.copies import CopyStatus
from bareme.graphs.events import Counts
from bareme.runtime import current_runtime


@dataclass
class Tally:
    """The copies of one session.

    All copies of a run register before any of them does work, so that what is neither pending, nor waiting, nor failed
    was completed, in this run or before a restart.
    """

    total: int
    others_failed: int = 0
    """Copies that this round leaves alone, and that had failed before it."""
    others_waiting: int = 0
    """Copies that this round leaves alone, and that wait since before it."""
    pending: dict[str, float] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)

    def begin(self, copy_id: str) -> None:
        """Register a copy that is to be graded in this run."""
        self.pending[copy_id] = monotonic()
        self.failed.discard(copy_id)
        self.waiting.discard(copy_id)

    def restart_clock(self, copy_id: str) -> None:
        """Start a copy's clock: its turn has come."""
        self.pending[copy_id] = monotonic()

    def seconds(self, copy_id: str) -> float:
        """Return the seconds since the copy's turn came."""
        return round(monotonic() - self.pending.get(copy_id, monotonic()), 3)

    def end(self, copy_id: str, status: CopyStatus) -> None:
        """Take a copy off the list: it is complete, failed, or left waiting."""
        self.pending.pop(copy_id, None)
        if status is CopyStatus.FAILED:
            self.failed.add(copy_id)
        elif status is CopyStatus.WAITING:
            self.waiting.add(copy_id)

    @property
    def counts(self) -> Counts:
        """The copies by state."""
        failed = len(self.failed) + self.others_failed
        remaining = len(self.pending) + len(self.waiting) + self.others_waiting
        return Counts(total=self.total, completed=self.total - failed - remaining, failed=failed, remaining=remaining)


def tally_of(session_id: str, total: int, *, others_failed: int, others_waiting: int) -> Tally:
    """Return the tally of a session, a new one if it has none."""
    tally = current_runtime().resource(_tallies).setdefault(session_id, Tally(total))
    tally.total, tally.others_failed, tally.others_waiting = total, others_failed, others_waiting
    return tally


def drop_tally(session_id: str) -> None:
    """Drop a session's tally once its copies are through."""
    current_runtime().resource(_tallies).pop(session_id, None)


def _tallies() -> dict[str, Tally]:
    return {}


def seconds_since(moment: datetime | None) -> float:
    """Return the seconds since `moment`, 0 for None."""
    return 0.0 if moment is None else round((datetime.now(UTC) - moment).total_seconds(), 3)


def emit(event: BaseModel) -> None:
    """Send an event to whoever streams the run."""
    writer: Any = get_stream_writer()
    writer(event.model_dump(mode="json"))
