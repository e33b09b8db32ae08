from collections.abc import Sequence

import pytest

from bareme.agents.pre_analyst import PageReading, PreAnalysis
from bareme.domain.copies import CopyFlag, PageRef, Student
from bareme.domain.pages import Document, Page, PageKind
from bareme.domain.policy import Grader, Policy
from bareme.domain.scale import CandidateSource
from bareme.domain.shorthand import parse_shorthand
from bareme.graphs.contract import DocumentRole
from bareme.graphs.document_warnings import warn_of_documents
from bareme.graphs.interrupts import DocumentSummary, ProposedCopy
from bareme.graphs.proposal import OpenedDocument, Readings, propose_scales
from bareme.graphs.proposed_copies import propose_copies
from bareme.graphs.state import SessionInfo, StartedState, dump
from tests.domain.printed_scale.papers import paper
from tests.domain.sessions import AT

ZOE, LOIC = Student(name="ABADIE Zoé"), Student(name="BÉNARD Loïc")


def opened(
    *pages: str, name: str = "copies.pdf", role: DocumentRole = "copies", warnings: Sequence[str] = ()
) -> OpenedDocument:
    """A document by the text of its pages; an empty page is a scan, "blank" a blank one, "hidden" hides text."""
    record = Document(
        document_id=name,
        media_type="application/pdf",
        pages=tuple(_page(index, text) for index, text in enumerate(pages)),
        warnings=tuple(warnings),
    )
    return OpenedDocument(DocumentSummary(document_id=name, role=role, name=name), record)


def _page(index: int, text: str) -> Page:
    if text in {"", "blank"}:
        kind = PageKind.BLANK if text else PageKind.SCAN
        return Page(index=index, width=595, height=842, kind=kind)
    page = paper(text)[0].model_copy(update={"index": index})
    return page.model_copy(update={"hidden_text": "20/20"}) if text == "hidden" else page


def readings(item: OpenedDocument, *names: str | None) -> Readings:
    """What was read on each page: a name begins a copy."""
    return {
        PageRef(document_id=item.record.document_id, index=index): PageReading(
            page=index + 1,
            kind="copy",
            starts_copy=name is not None,
            student_name=name,
            name_confidence=0.9 if name else 0.0,
        )
        for index, name in enumerate(names)
    }


def started(*, roster: Sequence[Student] = (), typed: Sequence[Student | None] = ()) -> StartedState:
    return StartedState(
        session=SessionInfo(session_id="s", created_at=AT),
        policy=Policy(graders=(Grader(model="offline:lexical"),)),
        students=[dump(student) for student in roster],
        typed_copies=[{"student": dump(student) if student else None, "answers": {"1": "oui"}} for student in typed],
    )


def outline(copies: Sequence[ProposedCopy]) -> list[tuple[str, str | None, list[int]]]:
    return [(c.copy_id, c.student.name if c.student else None, [page.index for page in c.pages]) for c in copies]


def test_copies_are_divided_named_and_numbered() -> None:
    bundle = opened("Abadie Zoé", "suite", "loic benard")
    read = readings(bundle, "Abadie Zoé", None, "loic benard")
    copies, warnings = propose_copies(started(roster=[ZOE, LOIC]), [bundle], read, seen=False)
    assert outline(copies) == [("c01", "ABADIE Zoé", [0, 1]), ("c02", "BÉNARD Loïc", [2])]
    assert [copy.flags for copy in copies] == [(), ()]
    assert warnings == []


def test_only_documents_of_copies_hold_copies() -> None:
    subject = opened("Contrôle", name="sujet.pdf", role="exam_paper")
    copies, _ = propose_copies(started(), [subject, opened("texte", name="a.pdf")], {}, seen=False)
    assert [copy.pages[0].document_id for copy in copies] == ["a.pdf"]


def test_a_file_of_one_copy_may_be_named_after_its_student() -> None:
    copies, _ = propose_copies(started(roster=[ZOE, LOIC]), [opened("texte", name="abadie_zoe.pdf")], {}, seen=False)
    assert copies[0].student == ZOE
    assert copies[0].flags == ()


def test_a_name_on_the_copy_comes_before_the_files_name() -> None:
    item = opened("texte", name="abadie_zoe.pdf")
    copies, _ = propose_copies(started(roster=[ZOE, LOIC]), [item], readings(item, "Bénard Loïc"), seen=False)
    assert copies[0].student == LOIC


def test_pages_that_nothing_divides_stay_together_with_a_flag_and_a_warning() -> None:
    copies, warnings = propose_copies(started(), [opened("", "", "")], {}, seen=False)
    assert outline(copies) == [("c01", None, [0, 1, 2])]
    assert copies[0].flags == (CopyFlag.NOT_SPLIT, CopyFlag.NAME_UNCERTAIN)
    assert len(warnings) == 1
    assert "copies.pdf" in warnings[0]


def test_scans_that_a_model_saw_are_divided() -> None:
    scans = opened("", "", "")
    copies, warnings = propose_copies(started(), [scans], readings(scans, "Zoé", None, "Loïc"), seen=True)
    assert outline(copies) == [("c01", "Zoé", [0, 1]), ("c02", "Loïc", [2])]
    assert warnings == []


