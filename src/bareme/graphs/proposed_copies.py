"""Propose copies to the teacher: how the pages are divided, and whose copy each is."""

from collections import Counter
from collections.abc import Iterator, Sequence

from bareme.domain.copies import CopyFlag, Student
from bareme.domain.copy_splitting import ClassifiedPage, SplitCopy
from bareme.domain.file_groups import Bond
from bareme.domain.identity import same_name
from bareme.domain.name_field import read_name
from bareme.domain.name_place import stands_in_field
from bareme.domain.owner_clues import TOP_LINES, codes_on_page, first_question, labelled_codes, number_on_page
from bareme.domain.pages import Page, PageKind
from bareme.graphs.content_flags import content_flags
from bareme.graphs.copy_owners import PROPOSED, SURE, CopyClues, Owner, find_owners, name_at_top
from bareme.graphs.interrupts import ProposedCopy
from bareme.graphs.proposal import OpenedDocument, Readings
from bareme.graphs.state import StartedState
from bareme.graphs.submissions import Submission, submissions_of
from bareme.translation import Message, translator

_SEVERAL = 2
_OF_NAMES = {CopyFlag.NAME_UNCERTAIN, CopyFlag.DUPLICATE_STUDENT}


def propose_copies(
    state: StartedState, opened: Sequence[OpenedDocument], readings: Readings, *, seen: bool
) -> tuple[list[ProposedCopy], list[str]]:
    """Return the copies, scanned ones before typed ones, and warnings about how they were split.

    `seen`: the readings come from a model that saw pictures of the pages.
    """
    t = translator(state.policy.language)
    roster = state.roster
    found = [
        (bundle, submission)
        for submission in submissions_of(opened)
        for bundle in submission.split(_classified_pages(submission, readings, roster, seen=seen))
    ]
    owners = find_owners([_clues(bundle, submission) for bundle, submission in found], roster)
    proposed = [_propose(*pair, owner, roster) for pair, owner in zip(found, owners, strict=True)]
    proposed = _flag_single_pictures(proposed, [submission for _, submission in found])
    warnings = [
        t(warning)
        for copy, (_, submission) in zip(proposed, found, strict=True)
        for warning in _warnings(copy, submission)
    ]
    proposed += [
        ProposedCopy(
            copy_id="",
            student=on_roster(copy.student, roster) if copy.student else None,
            name_confidence=1.0 if copy.student else 0.0,
            typed=True,
            flags=content_flags((), copy.answers.values()),
        )
        for copy in state.typed
    ]
    return _number(flag_names(proposed)), warnings


def on_roster(student: Student, roster: Sequence[Student]) -> Student:
    """Return the student of the roster with the same number or name, if there is exactly one; else `student`."""
    if student in roster:
        return student
    numbered = [other for other in roster if student.student_id and other.student_id == student.student_id]
    same = numbered or [other for other in roster if not student.student_id and same_name(other.name, student.name)]
    return same[0] if len(same) == 1 else student


def _classified_pages(
    submission: Submission, readings: Readings, roster: Sequence[Student], *, seen: bool
) -> list[ClassifiedPage]:
    numbers = [student.student_id for student in roster if student.student_id]
    pages = []
    owner = ""
    for ref, page in submission.pages.items():
        reading = readings.get(ref)
        lines = [line.text for line in page.lines_with_names]
        name, confidence = (reading.student_name, reading.name_confidence) if reading else (None, 0.0)
        begins = bool(reading and reading.starts_copy)
        if name and page.is_recognised and not seen and not stands_in_field(name, page.lines):
            name = None
        if not name:
            # Nobody read a name. One in a field was recognised on a scan, one of the list stands there by itself.
            recognised = read_name(lines).name if page.name_zone else None
            if recognised and not stands_in_field(recognised, page.name_zone):
                recognised = None
            name, confidence = recognised or name_at_top(lines, roster) or None, PROPOSED
            begins = begins or bool(name and owner and not same_name(name, owner))
        if page.kind is PageKind.OCR_SCAN and not seen:
            confidence = min(confidence, PROPOSED)
        owner = name or owner
        pages.append(
            ClassifiedPage(
                ref=ref,
                blank=page.kind is PageKind.BLANK,
                accused=page.kind is PageKind.BLANK and bool(page.hidden_text),
                legible=bool(page.lines) or (reading is not None and seen),
                starts_copy=begins,
                student_name=name,
                name_confidence=confidence if name else 0.0,
                student_number=number_on_page(lines, numbers),
                first_question=first_question(lines),
            )
        )
    return pages


