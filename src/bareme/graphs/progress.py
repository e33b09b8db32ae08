"""Counts of copies for the progress events, in memory because a node does not see the results of its siblings."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from langgraph.config import get_config, get_stream_writer
from pydantic import BaseModel

from bareme.domain.copies import CopyStatus
from bareme.graphs.events import Counts
from bareme.runtime import current_runtime
from bareme.storage.failures import logged_failures
from bareme.storage.stores import stores


@dataclass
class Tally:
    """Counts the copies of one run of a session.

    All copies of a run register before any of them starts, so a copy that is not pending, waiting or failed is
    complete: in this run or before a restart. How others ended that are not in this run, because another process or an
    earlier run was through with them, is recalled from `storage.outcomes`.
    """

    session_id: str
    run_id: str
    total: int
    others_failed: int = 0
    """Failed copies that are not graded in this round."""
    others_waiting: int = 0
    """Waiting copies that are not graded in this round."""
    pending: dict[str, float] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)
    _noted: dict[str, str] = field(default_factory=dict)
    _recalling: asyncio.Task[None] | None = None

    def begin(self, copy_id: str) -> None:
        """Register a copy to be graded in this run."""
        self.pending[copy_id] = monotonic()
        self.failed.discard(copy_id)
        self.waiting.discard(copy_id)

    async def recall(self) -> None:
        """Count those that ended before. Every copy of the run has registered."""
        if self._recalling is None:
            self._recalling = asyncio.create_task(self._recall())
        await asyncio.shield(self._recalling)

    async def _recall(self) -> None:
        with logged_failures():
            self._noted = await asyncio.to_thread(stores().outcomes.noted, self.session_id)
        for copy_id, status in self._noted.items():
            if copy_id not in self.pending:
                self.end(copy_id, CopyStatus(status))

    async def note(self, copy_id: str, status: CopyStatus) -> None:
        """Keep how a copy ended, for whoever goes on with the run. What nobody has noted is complete."""
        if status is not CopyStatus.COMPLETE or copy_id in self._noted:
            with logged_failures():
                await asyncio.to_thread(stores().outcomes.note, self.session_id, copy_id, status.value)

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
    """Return the tally of the run of a session, creating it if there is none."""
    tallies, run_id = current_runtime().resource(_tallies), str(get_config().get("configurable", {}).get("run_id", ""))
    tally = tallies.get(session_id)
    if tally is None or tally.run_id != run_id:  # another process may have ended the run before
        tally = tallies[session_id] = Tally(session_id, run_id, total)
    tally.total, tally.others_failed, tally.others_waiting = total, others_failed, others_waiting
    return tally


async def drop_tally(session_id: str) -> None:
    """Drop the tally of a session whose copies have all ended."""
    current_runtime().resource(_tallies).pop(session_id, None)
    with logged_failures():
        await asyncio.to_thread(stores().outcomes.forget, session_id)


def _tallies() -> dict[str, Tally]:
    return {}


def seconds_since(moment: datetime | None) -> float:
    """Return the seconds since `moment`, or 0 if it is None."""
    return 0.0 if moment is None else round((datetime.now(UTC) - moment).total_seconds(), 3)


def emit(event: BaseModel) -> None:
    """Send an event to the clients that stream the run."""
    writer: Any = get_stream_writer()
    writer(event.model_dump(mode="json"))
