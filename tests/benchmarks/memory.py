"""Memory that a class of two hundred copies of three typed pages takes: `python -m tests.benchmarks.memory [--quick]`.

Growth is the highest of the process and its workers together while the class is read and graded, less what they held
when one copy had been graded. Beside it that of the main process alone, and both for scans.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.classes import write_papers, write_scans, write_typed
from tests.benchmarks.laboratory import laboratory
from tests.benchmarks.session import measure_session

KINDS = {"typed": (200, write_typed), "scans": (20, write_scans)}
LATENCY = 0.1
_FIGURES = ("peak_mb", "growth_mb", "own_growth_mb")

type Json = dict[str, Any]


def measure(*, quick: bool = False) -> Json:
    """Return peak and growth in MB."""
    found: Json = {}
    with laboratory() as provider, TemporaryDirectory() as name:
        for kind, (number, write) in KINDS.items():
            copies = number // 10 if quick else number
            folder = Path(name) / kind
            folder.mkdir()
            files = {**write_papers(folder), "copies": folder / "copies.pdf"}
            write(files["copies"], copies)
            write(folder / "warm.pdf", 1, first=900)
            provider.forget(LATENCY)
            taken = measure_session(
                provider,
                folder / "home",
                copies=copies,
                files=files,
                warm=folder / "warm.pdf",
                memory=True,
                BAREME_MAX_PAGES="1000",
            )
            found[kind] = {"copies": copies, **{figure: taken[figure] for figure in _FIGURES}}
    return found


if __name__ == "__main__":
    print(json.dumps(measure(quick="--quick" in sys.argv), indent=1))
