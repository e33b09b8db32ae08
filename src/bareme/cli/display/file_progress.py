"""The progress bar of a file that takes long: students whose part is made."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bareme.cli.screen import Screen

if TYPE_CHECKING:  # it takes long to load
    from bareme.documents.workers import Progress as Report


@contextmanager
def file_progress(screen: Screen) -> "Iterator[Report]":
    """Yield what shows how far a file is, from the first report to the end. Only a terminal shows it."""
    t, console = screen.t, screen.console
    columns = TextColumn("{task.description}"), BarColumn(bar_width=None), MofNCompleteColumn(), TimeElapsedColumn()
    bar = Progress(*columns, console=console, expand=True, transient=True, disable=not console.is_terminal)
    task = bar.add_task(t("Making the file"), total=None)

    def report(done: int, total: int) -> None:
        bar.start()
        bar.update(task, completed=done, total=total)

    try:
        yield report
    finally:
        if bar.live.is_started:  # stopping a bar that was never shown would print an empty line
            bar.stop()
