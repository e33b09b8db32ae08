"""Second looks in every file that has a place for them; the marks beside them are the first ones."""

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from bareme.domain.attempts import MarkStatus
from bareme.domain.policy import Reveal
from bareme.domain.session import GradedSession
from bareme.exports import ExportFormat, SessionDocument, export, read_csv_flat, read_json
from bareme.exports.csv_flat import FlatSecondLook
from bareme.exports.json_nodes import QuestionNode
from tests.exports.conftest import MODELS, NAMES, Sheets, attempt, mark


@pytest.fixture
def looked(session: GradedSession) -> GradedSession:
    """The session, in either language, in which both graders of c02 looked again at question 2, and B's look failed."""
    looks = (
        attempt("c02", "A", [mark("2", "3", rationale="=Vu : la méthode est complète.", transcription="E = mc²")]),
        attempt("c02", "B", [mark("2", None, MarkStatus.FAILED, note="délai dépassé")]),
    )
    return session.model_copy(update={"second_looks": looks})


def leaf(document: SessionDocument, copy_id: str, question_id: str) -> QuestionNode:
    submission = next(one for one in document.submissions if one.copy_id == copy_id)
    return next(node for node in submission.questions if node.id == question_id)


def test_json_has_them_beside_the_attempts(looked: GradedSession, at) -> None:
    document = read_json(export(looked, ExportFormat.JSON, generated_at=at))
    node = leaf(document, "c02", "2")
    assert {label: (look.first_points, look.points, look.status) for label, look in node.second_looks.items()} == {
        "A": (2, 3, MarkStatus.GRADED),
        "B": (3, None, MarkStatus.FAILED),
    }
    assert {label: given.points for label, given in node.attempts.items()} == {"A": 2, "B": 3}
    assert (node.second_looks["A"].grader, node.second_looks["B"].note) == ("Grader A", "délai dépassé")
    assert leaf(document, "c02", "3").second_looks == {}
    named = read_json(export(looked, ExportFormat.JSON, generated_at=at, grader_names=NAMES))
    assert leaf(named, "c02", "2").second_looks["A"].grader == NAMES["c02"]["A"]


@pytest.mark.parametrize("dialect", ["french", "plain"])
def test_the_flat_csv_has_a_column_of_them(looked: GradedSession, at, dialect) -> None:
    rows = read_csv_flat(export(looked, ExportFormat.CSV_FLAT, dialect=dialect, generated_at=at))
    told = {(row.copy_id, row.question_id): row.second_looks for row in rows if row.second_looks}
    assert told == {
        ("c02", "2"): (
            FlatSecondLook("A", Decimal(2), Decimal(3), MarkStatus.GRADED),
            FlatSecondLook("B", Decimal(3), None, MarkStatus.FAILED),
        )
    }


@pytest.mark.parametrize("fmt", [ExportFormat.CSV, ExportFormat.HISTORY])
def test_other_files_do_not_change(looked: GradedSession, at, fmt: ExportFormat) -> None:
    plain = looked.model_copy(update={"second_looks": ()})
    assert export(looked, fmt, generated_at=at) == export(plain, fmt, generated_at=at)


def test_the_workbook_has_columns_and_a_sheet_of_them(looked: GradedSession, sheets: Sheets) -> None:
    french = looked.policy.language == "fr"
    book = sheets(looked)
    plain = sheets(looked.model_copy(update={"second_looks": ()}))
    assert set(book) - set(plain) == {"Seconds regards" if french else "Second looks"}
    for name in plain:
        if name not in {"Comparaison", "Comparison"}:
            assert book[name] == plain[name]

    header, *rows = book["Comparaison" if french else "Comparison"]
    of = header.index("Second regard A" if french else "Second look A")
    told = {(row[1], row[2]): row[of : of + 2] for row in rows if row[1] and row[3] is not None}
    assert {at: looks for at, looks in told.items() if looks != [None, None]} == {("c02", "2"): [3, None]}

    remarks = {(row[1], row[2]): row[header.index("Remarques" if french else "Remarks")] for row in rows}
    assert remarks["c02", "2"] == ("Second regard B\u00a0: échec" if french else "Second look B: failed")

    header, first, second, *_ = book["Seconds regards" if french else "Second looks"]
    label = "Correcteur" if french else "Grader"
    assert first == [
        "BÉNARD Loïc",
        "c02",
        "2",
        4,
        f"{label} A",
        2,
        3,
        1,
        2.5,
        "E = mc²",
        "=Vu : la méthode est complète.",
    ]
    assert second[4:9] == [f"{label} B", 3, None, None, 2.5]
    assert second[10] == ("échec" if french else "failed") + "\ndélai dépassé"


def test_hidden_marks_hide_them(looked: GradedSession, at, sheets: Sheets) -> None:
    blind = looked.model_copy(update={"policy": looked.policy.model_copy(update={"reveal": Reveal.AFTER_DECISION})})
    assert leaf(read_json(export(blind, ExportFormat.JSON, generated_at=at)), "c02", "2").second_looks == {}
    flat = read_csv_flat(export(blind, ExportFormat.CSV_FLAT, generated_at=at))
    assert not any(row.second_looks for row in flat)
    assert not {"Seconds regards", "Second looks"} & set(sheets(blind))


def test_the_labels_stay_blind_unless_names_are_asked_for(looked: GradedSession, at) -> None:
    for names, told in [({}, False), (NAMES, True)]:
        data = export(looked, ExportFormat.XLSX, generated_at=at, grader_names=names)
        book = load_workbook(io.BytesIO(data))
        texts = {cell.value for row in book[book.sheetnames[4]].iter_rows() for cell in row}
        assert bool(texts & set(MODELS)) is told
