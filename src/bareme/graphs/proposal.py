"""Propose scales and copies to the teacher, from the opened documents and what a model read on their pages."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bareme.agents.pre_analyst import PageReading, PreAnalysis
from bareme.domain.copies import PageRef
from bareme.domain.pages import Document, PageKind
from bareme.domain.points import Language
from bareme.domain.printed_scale import find_scales, unread_pages
from bareme.domain.scale import CandidateSource, ScaleCandidate, merge_candidates
from bareme.domain.scheme import GradingScheme
from bareme.errors import RefusalReason
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


def propose_scales(
    sent: GradingScheme | str | None, opened: Sequence[OpenedDocument], found: Sequence[PreAnalysis]
) -> list[ScaleCandidate]:
    """Return the candidates: the teacher's own first, then those of rules and model by falling confidence.

    The rules read the answer key, and then the copies, only if they find nothing on the exam paper.
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
    own = [ScaleCandidate.of_scheme(sent)] if isinstance(sent, GradingScheme) else []
    return own + merge_candidates(by_rules, by_model)


def warn_of_documents(
    summaries: Sequence[DocumentSummary], opened: Sequence[OpenedDocument], language: Language
) -> list[str]:
    """Return warnings about the files, for the teacher."""
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
        blank = [str(page.index + 1) for page in item.record.pages if page.kind is PageKind.BLANK]
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
