"""Counts of copies for the progress events, in memory because a node does not see the results of its siblings."""

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
    """Counts the copies of one session.

    All copies of a run register before any of them starts, so a copy that is not pending, waiting or failed is
    complete: in this run or before a restart.
    """

    total: int
    others_failed: int = 0
    """Failed copies that are not graded in this round."""
    others_waiting: int = 0
    """Waiting copies that are not graded in this round."""
    pending: dict[str, float] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)

    def begin(self, copy_id: str) -> None:
        """Register a copy to be graded in this run."""
        self.pending[copy_id] = monotonic()
        self.failed.discard(copy_id)
        self.waiting.discard(copy_id)

    def restart_clock(self, copy_id: str) -> None:
        """Start the copy's clock."""
        self.pending[copy_id] = monotonic()

    def seconds(self, copy_id: str) -> float:
        """Return the seconds since the copy's clock started."""
        return round(monotonic() - self.pending.get(copy_id, monotonic()), 3)

    def end(self, copy_id: str, status: CopyStatus) -> None:
        """Record that grading of a copy has ended."""
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
    """Return the tally of a session, creating it if there is none."""
    tally = current_runtime().resource(_tallies).setdefault(session_id, Tally(total))
    tally.total, tally.others_failed, tally.others_waiting = total, others_failed, others_waiting
    return tally


def drop_tally(session_id: str) -> None:
    """Drop the tally of a session whose copies have all ended."""
    current_runtime().resource(_tallies).pop(session_id, None)


def _tallies() -> dict[str, Tally]:
    return {}


def seconds_since(moment: datetime | None) -> float:
    """Return the seconds since `moment`, or 0 if it is None."""
    return 0.0 if moment is None else round((datetime.now(UTC) - moment).total_seconds(), 3)


def emit(event: BaseModel) -> None:
    """Send an event to the clients that stream the run."""
    writer: Any = get_stream_writer()
    writer(event.model_dump(mode="json"))
