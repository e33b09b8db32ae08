"""How printed scales are read: real papers, and invented papers of every kind of layout.

The real papers stay outside the repository; `BAREME_SHARED_DATA` names the folder that holds `exam-pdfs`.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bareme.documents import FolderStore, open_document, stop_workers
from bareme.domain.points import format_points
from bareme.domain.printed_scale import find_scales
from bareme.domain.scale import ScaleCandidate
from tests.benchmarks.invented_scales import judge_kinds, print_kinds, print_reliability
from tests.printed_papers import held_out, layouts, schools, unseen
from tests.printed_papers.judging import SURE, maxima_of
from tests.printed_papers.sheet import Maxima

TARGET = 0.8
"""At least 12 of the 15 papers with a text layer."""


@dataclass(frozen=True)
class Outcome:
    """How one paper was read."""

    paper: str
    has_text: bool
    true_total: Decimal | None
    found_total: Decimal | None
    same_questions: bool
    confidence: float
    seconds: float

    @property
    def exact(self) -> bool:
        return self.found_total == self.true_total and self.same_questions

    @property
    def invented(self) -> bool:
        """Whether a total was given where the paper has none."""
        return self.true_total is None and self.found_total is not None


def papers_folder() -> Path:
    """Return the folder of the papers, which may not exist."""
    repository = Path(__file__).resolve().parents[2]
    shared = os.environ.get("BAREME_SHARED_DATA")
    return (Path(shared) if shared else repository.parent / "shared" / "data") / "exam-pdfs"


def list_papers() -> list[Path]:
    """Return the folders that hold an exam and its true scale; none where the data is absent."""
    return [truth.parent for truth in sorted(papers_folder().glob("*/scale.json"))]


async def judge_papers(papers: Sequence[Path]) -> list[Outcome]:
    """Read every paper through the document store and compare with its `scale.json`."""
    with tempfile.TemporaryDirectory() as scratch:
        store = FolderStore(Path(scratch))
        return [await _judge(paper, store) for paper in papers]


async def _judge(paper: Path, store: FolderStore) -> Outcome:
    truth = json.loads((paper / "scale.json").read_text(encoding="utf-8"), parse_float=Decimal)
    document_id = await store.put((paper / "exam.pdf").read_bytes())
    started = time.perf_counter()
    document = await open_document(document_id, store=store)
    candidates = find_scales(document.pages)
    seconds = time.perf_counter() - started
    best = candidates[0] if candidates else ScaleCandidate(confidence=0)
    return Outcome(
        paper=paper.name,
        has_text=truth["text_layer_chars"] > 0,
        true_total=None if truth["total"] is None else Decimal(truth["total"]),
        found_total=best.total,
        same_questions=maxima_of(best.questions) == true_maxima(truth),
        confidence=best.confidence,
        seconds=seconds,
    )


def true_maxima(truth: dict[str, Any]) -> Maxima:
    """Return the points of the groups and questions in a `scale.json`."""
    return tuple(
        (_points(group["max"]), tuple(_points(question["max"]) for question in group["questions"]))
        for group in truth["groups"]
    )


def _points(value: Decimal | int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _print(outcomes: Sequence[Outcome]) -> None:
    table = Table("paper", "true total", "found total", "questions", "verdict", "confidence", "seconds")
    for outcome in outcomes:
        verdict = "no text layer" if not outcome.has_text else "exact" if outcome.exact else "WRONG"
        questions = "right" if outcome.same_questions else "-" if not outcome.has_text else "not"
        totals = [_show(outcome.true_total), _show(outcome.found_total)]
        table.add_row(outcome.paper, *totals, questions, verdict, f"{outcome.confidence:.2f}", f"{outcome.seconds:.2f}")
    Console(width=100).print(table)


def _show(total: Decimal | None) -> str:
    return "-" if total is None else format_points(total, "en")


def main() -> int:
    """Print the tables; return 0 where the target is met, 1 where not or where there are no real papers."""
    known = judge_kinds((*layouts.KINDS, *schools.KINDS))
    unknown = judge_kinds((*held_out.KINDS, *unseen.KINDS))
    print_kinds("Kinds of layout that the reader was developed with", known)
    print_kinds("Kinds of layout that were written later", unknown)
    print_reliability(known, unknown)
    wrong = sum((verdict.sure and not verdict.right) or verdict.invented for verdict in (*known, *unknown))
    return max(_read_real_papers(), int(wrong > 0))


def _read_real_papers() -> int:
    papers = list_papers()
    if not papers:
        print(f"No papers in {papers_folder()}: set BAREME_SHARED_DATA to the folder that holds exam-pdfs.")
        return 1
    try:
        outcomes = asyncio.run(judge_papers(papers))
    finally:
        stop_workers()
    _print(outcomes)
    readable = [outcome for outcome in outcomes if outcome.has_text]
    exact = sum(outcome.exact for outcome in readable)
    invented = sum(outcome.invented for outcome in outcomes)
    share = f"{exact} of {len(readable)} ({exact / max(1, len(readable)):.0%})"
    sure = [outcome for outcome in readable if outcome.confidence >= SURE]
    print(f"sure: {len(sure)}, of which wrong: {sum(not outcome.exact for outcome in sure)}")
    print(f"exactly right among papers with a text layer: {share}; invented totals: {invented}")
    return 0 if exact >= TARGET * len(readable) and not invented else 1


if __name__ == "__main__":
    sys.exit(main())
