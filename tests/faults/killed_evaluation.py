"""`bareme eval run` in a process that kills itself when a named function is entered for the nth time.

Each call of the offline examiner is written to a file at once, which outlives the process: `CALLS_FILE` names it.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bareme.cli import app
from bareme.models.offline.examiner import OfflineExaminer
from tests.faults.killed_session import Point


def logged(path: Path) -> Callable[..., Any]:
    """Return a method for the offline examiner that writes a line for each call before it answers."""
    generate = OfflineExaminer._generate

    def log_and_generate(self: OfflineExaminer, *args: Any, **kwargs: Any) -> Any:
        with path.open("a", encoding="utf-8") as file:
            file.write("called\n")
        return generate(self, *args, **kwargs)

    return log_and_generate


if __name__ == "__main__":
    target, when, nth, *arguments = sys.argv[1:]
    if calls_file := os.environ.get("CALLS_FILE"):
        OfflineExaminer._generate = logged(Path(calls_file))  # type: ignore[method-assign]
    if target != "-":
        Point(target, when, int(nth)).arm()
    app(["eval", "run", *arguments])
