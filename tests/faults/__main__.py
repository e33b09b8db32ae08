"""The table of faults: `python -m tests.faults`. Ends with 1 if anything is not as expected."""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.faults.catalogue import catalogue
from tests.faults.laboratory import Fault, Seen, strike
from tests.faults.recorded import recordings
from tests.provider.server import run_provider

GRADERS = (1, 2)


async def _all(faults: list[Fault]) -> list[tuple[Fault, list[Seen]]]:
    rows = []
    with run_provider() as provider, tempfile.TemporaryDirectory() as folder:
        for number, fault in enumerate(faults):
            seen = [await strike(provider, fault, graders, Path(folder) / f"{number}-{graders}") for graders in GRADERS]
            rows.append((fault, seen))
    return rows


def main() -> int:
    """Print the table and return the exit code."""
    beside = Path(__file__).parents[3] / "shared" / "data"
    recorded = Path(os.environ.get("BAREME_SHARED_DATA", beside)) / "llm-responses"
    faults = catalogue() + (recordings(recorded) if recorded.is_dir() else [])
    started = time.monotonic()
    rows = asyncio.run(_all(faults))
    table = Table(
        "Fault", "Expected", "Calls", "Seen, 1 grader", "Calls", "Seen, 2 graders", "Calls", "Other copies", ""
    )
    wrong = 0
    for fault, both in rows:
        right = all(seen.as_expected(fault, graders) for graders, seen in zip(GRADERS, both, strict=True))
        wrong += not right
        cells = [cell for seen in both for cell in (", ".join(seen.outcomes), ", ".join(map(str, seen.calls)))]
        others = ", ".join(sorted({status for seen in both for status in seen.others}))
        table.add_row(fault.name, fault.outcome, str(fault.calls), *cells, others, "" if right else "WRONG")
    console = Console(width=None if sys.stdout.isatty() else 180)
    console.print(table)
    seconds = time.monotonic() - started
    console.print(
        f"{len(rows)} faults × {len(GRADERS)} in {seconds:.0f} s: {len(rows) - wrong} as expected, {wrong} not"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
