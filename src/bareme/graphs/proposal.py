"""Propose scales and copies to the teacher, from the opened documents and what a model read on their pages."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bareme.agents.pre_analyst import PageReading, PreAnalysis
from bareme.domain.copies import PageRef
from bareme.domain.pages import Document, Page, PageKind
from bareme.domain.points import Language
from bareme.domain.printed_scale import find_question_texts, find_scales, unread_pages
from bareme.domain.scale import CandidateSource, ScaleCandidate, ScaleWarning, merge_candidates
from bareme.domain.scheme import GradingScheme
from bareme.errors import RefusalReason
from bareme.graphs.contract import DocumentRole
from bareme.graphs.interrupts import DocumentSummary
from bareme.translation import Translator, translator

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
    found = [find_question_texts(item.record.pages) for item in opened if item.summary.role == role]
    times = Counter(question_id for texts in found for question_id in texts)
    return {question_id: text for texts in found for question_id, text in texts.items() if times[question_id] == 1}


def _recognised_pages(opened: Sequence[OpenedDocument]) -> list[int]:
    """Return the numbers of the pages of the teacher's papers whose text a program recognised."""
    papers = [item.record for item in opened if item.summary.role != "copies"]
    return [page.index + 1 for paper in papers for page in paper.pages if page.kind is PageKind.OCR_SCAN]


def _as_seen(candidate: ScaleCandidate) -> ScaleCandidate:
    """Return a candidate that a model found on the pictures too without the doubts about the invisible text layer."""
    if candidate.witness is not CandidateSource.BOTH:
        return candidate
    kept = tuple(warning for warning in candidate.warnings if not warning.startswith(ScaleWarning.OCR_LAYER))
    return candidate.model_copy(update={"warnings": kept})


def warn_of_documents(
    summaries: Sequence[DocumentSummary], opened: Sequence[OpenedDocument], language: Language, *, seen: bool = True
) -> list[str]:
    """Return warnings about the files, for the teacher. `seen` tells whether the model sees the pages."""
    t = translator(language)
    warnings = [t("'{name}': {message}", name=s.name, message=s.message) for s in summaries if s.refused]
    warnings += _warn_of_same_files(summaries, t)
    for item in opened:
        name = item.summary.name
        if "repaired" in item.record.warnings:
            warnings.append(t("'{name}': a damaged file was repaired; check that no page is missing.", name=name))
        if "picture_not_decoded" in item.record.warnings:
            warnings.append(t("'{name}': a picture could not be read and appears blank.", name=name))
        if "content_left_out" in item.record.warnings:
            warnings.append(
                t(
                    "'{name}': something in it (a chart, a shape, a formula) cannot be shown; save it as PDF and send "
                    "that.",
                    name=name,
                )
            )
        if "encoding_guessed" in item.record.warnings:
            warnings.append(t("'{name}': its encoding is not stated and was guessed; check the accents.", name=name))
        warnings += [
            t("'{name}': page {page} seems to lie sideways or upside down.", name=name, page=page.index + 1)
            for page in item.record.pages
            if page.turned
        ]
        warnings += [
            t(
                "'{name}': page {page} was turned by {degrees}° so that it stands upright.",
                name=name,
                page=page.index + 1,
                degrees=page.turn,
            )
            for page in item.record.pages
            if page.turn
        ]
        warnings += [
            t(
                "'{name}': page {page} holds text that a reader cannot see; it is ignored.",
                name=name,
                page=page.index + 1,
            )
            for page in item.record.pages
            if page.hidden_text
        ]
        warnings += [
            t(
                "'{name}': page {page} holds text that can hardly be seen, or that could not be compared with what "
                "the page shows: look whether it belongs there.",
                name=name,
                page=page.index + 1,
            )
            for page in item.record.pages
            if page.faint_text or not page.text_verified
        ]
        recognised = [str(page.index + 1) for page in item.record.pages if page.kind is PageKind.OCR_SCAN]
        if recognised and (item.summary.role != "copies" or not seen):
            warnings.append(
                t.ngettext(
                    "'{name}': page {pages} is a scan with an invisible text layer. What is read in it is what a "
                    "program recognised, not necessarily what the page shows.",
                    "'{name}': pages {pages} are scans with an invisible text layer. What is read in it is what a "
                    "program recognised, not necessarily what the pages show.",
                    len(recognised),
                    name=name,
                    pages=recognised,
                )
            )
        unread = [str(number) for number in unread_pages(item.record.pages)]
        if unread and item.summary.role == "exam_paper":
            warnings.append(
                t(
                    "'{name}': pages {pages} are pictures without a text layer. Rules cannot read them, so a marking "
                    "scale may be printed there.",
                    name=name,
                    pages=unread,
                )
            )
        blank = [str(page.index + 1) for page in item.record.pages if is_left_out(page)]
        if blank and item.summary.role == "copies" and len(blank) < len(item.record.pages):
            warnings.append(
                t.ngettext(
                    "'{name}': page {pages} is blank and left out.",
                    "'{name}': pages {pages} are blank and left out.",
                    len(blank),
                    name=name,
                    pages=blank,
                )
            )
    return warnings


def _warn_of_same_files(summaries: Sequence[DocumentSummary], t: Translator) -> list[str]:
    names: defaultdict[str, list[str]] = defaultdict(list)
    for summary in summaries:
        if summary.role == "copies" and not summary.refused:
            names[summary.document_id].append(summary.name)
    return [
        t("'{name}' and '{other}' hold the same: each is graded for its student.", name=first, other=other)
        for first, *others in names.values()
        for other in others
    ]
