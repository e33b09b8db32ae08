"""`bareme eval run` in a process that kills itself when a named function is entered for the nth time.

Each call of the offline examiner is written to a file at once, which outlives the process: `CALLS_FILE` names it.
"""

import os
import sys
from pathlib import Path
from typing import Any

from bareme.cli import app
from bareme.models.offline import OfflineExaminer
from tests.faults.killed_session import Point


def log_offline_calls(path: Path) -> None:
    """Write a line for each call of the offline examiner, before it answers."""
    generate = OfflineExaminer._generate

    def logged(self: OfflineExaminer, *args: Any, **kwargs: Any) -> Any:
        with path.open("a", encoding="utf-8") as file:
            file.write("called\n")
        return generate(self, *args, **kwargs)

    OfflineExaminer._generate = logged  # type: ignore[method-assign]


if __name__ == "__main__":
    target, when, nth, *arguments = sys.argv[1:]
    if calls_file := os.environ.get("CALLS_FILE"):
        log_offline_calls(Path(calls_file))
    if target != "-":
        Point(target, when, int(nth)).arm()
    app(["eval", "run", *arguments])
