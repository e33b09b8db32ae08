"""The progress bar: copies done, time, failures, and the total of each copy."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from rich.console import RenderableType
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from bareme.cli.screen import Screen, clean
from bareme.domain.points import to_points
from bareme.exports.descriptions import STATES
from bareme.exports.material import State
from bareme.graphs.session_runner import EventListener

_NAME_WIDTH = 24


class _StatusColumn(SpinnerColumn):
    """A spinner that becomes a tick when all copies are done, or a dash if some are left."""

    def render(self, task: Task) -> RenderableType:
        return Text("–") if task.fields.get("at_rest") and not task.finished else super().render(task)


def new_progress(screen: Screen) -> Progress:
    """Return a progress bar of copies. Its field `failures` is shown after the count."""
    return Progress(
        _StatusColumn(finished_text="✓"),
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TextColumn("{task.fields[failures]}"),
        TimeElapsedColumn(),
        console=screen.console,
        expand=True,
    )


@contextmanager
def shown_progress(screen: Screen, names: Mapping[str, str]) -> Iterator[EventListener]:
    """Yield the listener of progress events. `names` are the display names of the copies."""
    progress = new_progress(screen)
    follower = _ProgressListener(screen, progress, names)
    try:
        yield follower
        follower.show_waiting()
    finally:
        if follower.bar is not None:  # stopping a bar that was never shown would print an empty line
            progress.update(follower.bar, at_rest=True)
            progress.stop()


class _ProgressListener:
    def __init__(self, screen: Screen, progress: Progress, names: Mapping[str, str]) -> None:
        self.screen = screen
        self.progress = progress
        self.names = names
        self.bar: TaskID | None = None
        self.counts: dict[str, int] = {}

    def __call__(self, event: dict[str, Any]) -> None:
        if "counts" not in event:  # files are read, or decisions applied
            return
        self.counts = counts = event["counts"]
        failed = counts["failed"]
        if self.bar is None:  # a run that grades nothing, such as a review decision, shows no bar
            self.progress.start()
            self.bar = self.progress.add_task(self.screen.t("Grading"), failures="")
        self.progress.update(
            self.bar,
            total=counts["total"],
            completed=counts["completed"] + failed,
            failures=self.screen.t.ngettext("{n} failure", "{n} failures", failed),
        )
        if event["type"] in {"copy_done", "copy_error"}:
            self._print_copy(event)

    def show_waiting(self) -> None:
        """Show how many copies wait, at the end of a run."""
        if self.bar is not None and self.counts["remaining"]:
            failures = self.screen.t.ngettext("{n} failure", "{n} failures", self.counts["failed"])
            waiting = self.screen.t("{count} waiting", count=self.counts["remaining"])
            self.progress.update(self.bar, failures=f"{failures} · {waiting}")

    def _print_copy(self, event: dict[str, Any]) -> None:
        counts = event["counts"]
        name = clean(self.names.get(event["copy_id"], event["copy_id"]))[:_NAME_WIDTH].ljust(_NAME_WIDTH)
        done = f"{counts['completed'] + counts['failed']}/{counts['total']}".rjust(7)
        values: dict[str, object] = {"done": done, "student": name}
        if event["type"] == "copy_error":
            line = Text(
                self.screen.t("{done}  {student}  failed: {reason}", **values, reason=clean(event["error"])),
                style="red",
            )
        else:
            line = Text(self.screen.t("{done}  {student}  {mark}", **values, mark=self._mark(event)))
        self.progress.console.print(line)

    def _mark(self, event: dict[str, Any]) -> str:
        if event["total"] is None and event["lowest_confidence"] is not None:  # a question has no points
            return self.screen.t(STATES[State.INCOMPLETE])
        if event["total"] is None:  # hidden until the teacher has marked
            return self.screen.t.pgettext("copy", "graded")
        total = self.screen.points(_points(event["total"]))
        mark = f"{total}/{self.screen.points(_points(event['max_points']))}"
        return f"{mark} ~" if event["provisional"] else mark


def _points(value: Any) -> Decimal | None:
    return None if value is None else to_points(value)
