"""How long commands take to start: `python -m tests.benchmarks.starts [--quick]`.

Medians of five, each a process of its own: in an empty home, and in one with a class of fifty copies and forty
decisions. The floor is a process that imports `langgraph.graph` and ends.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.classes import scheme, typed_copies
from tests.benchmarks.processes import REPOSITORY, run_measured
from tests.benchmarks.session import SETTINGS

COPIES, EDITS, TIMES = 50, 40, 5
_BAREME = (sys.executable, "-m", "bareme.cli")

type Json = dict[str, Any]


def prepare() -> str:
    """Grade and review a class in BAREME_HOME, and return the id of its session."""
    from bareme.graphs.contract import GradingContext  # noqa: PLC0415 - the home is set for a process of its own
    from bareme.graphs.session_runner import NextRun, SessionRunner, answer  # noqa: PLC0415

    context = GradingContext.model_validate({"graders": ["offline:lexical", "offline:strict"]})
    with SessionRunner() as runner:
        request = {"typed_copies": typed_copies(COPIES), "scheme": scheme()}
        runner.advance("bench", NextRun(request, context))
        runner.advance("bench", answer({"candidate": 0}))
        for number in range(EDITS):
            copy_id, question = f"c{number % COPIES + 1:02}", f"Q{number % 8 + 1}"
            mark = {"type": "set_mark", "copy_ids": copy_id, "question_id": question, "points": 1.25}
            runner.advance("bench", answer({"author": "Mme Roy", "actions": [mark]}))
    return "bench"


def start(command: Sequence[str], home: Path, times: int) -> Json:
    """Return the median seconds and processor seconds of a command."""
    runs = [run_measured(command, {**SETTINGS, "BAREME_HOME": str(home)}) for _ in range(times)]
    return {name: round(statistics.median(run[name] for run in runs), 3) for name in ("seconds", "processor_seconds")}


def measure(*, quick: bool = False) -> Json:
    """Return what each command takes."""
    times = 1 if quick else TIMES
    with TemporaryDirectory() as name:
        empty, used, out = Path(name) / "empty", Path(name) / "used", Path(name) / "out"
        preparing = [sys.executable, "-m", "tests.benchmarks.starts", "prepare"]
        settings = {**os.environ, **SETTINGS, "BAREME_HOME": str(used)}
        subprocess.run(preparing, cwd=REPOSITORY, env=settings, stdout=subprocess.DEVNULL, check=True)
        mark = ("review", "bench", "mark", "c01", "Q1", "1.5")
        commands = {
            "floor": ((sys.executable, "-c", "import langgraph.graph"), empty),
            "help": ((*_BAREME, "--help"), empty),
            "models": ((*_BAREME, "models"), empty),
            "sessions_empty": ((*_BAREME, "sessions"), empty),
            "sessions_reviewed": ((*_BAREME, "sessions"), used),
            "show": ((*_BAREME, "show", "bench"), used),
            "review": ((*_BAREME, *mark), used),
            "export": ((*_BAREME, "export", "bench", "--format", "csv", "--out", str(out)), used),
        }
        for command, home in commands.values():  # once before, for what the file system has to read
            run_measured(command, {**SETTINGS, "BAREME_HOME": str(home)})
        found = {name: start(command, home, times) for name, (command, home) in commands.items()}
    # By processor time, for a busy machine lets processes wait.
    floor, empty = (found[name]["processor_seconds"] for name in ("floor", "sessions_empty"))
    for took in found.values():
        took["over_floor"] = round(took["processor_seconds"] / floor, 3)
        took["beyond_floor_seconds"] = round(took["processor_seconds"] - floor, 3)
    found["sessions_reviewed"]["over_empty"] = round(found["sessions_reviewed"]["processor_seconds"] / empty, 3)
    return found


if __name__ == "__main__":
    if sys.argv[1:] == ["prepare"]:
        prepare()
    else:
        print(json.dumps(measure(quick="--quick" in sys.argv), indent=1))
