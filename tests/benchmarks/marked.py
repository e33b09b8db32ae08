"""Marked copies of the class sets: what tells where marks go, and what a page takes. `make bench-marked`."""

import asyncio
import base64
import os
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command
from rich.console import Console
from rich.table import Table

from bareme.documents import stop_workers
from bareme.documents.limits import Limits
from bareme.documents.marked_copy import MarkedCopy, MarkingMode
from bareme.documents.sandbox.marked import mark_copy
from bareme.documents.sandbox.marked.originals import Originals
from bareme.domain.answer_places import FoundBy
from bareme.exports import ExportFormat
from bareme.exports.marked import prepare_copies
from bareme.graphs.grading import build_grading_graph
from bareme.graphs.session_snapshot import take_snapshot
from bareme.graphs.shown_files import shown_files
from bareme.runtime import close_runtime
from bareme.settings import get_settings

FIXTURES = Path(__file__).parents[2] / "fixtures"
PAPERS = {"scan-fr": "physics-fr"}
COPIES = {
    "physics-fr": ["copies.pdf"],
    "history-science-en": sorted(f"copies/{path.name}" for path in (FIXTURES / "history-science-en/copies").iterdir()),
    "moodle-en": ["submissions.zip"],
    "scan-fr": ["copies.pdf", "hugo-nguyen-1.jpg", "hugo-nguyen-2.jpg"],
}
MOST_SECONDS, MOST_BYTES = 0.15, 40_000
"""The goals: CPU time and bytes that a page adds."""


@dataclass(frozen=True)
class Measured:
    """What the marked copies of a class set are."""

    places: Counter[FoundBy]
    pages: int
    seconds: float
    added: int


async def measure(name: str) -> Measured:
    """Grade a class set by rules, and mark its copies."""
    folder, papers = FIXTURES / name, FIXTURES / PAPERS.get(name, name)
    files = [(folder / copy, "copies") for copy in COPIES[name]]
    files += [(papers / "exam-paper.pdf", "exam_paper"), (papers / "answer-key.pdf", "answer_key")]
    saver = InMemorySaver()
    graph = build_grading_graph(saver)
    config: Any = {"configurable": {"thread_id": name}}
    request: Any = {"documents": [_document(path, role) for path, role in files]}
    context: Any = {"graders": ["offline:lexical"]}
    await graph.ainvoke(request, config, context=context)
    await graph.ainvoke(Command(resume={"candidate": 0}), config)
    snapshot = await take_snapshot(saver, name)
    assert snapshot.material is not None  # the scale is confirmed
    limits = Limits.from_settings(get_settings())
    async with shown_files(snapshot.state, ExportFormat.MARKED) as originals:
        begun = time.process_time()
        material = replace(snapshot.material, originals=originals)
        copies = prepare_copies(material, MarkingMode.MARGIN, {"provisional": True})
        pdfs = [mark_copy(copy.marked, limits) for copy in copies]
        seconds = time.process_time() - begun
        added = sum(len(pdf.data) - _bytes(copy.marked) for copy, pdf in zip(copies, pdfs, strict=True))
    places = Counter(mark.place.found_by for copy in copies for mark in copy.marks)
    return Measured(places, sum(len(copy.marked.pages) for copy in copies), seconds, added)


def _document(path: Path, role: str) -> dict[str, str]:
    return {"data": base64.b64encode(path.read_bytes()).decode(), "name": path.name, "role": role}


def _bytes(copy: MarkedCopy) -> int:
    """Return the size of the pages without marks, written in the same way."""
    with Originals() as files, files.document_of(copy.pages) as document:
        return len(document.tobytes(garbage=3, deflate=True, no_new_id=True)) if copy.pages else 0


async def _measured() -> dict[str, Measured]:
    try:
        return {name: await measure(name) for name in COPIES}
    finally:
        await close_runtime()
        stop_workers()


def main() -> int:
    """Print the table; return 1 if a page takes more than it may."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["BAREME_HOME"] = home
        found = asyncio.run(_measured())
    table = Table("Class set", *(found_by.value for found_by in FoundBy), "CPU ms a page", "kB a page")
    for name, one in found.items():
        shares = [f"{100 * one.places[by] / max(1, one.places.total()):.0f} %" for by in FoundBy]
        milliseconds, kilobytes = 1000 * one.seconds / max(1, one.pages), one.added / max(1, one.pages) / 1000
        table.add_row(name, *shares, f"{milliseconds:.0f}", f"{kilobytes:.1f}")
    Console(width=140).print(table)
    pages = [one for one in found.values() if one.pages]
    return int(any(one.seconds > MOST_SECONDS * one.pages or one.added > MOST_BYTES * one.pages for one in pages))


if __name__ == "__main__":
    sys.exit(main())
