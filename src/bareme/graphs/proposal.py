"""Propose scales and copies to the teacher, from the opened documents and what a model read on their pages."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bareme.agents.pre_analyst import PageReading, PreAnalysis
from bareme.domain.copies import PageRef
from bareme.domain.pages import Document, Page, PageKind
from bareme.domain.scale import CandidateSource, ScaleCandidate, ScaleWarning, merge_candidates
from bareme.domain.scheme import GradingScheme
from bareme.errors import RefusalReason
from bareme.graphs.contract import DocumentRole
from bareme.graphs.interrupts import DocumentSummary

type Readings = dict[PageRef, PageReading]


@dataclass(frozen=True)
class OpenedDocument:
    """A document that could be opened, with its record."""

    summary: DocumentSummary
    record: Document


NO_PAGES = Document(document_id="", media_type="", pages=())
"""The record of a document that could not be opened."""


def is_unread_copy(summary: DocumentSummary) -> bool:
    """Whether a document is a student's that cannot be opened. It makes a copy, so that no student is lost."""
    return summary.role == "copies" and summary.refused not in {"", RefusalReason.REPEATED}


def is_left_out(page: Page) -> bool:
    """Whether a page is no part of a copy: blank, without even a text that nobody sees."""
    return page.kind is PageKind.BLANK and not page.hidden_text


def propose_scales(
    sent: GradingScheme | str | None,
    opened: Sequence[OpenedDocument],
    found: Sequence[PreAnalysis],
    *,
    seen: bool = True,
) -> list[ScaleCandidate]:
    """Return the candidates: the teacher's own first, then those of rules and model by falling confidence.

    `seen` tells whether the model saw the pages, and not only their text. The rules read the answer key, and then the
    copies, only if they find nothing on the exam paper.
    """
    from bareme.domain.printed_scale import find_scales  # noqa: PLC0415 - its patterns take long to load, and only a paper needs them

    by_rules: list[ScaleCandidate] = []
    for role in ("exam_paper", "answer_key", "copies"):
        for item in opened:
            if item.summary.role == role and not by_rules:
                by_rules = find_scales(item.record.pages)
    by_model = [
        ScaleCandidate(
            confidence=reading.confidence,
            total=reading.total,
            questions=tuple(reading.questions),
            witness=CandidateSource.MODEL,
        )
        for analysis in found
        for reading in analysis.scale_candidates
    ]
    if not seen:
        # The model read what the rules read, so that it is no second witness of what the pages show.
        by_model = [candidate.limited_by_recognition(_recognised_pages(opened)) for candidate in by_model]
    own = [ScaleCandidate.of_scheme(sent)] if isinstance(sent, GradingScheme) else []
    merged = merge_candidates(by_rules, by_model)
    return own + [_as_seen(candidate) if seen else candidate for candidate in merged]


def printed_texts(opened: Sequence[OpenedDocument], role: DocumentRole) -> dict[str, str]:
    """Return what the documents of a role print for each question, by its id; nothing where two of them do."""
    from bareme.domain.printed_scale import find_question_texts  # noqa: PLC0415 - its patterns take long to load, and only a paper needs them

    found = [find_question_texts(item.record.pages) for item in opened if item.summary.role == role]
    times = Counter(question_id for texts in found for question_id in texts)
    return {question_id: text for texts in found for question_id, text in texts.items() if times[question_id] == 1}


def _recognised_pages(opened: Sequence[OpenedDocument]) -> list[int]:
    """Return the numbers of the pages of the teacher's papers whose text a program recognised."""
    papers = [item.record for item in opened if item.summary.role != "copies"]
    return [page.index + 1 for paper in papers for page in paper.pages if page.is_recognised]


def _as_seen(candidate: ScaleCandidate) -> ScaleCandidate:
    """Return a candidate that a model found on the pictures too without the doubts about the invisible text layer."""
    if candidate.witness is not CandidateSource.BOTH:
        return candidate
    kept = tuple(warning for warning in candidate.warnings if not warning.startswith(ScaleWarning.OCR_LAYER))
    return candidate.model_copy(update={"warnings": kept})
