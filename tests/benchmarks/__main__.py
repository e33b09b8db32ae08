"""`make bench`: what Barème costs, as tables and as bench-out/bench.json.

`python -m tests.benchmarks [--quick] [--all] [--out FILE] [PART…]` runs the parts that goals are about, with `--all`
the others too, or those that are named. Each runs in a process of its own. Quick runs are small and measured once: they
show that a part works, not what things cost.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.benchmarks.compare import figures_of, goals_table
from tests.benchmarks.processes import REPOSITORY

PARTS = (
    "class_command",
    "cacheable",
    "calls",
    "scans",
    "memory",
    "kept_bytes",
    "edits",
    "starts",
    "sessions_at_once",
    "pages",
)
OTHERS = ("fairness", "mock_exam", "evaluation", "exports", "review_reads", "responsiveness")
"""They have no goal, and no quick run."""

type Json = dict[str, Any]


def run(part: str, *, quick: bool) -> Any:
    """Run a part in a process of its own, and return its figures."""
    command = [sys.executable, "-m", f"tests.benchmarks.{part}", *(["--quick"] if quick else [])]
    return json.loads(subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, check=True).stdout)


def main() -> None:
    """Run what was asked for, print it, and write it down."""
    options = argparse.ArgumentParser("python -m tests.benchmarks")
    options.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS + OTHERS))
    options.add_argument("--quick", action="store_true")
    options.add_argument("--all", action="store_true")
    options.add_argument("--out", type=Path, default=REPOSITORY / "bench-out" / "bench.json")
    asked = options.parse_args()
    if unknown := set(asked.parts) - {*PARTS, *OTHERS}:
        options.error(f"there is no part {min(unknown)!r}")
    screen, report = Console(width=130), {}
    for part in asked.parts or (PARTS + OTHERS if asked.all else PARTS):
        started = time.monotonic()
        report[part] = run(part, quick=asked.quick and part in PARTS)
        table = Table(f"{part}, {time.monotonic() - started:.0f} s", "")
        for path, value in figures_of({part: report[part]}):
            table.add_row(path.partition("/")[2], f"{value:,g}")
        screen.print(table)
    goals = goals_table(report)
    if goals.row_count:
        screen.print(goals)
    asked.out.parent.mkdir(exist_ok=True)
    asked.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
