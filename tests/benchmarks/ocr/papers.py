"""Printed scales of scanned papers: real scans, and real papers whose text layer is taken away."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from bareme.documents import open_document
from bareme.documents.ocr import read_scans, stand_upright
from bareme.domain.printed_scale import find_scales
from bareme.domain.scale import ScaleCandidate
from bareme.storage.document_store import DocumentStore
from bareme.storage.documents import get_store
from tests.benchmarks.ocr.degraded import Degradation, scan
from tests.benchmarks.scale import list_papers, true_maxima
from tests.printed_papers.judging import SURE, maxima_of

_MOST_PAGES = 8
"""Longer papers take minutes and have their scale on the first pages."""


@dataclass(frozen=True)
class PaperFigures:
    """How the scale of one paper was read without its text layer."""

    paper: str
    real_scan: bool
    exact: bool
    found: bool
    confidence: float

    @property
    def wrong_and_sure(self) -> bool:
        return self.found and not self.exact and self.confidence >= SURE


async def judge_papers(degradation: Degradation) -> list[PaperFigures]:
    """Read every paper as a scan; those that are scans already stay as they are."""
    return [await _judge(paper, get_store(), degradation) for paper in _short(list_papers())]


def _short(papers: Sequence[Path]) -> list[Path]:
    return [paper for paper in papers if json.loads((paper / "scale.json").read_text())["pages"] <= _MOST_PAGES]


async def _judge(paper: Path, store: DocumentStore, degradation: Degradation) -> PaperFigures:
    truth = json.loads((paper / "scale.json").read_text(encoding="utf-8"), parse_float=Decimal)
    is_scan = truth["text_layer_chars"] == 0
    data = (paper / "exam.pdf").read_bytes() if is_scan else scan(paper / "exam.pdf", degradation)
    opened = await open_document(await store.put(data), store=store)
    document = await read_scans(await stand_upright(opened, store=store), store=store)
    candidates = find_scales(document.pages)
    best = candidates[0] if candidates else ScaleCandidate(confidence=0)
    total = None if truth["total"] is None else Decimal(truth["total"])
    exact = best.total == total and maxima_of(best.questions) == true_maxima(truth)
    return PaperFigures(paper.name, is_scan, exact, bool(candidates), best.confidence)
