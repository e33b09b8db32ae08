"""`make bench-ocr`: what text recognition reads on scans, and what becomes of it. Rendered scans and real ones apart.

`python -m tests.benchmarks.ocr --quick` takes one kind of scan and a few pages.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from bareme.documents import stop_workers
from bareme.documents.ocr import is_ocr_available
from tests.benchmarks.ocr.class_sets import SETS, ClassFigures, judge_class
from tests.benchmarks.ocr.cost import Cost, cost_of
from tests.benchmarks.ocr.degraded import HELD_OUT, KNOWN, Degradation
from tests.benchmarks.ocr.papers import PaperFigures, judge_papers
from tests.benchmarks.ocr.signs import Losses, count_losses, known_as_lost
from tests.benchmarks.ocr.turns import Confusion, confusion
from tests.benchmarks.scale import papers_folder

_screen = Console(width=120)


async def measure(*, quick: bool) -> bool:
    """Print every table; return whether nothing was wrong and sure."""
    kinds = KNOWN[1:2] if quick else KNOWN
    held_out = () if quick else HELD_OUT
    classes = [(name, kind, await judge_class(name, kind)) for name in SETS for kind in (None, *kinds, *held_out)]
    print_classes(classes)
    papers = await judge_papers(KNOWN[1])
    print_papers(papers)
    shared = papers_folder().parent
    if shared.is_dir():
        print_turns(await confusion(shared, 10 if quick else 200))
    print_signs(await count_losses())
    print_cost(await cost_of(10 if quick else 200))
    sure = sum(figures.marks["wrong and sure"] + figures.names_wrong_and_sure for _, kind, figures in classes if kind)
    return not sure and not any(paper.wrong_and_sure for paper in papers)


def print_classes(classes: Sequence[tuple[str, Degradation | None, ClassFigures]]) -> None:
    """Print how class sets were read and marked: `judged` is the share of the marks that rules give at all."""
    table = Table(
        "class", "scan", "errors", "scale", "copies", "names", "right", "wrong", "wrong, sure", "not judged", "judged",
        title="Class sets, graded by offline:lexical",
    )  # fmt: skip
    for name, kind, found in classes:
        marks = found.marks
        judged = sum(marks.values()) - marks["not judged"]
        table.add_row(
            name,
            f"{kind.name}{' (held out)' if kind in HELD_OUT else ''}" if kind else "text layer",
            f"{found.errors / found.characters:.2%}" if found.characters else "-",
            "exact" if found.scale_right else "not",
            f"{found.copies_right} of {found.copies}",
            f"{found.names_right}" + (f", {found.names_wrong_and_sure} WRONG" if found.names_wrong_and_sure else ""),
            *(str(marks[outcome]) for outcome in ("right", "wrong", "wrong and sure", "not judged")),
            f"{judged / (sum(marks.values()) or 1):.0%}",
        )
    _screen.print(table)


def print_papers(papers: Sequence[PaperFigures]) -> None:
    """Print how the printed scales of papers were read."""
    table = Table("paper", "scan", "scale", "confidence", title="Printed scales without a text layer")
    for paper in papers:
        verdict = "exact" if paper.exact else "none" if not paper.found else "wrong"
        table.add_row(paper.paper, "real" if paper.real_scan else "rendered", verdict, f"{paper.confidence:.2f}")
    _screen.print(table)
    for real in (True, False):
        own = [paper for paper in papers if paper.real_scan is real]
        exact, sure = sum(paper.exact for paper in own), sum(paper.wrong_and_sure for paper in own)
        print(f"{'real scans' if real else 'rendered'}: {exact} of {len(own)} exact, {sure} wrong and sure")


def print_turns(found: Confusion) -> None:
    """Print the confusion matrix of directions."""
    said = (0, 90, 180, 270, None)
    titles = ["not told" if turn is None else f"{turn}°" for turn in said]
    table = Table("has to be turned by", *titles, title="Direction")
    for true in said[:-1]:
        table.add_row(f"{true}°", *(str(found[true, turn]) for turn in said))
    _screen.print(table)


def print_signs(losses: Losses) -> None:
    """Print the signs that were lost, and those that are taken for lost."""
    often = [f"{sign} {lost}/{seen}" for sign, (lost, seen) in losses.items() if lost]
    missed = [sign for sign, (lost, seen) in losses.items() if lost > seen / 4 and not known_as_lost(sign)]
    print("signs that were lost, of the lines that they stood in:", ", ".join(often) or "none")
    print("lost in more than a quarter and not known to be:", " ".join(missed) or "none")


def print_cost(cost: Cost) -> None:
    """Print what a page took."""
    print(
        f"{cost.pages} pages in {cost.wall:.0f} s ({60 * cost.pages / cost.wall:.0f} a minute), "
        f"{cost.seconds_a_page:.2f} s of CPU time a page; memory {cost.memory_first:.0f} MB after the first, "
        f"{cost.memory_last:.0f} MB at most; event loop late by {cost.lag_p99:.1f} ms (p99)"
    )


def main() -> int:
    """Return 0 if nothing was wrong and sure, else 1."""
    if not is_ocr_available():
        print("The extra `ocr` is not installed: make install-ocr")
        return 1
    with tempfile.TemporaryDirectory() as home:
        os.environ["BAREME_HOME"] = home
        try:
            return 0 if asyncio.run(measure(quick="--quick" in sys.argv)) else 1
        finally:
            stop_workers(finish=True)


if __name__ == "__main__":
    sys.exit(main())
