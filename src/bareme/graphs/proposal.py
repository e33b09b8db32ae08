"""Propose scales and copies to the teacher, from the opened documents and what a model read on their pages."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bareme.agents.pre_analyst import PageReading, PreAnalysis
from bareme.domain.copies import CopyFlag, PageRef, Student
from bareme.domain.copy_splitting import ClassifiedPage, SplitCopy, split_copies
from bareme.domain.pages import Document, PageKind
from bareme.domain.points import Language
from bareme.domain.printed_scale import find_scales, unread_pages
from bareme.domain.scale import CandidateSource, ScaleCandidate, merge_candidates
from bareme.domain.scheme import GradingScheme
from bareme.graphs.content_flags import content_flags
from bareme.graphs.interrupts import DocumentSummary, ProposedCopy
from bareme.graphs.roster import SURE, match_file_name, match_student
from bareme.graphs.state import StartedState
from bareme.translation import translator

type Readings = dict[PageRef, PageReading]


@dataclass(frozen=True)
class OpenedDocument:
    """A document that could be opened, with its record."""

    summary: DocumentSummary
    record: Document


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


def propose_copies(
    state: StartedState, opened: Sequence[OpenedDocument], readings: Readings, *, seen: bool
) -> tuple[list[ProposedCopy], list[str]]:
    """Return the copies, scanned ones before typed ones, and warnings about how they were split.

    `seen`: the readings come from a model that saw pictures of the pages.
    """
    t = translator(state.policy.language)
    proposed: list[ProposedCopy] = []
    warnings: list[str] = []
    for item in opened:
        if item.summary.role != "copies":
            continue
        for bundle in split_copies(_classified_pages(item, readings, seen=seen)):
            copy = _propose(bundle, item, state.roster)
            if CopyFlag.NOT_SPLIT in copy.flags:
                warnings.append(
                    t(
                        "'{name}': nothing tells the students apart. The pages stay together for you to split; one "
                        "file a student avoids this.",
                        name=item.summary.name,
                    )
                )
            proposed.append(copy)
    proposed += [
        ProposedCopy(
            copy_id="",
            student=copy.student,
            name_confidence=1.0 if copy.student else 0.0,
            typed=True,
            flags=content_flags((), copy.answers.values()),
        )
        for copy in state.typed
    ]
    return _number(_flag_names(proposed)), warnings


def _classified_pages(item: OpenedDocument, readings: Readings, *, seen: bool) -> list[ClassifiedPage]:
    pages = []
    for page in item.record.pages:
        ref = PageRef(document_id=item.record.document_id, index=page.index)
        reading = readings.get(ref)
        pages.append(
            ClassifiedPage(
                ref=ref,
                blank=page.kind is PageKind.BLANK,
                legible=bool(page.lines) or (reading is not None and seen),
                starts_copy=bool(reading and reading.starts_copy),
                student_name=reading.student_name if reading else None,
                name_confidence=reading.name_confidence if reading and reading.student_name else 0.0,
            )
        )
    return pages


def _propose(bundle: SplitCopy, item: OpenedDocument, roster: Sequence[Student]) -> ProposedCopy:
    student, confidence = None, 0.0
    if bundle.student_name:
        student, confidence = match_student(bundle.student_name, roster, confidence=bundle.name_confidence)
    if student is None and bundle.alone:
        student, confidence = match_file_name(item.summary.name, roster)
    flags = [CopyFlag.NOT_SPLIT] if bundle.undivided and student is None else []
    flags += content_flags(item.record.pages[page.index] for page in bundle.pages)
    return ProposedCopy(copy_id="", student=student, name_confidence=confidence, pages=bundle.pages, flags=tuple(flags))


def _flag_names(copies: Sequence[ProposedCopy]) -> list[ProposedCopy]:
    counts = Counter(copy.student for copy in copies if copy.student)
    flagged = []
    for copy in copies:
        flags = list(copy.flags)
        if copy.name_confidence < SURE:
            flags.append(CopyFlag.NAME_UNCERTAIN)
        if copy.student and counts[copy.student] > 1:
            flags.append(CopyFlag.DUPLICATE_STUDENT)
        flagged.append(copy.model_copy(update={"flags": tuple(flags)}))
    return flagged


def _number(copies: Sequence[ProposedCopy]) -> list[ProposedCopy]:
    width = max(2, len(str(len(copies))))
    return [copy.model_copy(update={"copy_id": f"c{number:0{width}}"}) for number, copy in enumerate(copies, start=1)]


def warn_of_documents(
    summaries: Sequence[DocumentSummary], opened: Sequence[OpenedDocument], language: Language
) -> list[str]:
    """Return warnings about the files, for the teacher."""
    t = translator(language)
    warnings = [t("'{name}': {message}", name=s.name, message=s.message) for s in summaries if s.refused]
    for item in opened:
        name = item.summary.name
        if "repaired" in item.record.warnings:
            warnings.append(t("'{name}': a damaged file was repaired; check that no page is missing.", name=name))
        if "picture_not_decoded" in item.record.warnings:
            warnings.append(t("'{name}': a picture could not be read and appears blank.", name=name))
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
        if blank and item.summary.role == "copies":
            warnings.append(t("'{name}': blank pages left out ({pages}).", name=name, pages=blank))
    return warnings
