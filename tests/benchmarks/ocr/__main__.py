"""`make bench-ocr`: what text recognition reads on scans, and what becomes of it. Rendered scans and real ones apart.

`python -m tests.benchmarks.ocr classes names` measures these parts alone; `--quick` takes little of each, `--home`
names a folder in which pages that were read stay, for the next time.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from bareme.documents import stop_workers
from bareme.documents.ocr import is_ocr_available
from bareme.settings import get_settings
from tests.benchmarks.ocr import report
from tests.benchmarks.ocr.class_sets import SETS, WRITTEN, judge_class
from tests.benchmarks.ocr.cost import cost_of
from tests.benchmarks.ocr.degraded import OFFICE
from tests.benchmarks.ocr.papers import judge_papers
from tests.benchmarks.ocr.real_scans import REAL, judge_real_scans
from tests.benchmarks.ocr.signs import count_losses
from tests.benchmarks.ocr.thresholds import GROUPS, THRESHOLDS, judge_thresholds
from tests.benchmarks.ocr.turns import judge_turns
from tests.benchmarks.scale import papers_folder

SHARED = papers_folder().parent


async def classes(quick: bool) -> bool:
    """Class sets in every kind of scan; returns whether nothing was wrong and sure."""
    groups = {"typed": (OFFICE,)} if quick else GROUPS
    found = [(name, "text layer", await judge_class(name, None)) for name in SETS]
    found += [(WRITTEN, "as it is", await judge_class(WRITTEN, None))]
    for group, kinds in groups.items():
        for kind in kinds:
            found += [(name, f"{group}: {kind.name}", await judge_class(name, kind)) for name in SETS]
    report.print_classes(found)
    return not any(one.marks["wrong and sure"] or one.names_wrong_and_sure for _, kind, one in found)


async def thresholds(quick: bool) -> bool:
    """Marks by how sure a page has to be of its lines."""
    found = await judge_thresholds({"typed": (OFFICE,)} if quick else GROUPS, THRESHOLDS[-3:] if quick else THRESHOLDS)
    report.print_thresholds(found)
    return True


async def papers(_: bool) -> bool:
    """Printed scales of real papers without their text layer; returns whether nothing was wrong and sure."""
    found = await judge_papers(OFFICE)
    report.print_papers(found)
    return not any(paper.wrong_and_sure for paper in found)


async def names(quick: bool) -> bool:
    """Names and marks on real scans; returns whether none was invented, and no mark wrong and sure."""
    right = True
    for listed in (False, True):
        found = await judge_real_scans(SHARED / "scans", listed=listed, scans=REAL[:3] if quick else REAL)
        report.print_real_scans(found, listed=listed)
        right &= not found.invented and not found.marks["wrong and sure"]
    return right


async def turns(quick: bool) -> bool:
    """Directions of real pages; returns whether none was told wrongly."""
    found = await judge_turns(SHARED, 10 if quick else 200)
    report.print_turns(found)
    return not found.wrong


async def signs(_: bool) -> bool:
    """Signs that are lost."""
    report.print_signs(await count_losses())
    return True


async def cost(quick: bool) -> bool:
    """What reading pages takes."""
    report.print_cost(await cost_of(10 if quick else 200))
    return True


PARTS: dict[str, Callable[[bool], Awaitable[bool]]] = {
    part.__name__: part for part in (classes, thresholds, papers, names, turns, signs, cost)
}
_ON_REAL_FILES = {"papers", "names", "turns"}


async def measure(parts: list[str], *, quick: bool) -> bool:
    """Print the tables of these parts; return whether nothing was wrong and sure."""
    right = True
    for part in parts or PARTS:
        if part in _ON_REAL_FILES and not SHARED.is_dir():
            print(f"{part}: no files in {SHARED}; BAREME_SHARED_DATA names their folder.")
            continue
        right &= await PARTS[part](quick)
    return right


def main() -> int:
    """Return 0 if nothing was wrong and sure, else 1."""
    parser = argparse.ArgumentParser(description="What text recognition reads on scans.")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--home", type=Path)
    asked = parser.parse_args()
    if not is_ocr_available():
        print("The extra `ocr` is not installed: make install-ocr")
        return 1
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["BAREME_HOME"] = str(asked.home or scratch)
        get_settings.cache_clear()
        try:
            return 0 if asyncio.run(measure(asked.parts, quick=asked.quick)) else 1
        finally:
            stop_workers(finish=True)


if __name__ == "__main__":
    sys.exit(main())