def _clues(bundle: SplitCopy, submission: Submission) -> CopyClues:
    pages = [submission.pages[page] for page in bundle.pages]
    file_name = submission.name if bundle.alone else ""
    return clues_of(pages, bundle.student_name or "", bundle.name_confidence, file_name=file_name)


def clues_of(pages: Sequence[Page], name_read: str, confidence: float, *, file_name: str = "") -> CopyClues:
    """Return what these pages say about who wrote them. `name_read` is the name that was read on them."""
    lines = [[line.text for line in page.lines_with_names] for page in pages]
    name = name_read.strip()
    return CopyClues(
        name=name,
        confidence=confidence,
        # What another program recognised on a scan is no surer than what a model read there.
        is_text=any(name in line.text for page in pages if page.kind is not PageKind.OCR_SCAN for line in page.lines),
        codes=frozenset(code for page in lines for code in codes_on_page(page)),
        labelled=frozenset(code for page in lines for code in labelled_codes(page)),
        top=tuple(lines[0][:TOP_LINES]) if lines else (),
        file_name=file_name,
    )


def _propose(bundle: SplitCopy, submission: Submission, owner: Owner, roster: Sequence[Student]) -> ProposedCopy:
    flags = [CopyFlag.NOT_SPLIT] if bundle.undivided and owner.student is None else []
    namesakes = sum(same_name(student.name, bundle.student_name or "") for student in roster)
    if bundle.named_again and (bundle.begins_again or namesakes > 1):
        flags.append(CopyFlag.NAME_REPEATED)
    if (
        submission.bond is Bond.STEM
        and len({page.document_id for page in bundle.pages}) > 1
        and owner.confidence < SURE
    ):
        flags.append(CopyFlag.JOINED)
    flags += submission.flags(bundle)
    flags += content_flags(submission.pages[page] for page in bundle.pages)
    return ProposedCopy(
        copy_id="",
        student=owner.student,
        name_confidence=owner.confidence,
        name_read=owner.name_read,
        pages=bundle.pages,
        flags=tuple(flags),
    )


def _flag_single_pictures(copies: list[ProposedCopy], submissions: Sequence[Submission]) -> list[ProposedCopy]:
    """Flag pictures without a student: if there are several, some may be pages of one copy."""
    single = [
        copy.student is None and submission.is_picture for copy, submission in zip(copies, submissions, strict=True)
    ]
    if sum(single) < _SEVERAL:
        return copies
    return [
        copy.model_copy(update={"flags": (*copy.flags, CopyFlag.NOT_JOINED)}) if alone else copy
        for copy, alone in zip(copies, single, strict=True)
    ]


def _warnings(copy: ProposedCopy, submission: Submission) -> Iterator[Message]:
    documents = {page.document_id for page in copy.pages}
    files = [item.summary.name for item in submission.items if item.summary.document_id in documents]
    if CopyFlag.NOT_SPLIT in copy.flags:
        yield Message(
            "'{name}': nothing tells the students apart. The pages stay together for you to split; one file a student "
            "avoids this.",
            name=submission.name,
        )
    if CopyFlag.JOINED in copy.flags:
        yield Message(
            "{names}: taken for one copy because of their names. Check that they are one student's.",
            names=[Message("'{name}'", name=name) for name in files],
        )
    if CopyFlag.NOTHING_READABLE in copy.flags and files:  # of a refused file, the reason is told
        yield Message("'{name}': nothing readable in this file: look at it. It gets no points.", name=files[0])
    if CopyFlag.PARTLY_READABLE in copy.flags:
        yield Message("'{name}': something in this file could not be shown: look at it.", name=submission.name)


def flag_names(copies: Sequence[ProposedCopy]) -> list[ProposedCopy]:
    """Return the copies, flagged if it is uncertain whose they are or if two are one student's."""
    counts = Counter(copy.student for copy in copies if copy.student)
    flagged = []
    for copy in copies:
        flags = [flag for flag in copy.flags if flag not in _OF_NAMES]
        if copy.name_confidence < SURE:
            flags.append(CopyFlag.NAME_UNCERTAIN)
        if copy.student and counts[copy.student] > 1:
            flags.append(CopyFlag.DUPLICATE_STUDENT)
        flagged.append(copy.model_copy(update={"flags": tuple(flags)}))
    return flagged


def _number(copies: Sequence[ProposedCopy]) -> list[ProposedCopy]:
    width = max(2, len(str(len(copies))))
    return [copy.model_copy(update={"copy_id": f"c{number:0{width}}"}) for number, copy in enumerate(copies, start=1)]
