"""The progress bar of `bareme eval run`."""

from collections import Counter
from typing import Self

from bareme.cli.display.progress import new_progress
from bareme.cli.screen import Screen
from bareme.domain.copies import CopyStatus
from bareme.evaluation.run import GradedPart, Run
from bareme.graphs.state import Json


class RunProgress:
    """Copies done over all sessions of a run."""

    def __init__(self, screen: Screen, run: Run) -> None:
        self._screen = screen
        self._done, self._failed = dict.fromkeys(run.thread_ids, 0), dict.fromkeys(run.thread_ids, 0)
        self._progress = new_progress(screen)
        self._task = self._progress.add_task(screen.t("Grading"), total=run.copies, failures="")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def follow(self, thread_id: str, event: Json) -> None:
        """Update the bar after an event of a session."""
        if "counts" in event:
            self._set(thread_id, event["counts"]["completed"], event["counts"]["failed"])

    def through(self, part: GradedPart) -> None:
        """Update the bar after a session has ended."""
        found = Counter(progress.status for progress in part.state.progress.values())
        self._set(part.thread_id, found[CopyStatus.COMPLETE], found[CopyStatus.FAILED])

    def _set(self, thread_id: str, completed: int, failed: int) -> None:
        self._done[thread_id], self._failed[thread_id] = completed + failed, failed
        failures = self._screen.t.ngettext("{n} failure", "{n} failures", sum(self._failed.values()))
        self._progress.update(self._task, completed=sum(self._done.values()), failures=failures)
