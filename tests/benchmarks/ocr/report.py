"""The tables of `make bench-ocr`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import mean

from rich.console import Console
from rich.table import Table

from tests.benchmarks.ocr.class_sets import ClassFigures
from tests.benchmarks.ocr.cost import Cost
from tests.benchmarks.ocr.papers import PaperFigures
from tests.benchmarks.ocr.real_scans import RealFigures
from tests.benchmarks.ocr.signs import Losses, known_as_lost
from tests.benchmarks.ocr.turns import Turns

_screen = Console(width=140)
_OUTCOMES = ("right", "wrong", "wrong and sure", "not judged")


def print_classes(classes: Sequence[tuple[str, str, ClassFigures]]) -> None:
    """Print how class sets were read and marked: `judged` is the share of the marks that rules give at all."""
    table = Table(
        "class", "scan", "pages read", "errors", "scale", "copies", "names", "right", "wrong", "wrong, sure",
        "not judged", "judged", title="Class sets, rendered as scans and graded by offline:lexical",
    )  # fmt: skip
    for name, kind, found in classes:
        wrong_names = f", {found.names_wrong_and_sure} WRONG" if found.names_wrong_and_sure else ""
        table.add_row(
            name,
            kind,
            f"{found.pages_read} of {found.pages}" if found.pages else "-",
            _errors(found),
            "exact" if found.scale_right else "not",
            f"{found.copies_right} of {found.copies}",
            f"{found.names_right} of {found.names}{wrong_names}",
            *_marks(found.marks),
        )
    _screen.print(table)


def print_thresholds(found: Mapping[tuple[str, float], ClassFigures]) -> None:
    """Print the marks of groups of scans by threshold."""
    table = Table(
        "scans", "read from", "pages read", "errors", "right", "wrong", "wrong, sure", "not judged", "judged",
        title="By the confidence that a page needs, in the mean of its lines",
    )  # fmt: skip
    for (group, threshold), figures in found.items():
        pages = f"{figures.pages_read} of {figures.pages}"
        table.add_row(group, f"{threshold:.2f}", pages, _errors(figures), *_marks(figures.marks))
    _screen.print(table)


def _errors(found: ClassFigures) -> str:
    return f"{found.errors / found.characters:.2%}" if found.characters else "-"


def _marks(marks: Counter[str]) -> list[str]:
    given = sum(marks.values()) - marks["not judged"]
    return [*(str(marks[outcome]) for outcome in _OUTCOMES), f"{given / (marks.total() or 1):.0%}"]


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
        found = sum(paper.found for paper in own)
        kind = "real scans" if real else "rendered"
        print(f"{kind}: {exact} of {len(own)} exact, {found} found, {sure} wrong and sure")


def print_real_scans(found: RealFigures, *, listed: bool) -> None:
    """Print whose names were proposed on real scans, and what was marked there."""
    outcomes = ", ".join(f"{outcome} {count}" for outcome, count in sorted(found.names.items()))
    print(f"real scans, {'with' if listed else 'without'} a class list: {found.copies} copies; names: {outcomes}")
    if found.invented:
        print("  invented:", ", ".join(found.invented))
    *counts, judged = _marks(found.marks)
    marks = ", ".join(f"{outcome} {count}" for outcome, count in zip(_OUTCOMES, counts, strict=True))
    print(f"  marks by offline:lexical: {marks}; judged {judged}")


def print_turns(turns: Turns) -> None:
    """Print the confusion matrix of directions."""
    said = (0, 90, 180, 270, None)
    titles = ["not told" if turn is None else f"{turn}°" for turn in said]
    table = Table("has to be turned by", *titles, title="Direction of real pages, at 72 dpi")
    for true in said[:-1]:
        table.add_row(f"{true}°", *(str(turns.found[true, turn]) for turn in said))
    _screen.print(table)
    print(f"{mean(turns.seconds):.2f} s of CPU time a page, {max(turns.seconds):.2f} s at most")
    print("told wrongly:", ", ".join(turns.wrong) or "none")


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