def test_one_student_twice_is_flagged_on_both_copies() -> None:
    item = opened("a", "b")
    copies, _ = propose_copies(started(roster=[ZOE]), [item], readings(item, "Abadie Zoé", "ABADIE Zoe"), seen=False)
    assert [copy.flags for copy in copies] == [(CopyFlag.DUPLICATE_STUDENT,)] * 2


def test_copies_without_a_name_are_not_duplicates_of_each_other() -> None:
    copies, _ = propose_copies(started(typed=[None, None]), [], {}, seen=False)
    assert [copy.flags for copy in copies] == [(CopyFlag.NAME_UNCERTAIN,)] * 2


def test_hidden_text_is_flagged_on_the_copy_that_holds_it() -> None:
    item = opened("a", "hidden", "b")
    copies, _ = propose_copies(started(), [item], readings(item, "Zoé", None, "Loïc"), seen=False)
    assert [CopyFlag.HIDDEN_TEXT in copy.flags for copy in copies] == [True, False]


def test_typed_copies_come_last_and_their_names_are_certain() -> None:
    copies, _ = propose_copies(started(typed=[ZOE, None]), [opened("texte", name="x.pdf")], {}, seen=False)
    assert [(copy.copy_id, copy.typed, copy.name_confidence) for copy in copies] == [
        ("c01", False, 0.0),
        ("c02", True, 1.0),
        ("c03", True, 0.0),
    ]


def test_a_hundred_copies_are_numbered_in_three_digits() -> None:
    copies, _ = propose_copies(started(typed=[None] * 100), [], {}, seen=False)
    assert [copies[0].copy_id, copies[-1].copy_id] == ["c001", "c100"]


def analysis(*points: float, confidence: float = 0.9) -> PreAnalysis:
    questions = [{"id": str(number), "max_points": worth} for number, worth in enumerate(points, start=1)]
    scale = {"confidence": confidence, "total": sum(points), "questions": questions}
    return PreAnalysis.model_validate({"scale_candidates": [scale]})


SUBJECT = opened("Exercice 1 (5 points)\n\nExercice 2 (3 points)", name="sujet.pdf", role="exam_paper")
OTHER = "Exercice 1 (6 points)\n\nExercice 2 (4 points)"


def totals(
    sent: str | None, documents: Sequence[OpenedDocument], found: Sequence[PreAnalysis] = ()
) -> list[tuple[CandidateSource, int]]:
    scheme = parse_shorthand(sent) if sent else None
    return [(one.witness, int(one.total or 0)) for one in propose_scales(scheme, documents, found)]


def test_the_teachers_own_scheme_comes_first() -> None:
    assert totals("1: 9", [SUBJECT])[0] == (CandidateSource.TEACHER, 9)


def test_rules_and_model_are_two_witnesses_of_one_scale() -> None:
    assert totals(None, [SUBJECT], [analysis(5, 3)]) == [(CandidateSource.BOTH, 8)]
    assert totals(None, [SUBJECT], [analysis(5, 4, confidence=0.1)]) == [
        (CandidateSource.RULES, 8),
        (CandidateSource.MODEL, 9),
    ]


@pytest.mark.parametrize("role", ["answer_key", "copies"])
def test_other_papers_are_read_only_where_the_subject_says_nothing(role: DocumentRole) -> None:
    other = opened(OTHER, name="autre.pdf", role=role)
    assert totals(None, [other, SUBJECT]) == [(CandidateSource.RULES, 8)]
    silent = opened("Répondez à tout.", name="sujet.pdf", role="exam_paper")
    assert totals(None, [other, silent]) == [(CandidateSource.RULES, 10)]


def test_where_nothing_is_printed_nothing_is_proposed() -> None:
    assert totals(None, [opened("Répondez à tout.", role="exam_paper")], [PreAnalysis()]) == []


def test_the_teacher_is_warned_of_files_in_her_own_words() -> None:
    refused = DocumentSummary(role="copies", name="abime.pdf", refused="damaged", message="le fichier est abîmé")
    odd = opened("hidden", "blank", "suite", "blank", name="lot.pdf", warnings=["repaired"])
    subject = opened("texte", "blank", name="sujet.pdf", role="exam_paper")
    warnings = warn_of_documents([refused, odd.summary, subject.summary], [odd, subject], "fr")
    assert warnings == [
        "«\u00a0abime.pdf\u00a0»\u00a0: le fichier est abîmé",
        "«\u00a0lot.pdf\u00a0»\u00a0: fichier abîmé, réparé à l’ouverture\u00a0; vérifiez qu’aucune page ne manque.",
        (
            "«\u00a0lot.pdf\u00a0»\u00a0: la page 1 contient un texte invisible à la lecture\u00a0; "
            "il n’est pas pris en compte."
        ),
        "«\u00a0lot.pdf\u00a0»\u00a0: les pages 2, 4 sont blanches et laissées de côté.",
    ]


def test_sound_files_give_no_warning() -> None:
    item = opened("texte")
    assert warn_of_documents([item.summary], [item], "en") == []
