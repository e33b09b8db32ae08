"""What a teacher did in review, in every file: each number explained, and nothing shown that is hidden."""

import io
import re
from datetime import UTC, datetime
from decimal import Decimal
from zipfile import ZipFile

import pymupdf
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bareme.domain.attempts import MarkStatus
from bareme.domain.copies import Copy
from bareme.domain.policy import Reveal
from bareme.domain.scheme import GradingScheme, Question
from bareme.domain.session import GradedSession
from bareme.domain.session_result import session_result
from bareme.exports import ExportFormat, FormatOptions, export, read_csv_flat, read_csv_wide, read_json
from bareme.exports.csv_flat import BOUND
from bareme.exports.dialect import read_rows
from bareme.exports.json_nodes import QuestionNode
from tests.exports.conftest import attempt, mark, session_of
from tests.exports.reviewed import reviewed_session

TOTALS = {"c01": 4 + 2 * 2.5 + 3 + 2 + 4, "c02": 4 + 2 * 3 + 3 + 3 + 2, "c03": 0 + 2 * 2 + 1 + 1 + 5 + 1}
MAXIMA = {"c01": 20, "c02": 20, "c03": 22}


@pytest.fixture(params=["fr", "en"])
def reviewed(request: pytest.FixtureRequest) -> GradedSession:
    return reviewed_session(request.param)


def sheet(session: GradedSession, at: datetime, name: str, *, values: bool = True) -> Worksheet:
    return load_workbook(io.BytesIO(export(session, ExportFormat.XLSX, generated_at=at)), data_only=values)[name]


def titles(of: Worksheet) -> list[str]:
    return [str(cell.value) for cell in of[1]]


def rows_of(of: Worksheet) -> list[dict[str, object]]:
    return [dict(zip(titles(of), (cell.value for cell in row), strict=True)) for row in of.iter_rows(min_row=2)]


def test_totals_are_those_of_the_domain(reviewed, at):
    wide = read_csv_wide(export(reviewed, ExportFormat.CSV, generated_at=at))

    assert {row.copy_id: row.total for row in wide.rows} == TOTALS
    assert {row.copy_id: row.maximum for row in wide.rows} == MAXIMA
    assert {copy.copy_id: copy.total for copy in session_result(reviewed).copies} == TOTALS


def test_flat_rows_add_up_to_every_total(reviewed, at):
    rows = read_csv_flat(export(reviewed, ExportFormat.CSV_FLAT, generated_at=at))

    for copy_id, total in TOTALS.items():
        counted = [row for row in rows if row.copy_id == copy_id and row.counted]
        assert sum((row.points_earned or 0) * Decimal(row.coefficient) for row in counted) == total
    assert {row.question_id for row in rows if not row.counted} == {"3.b", "3.a", "3.c"}
    assert {row.copy_complete for row in rows if row.copy_id == "c01"} == {True}
    assert {row.mark_scheme_version for row in rows if row.copy_id == "c03"} == {1}


def test_flat_says_what_each_mark_is_made_of(reviewed, at):
    rows = read_csv_flat(export(reviewed, ExportFormat.CSV_FLAT, generated_at=at))

    def lines(copy_id: str) -> list[tuple[str, str, object, object]]:
        chosen = [row for row in rows if (row.copy_id, row.question_id) == (copy_id, "1")]
        return [(r.criterion_name, str(r.criterion_kind), r.points_given, r.points_earned) for r in chosen]

    assert lines("c01") == [
        ("Loi citée", "points", 2, 2),
        ("Méthode graphique", "points", 2, 2),
        ("Méthode par le calcul", "points", 1, 0),
        ("Soin", "bonus", 1, 1),
        ("Unité absente", "penalty", -1, -1),
    ]
    assert lines("c02")[-1] == (BOUND, "bound", None, -1)
    assert lines("c03")[-1] == (BOUND, "bound", None, 1)


def test_wide_columns_of_older_versions_are_not_lost(at):
    wide = read_csv_wide(export(reviewed_session(), ExportFormat.CSV, generated_at=at))

    assert [(q.title, q.maximum, q.coefficient, q.remark) for q in wide.questions] == [
        ("1", 4, "1", ""),
        ("2", 3, "2", ""),
        *((f"3.{i} – Au choix", 3, "1", "2 meilleures sur 3") for i in "abc"),
        ("4", 4, "1", ""),
        ("4", 5, "1", "v1"),
        ("5", 1, "1", "v1"),
    ]
    rows = {row.copy_id: row for row in wide.rows}
    assert rows["c01"].marks[5:] == (4, None, None)
    assert rows["c03"].marks[5:] == (None, 5, 1)
    assert (rows["c03"].to_check, rows["c03"].scheme_version) == ("ancienne version du barème", 1)
    assert (rows["c01"].complete, rows["c02"].complete) == ("oui", "")
    assert (rows["c01"].not_counted, rows["c02"].not_counted, rows["c03"].not_counted) == ("3.b", "3.a", "3.c")
    assert rows["c01"].general_comment == "Bon travail."


def test_json_sums_are_explained_at_every_level(reviewed, at):
    document = read_json(export(reviewed, ExportFormat.JSON, generated_at=at))

    def check(node: QuestionNode) -> None:
        if node.questions:
            assert node.points_earned == sum(part.points_added or 0 for part in node.questions)
        for part in node.questions:
            check(part)
        if node.criteria and node.criteria[0].points_earned is not None:
            made_of = sum(criterion.points_earned or 0 for criterion in node.criteria) + (node.bound or 0)
            assert made_of == node.points_earned
        assert node.points_added == ((node.points_earned or 0) * node.coefficient if node.counted else 0)

    for submission in document.submissions:
        assert submission.total_points_earned == sum(node.points_added or 0 for node in submission.questions)
        assert submission.total_points_possible == MAXIMA[submission.copy_id]
        for node in submission.questions:
            check(node)
    first = document.submissions[0]
    assert (first.is_complete, document.submissions[1].is_complete) == (True, False)
    assert [criterion.left_out for criterion in first.questions[0].criteria] == [False, False, True, False, False]
    assert [submission.scheme_version for submission in document.submissions] == [2, 2, 1]


def test_history_is_in_the_json(reviewed, at):
    history = read_json(export(reviewed, ExportFormat.JSON, generated_at=at)).history

    assert [entry.number for entry in history] == [f"{i:05}" for i in range(1, 7)]
    scheme, given, feedback, general_comment, student, complete = history
    assert (scheme.copy_id, scheme.before, scheme.after) == ("c01, c02", "v1", "v2")
    assert (given.points_before, given.points_after, given.reason) == (1.5, 2.5, "=lecture trop sévère")
    assert (feedback.before, feedback.after) == ("A 2", "Relisez $E = h\\nu$ ; très bien.")
    assert (general_comment.question_id, general_comment.after) == ("", "Bon travail.")
    assert (student.copy_id, student.after, student.student_name) == ("c02", "ZOLA Émile", "ZOLA Émile")
    assert (complete.before, complete.after) == ("", "")


def test_history_as_a_csv(at):
    header, *rows = read_rows(export(reviewed_session(), ExportFormat.HISTORY, generated_at=at))

    assert header[:5] == ["N°", "Date et heure (UTC)", "Auteur", "Identité", "Copie"]
    assert len(rows) == 6
    assert datetime.fromisoformat(rows[1][1]) == datetime(2026, 2, 28, 18, 6, tzinfo=UTC)
    assert rows[1][2:] == [
        *(
            "Mme Martin",
            "martin",
            "c01",
            "ÉLÈVE 1",
            "2",
            "note de l’enseignant",
            "1,5",
            "2,5",
            "=lecture trop sévère",
            "2",
        ),
        "noté par des règles, pas par un modèle",
    ]
    raw = export(reviewed_session(), ExportFormat.HISTORY, generated_at=at).decode()
    assert "'=lecture" in raw  # a reason is no formula


def test_history_is_a_sheet(at):
    rows = rows_of(sheet(reviewed_session("en"), at, "History"))

    assert [(row["Decision"], row["Before"], row["After"]) for row in rows] == [
        ("new version of the scheme", "v1", "v2"),
        ("teacher's mark", 1.5, 2.5),
        ("feedback", "A 2", "Relisez $E = h\\nu$ ; très bien."),
        ("general remark", None, "Bon travail."),
        ("student", None, "ZOLA Émile"),
        ("copy completed", None, None),
    ]
    empty = sheet(reviewed_session("en").model_copy(update={"decisions": ()}), at, "History")
    assert empty["A2"].value == "No decision has been made yet."


def test_criteria_are_a_sheet_whose_counted_points_make_the_marks(reviewed, at):
    name = "Critères" if reviewed.policy.language == "fr" else "Criteria"
    criteria = sheet(reviewed, at, name)
    counted: dict[object, float] = {}
    for row in criteria.iter_rows(min_row=2, values_only=True):
        counted[row[1]] = counted.get(row[1], 0) + float(str(row[7]))

    assert counted == {"c01": 4, "c02": 4, "c03": 0}
    excluded = next(row for row in criteria.iter_rows(min_row=2) if row[6].value == 1 and row[7].value == 0)
    assert excluded[7].font.strike
    assert "group" in str(excluded[8].value)  # "groupe" in French


def test_totals_in_the_workbook_are_formulas_with_coefficients_and_choices(reviewed, at):
    name = "Résultats" if reviewed.policy.language == "fr" else "Results"
    formulas, values = (sheet(reviewed, at, name, values=values) for values in (False, True))
    total = titles(values).index("Total") + 1

    assert [values.cell(row, total).value for row in (2, 3, 4)] == list(TOTALS.values())
    formula = formulas.cell(2, total).value
    assert re.fullmatch(
        r'=IF\(COUNT\(I2:P2\)=6,ROUND\(I2\+2\.00\*J2\+SUMPRODUCT\(LARGE\(CHOOSE\(\{1,2,3\},K2,L2,M2\),\{1,2\}\)\)\+N2,2\),""\)',
        str(formula),
    ), formula


def test_a_weighted_total_is_rounded_once_in_the_workbook_too(at):
    questions = tuple(Question(id=i, max_points=Decimal(1), coefficient=Decimal("1.5")) for i in "12")
    given = attempt("c01", "A", [mark("1", "0.25"), mark("2", "0.25")])
    session = session_of(GradingScheme(questions=questions), [Copy(copy_id="c01")], [given])

    formulas, values = (sheet(session, at, "Résultats", values=values) for values in (False, True))

    column = titles(values).index("Total") + 1
    # 0.375 twice: rounded each by itself they would make 0.76.
    assert values.cell(2, column).value == 0.75
    assert formulas.cell(2, column).value == '=IF(COUNT(G2:H2)=2,ROUND(1.50*G2+1.50*H2,2),"")'


def test_averages_are_over_one_version_alone(at):
    session = reviewed_session()
    results, statistics = sheet(session, at, "Résultats"), sheet(session, at, "Statistiques", values=False)
    figures = session_result(session).statistics
    compared = titles(results).index("Total comparé") + 1

    assert [results.cell(row, compared).value for row in (2, 3, 4)] == [18, 18, None]
    assert results.cell(5, compared).value == 18 == figures.mean
    assert results.cell(5, titles(results).index("2\n/3 ×2") + 1).value == 2.75
    assert results.cell(5, titles(results).index("5\n/1\nv1") + 1).value is None
    assert statistics["B7"].value == "=IFERROR(AVERAGE('Résultats'!$H$2:$H$4),\"\")"


def test_a_mark_that_is_not_counted_looks_so(at):
    results = sheet(reviewed_session(), at, "Résultats")
    column = titles(results).index("3.b – Au choix\n/3\n2 meilleures sur 3") + 1

    assert [results.cell(row, column).font.strike for row in (2, 3)] == [True, False]
    legend = {str(row[0].value): str(row[1].value) for row in results.iter_rows(min_row=8, max_col=2)}
    assert "d’autres questions du même choix" in legend["Non comptées"]
    assert "version 2 seule" in legend["ancienne version du barème"]


def _texts(session: GradedSession, at: datetime, fmt: ExportFormat) -> str:
    names = {copy.copy_id: {"A": "openai:secret-a", "B": "openai:secret-b"} for copy in session.copies}
    options = FormatOptions()
    if fmt is ExportFormat.MOODLE_FEEDBACK:
        options = FormatOptions(participants={copy.copy_id: "1" for copy in session.copies}, provisional=True)
    data = export(session, fmt, generated_at=at, grader_names=names, **options)
    if fmt.extension == "zip":
        with ZipFile(io.BytesIO(data)) as archive:
            return "".join(
                _text_of(archive.read(name)) if name.endswith(".pdf") else archive.read(name).decode()
                for name in archive.namelist()
            )
    if fmt.extension == "pdf":
        return _text_of(data)
    if fmt is not ExportFormat.XLSX:
        return data.decode()
    book = load_workbook(io.BytesIO(data), data_only=True)
    return "\n".join(str(cell.value) for of in book for row in of.iter_rows() for cell in row if cell.value is not None)


def _text_of(pdf: bytes) -> str:
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        return "".join(page.get_text() for page in document)


@pytest.mark.parametrize("fmt", list(ExportFormat))
def test_hidden_marks_leave_no_trace(fmt, at):
    def told(points: dict[str, str], **fields: object) -> GradedSession:
        """The session, with such marks by the graders but for question 2, which is decided on one copy."""
        session = reviewed_session(reveal=Reveal.AFTER_DECISION)
        attempts = []
        for one in session.attempts:
            update = {"points": Decimal(points[one.label]), "criteria": (), **fields}
            marks = {i: mark if i == "2" else mark.model_copy(update=update) for i, mark in one.marks.items()}
            attempts.append(one.model_copy(update={"marks": marks}))
        return session.model_copy(update={"attempts": tuple(attempts)})

    agree = told({"A": "1", "B": "1"}, confidence=0.9)
    differ = told({"A": "0", "B": "2"}, confidence=0.1, status=MarkStatus.UNREADABLE, feedback="perdu")
    assert _texts(agree, at, fmt) == _texts(differ, at, fmt)
    finished = [session.model_copy(update={"finished": True}) for session in (agree, differ)]
    if fmt is not ExportFormat.HISTORY:
        assert _texts(finished[0], at, fmt) != _texts(finished[1], at, fmt)


def test_a_decided_question_shows_its_marks_among_hidden_ones(at):
    session = reviewed_session(reveal=Reveal.AFTER_DECISION)
    document = read_json(export(session, ExportFormat.JSON, generated_at=at))
    hidden, decided = document.submissions[0].questions[:2]

    assert (hidden.hidden, hidden.status, hidden.points_earned, hidden.attempts) == (True, None, None, {})
    assert (decided.hidden, decided.points_earned, set(decided.attempts)) == (False, 2.5, {"A", "B"})
    wide = read_csv_wide(export(session, ExportFormat.CSV, generated_at=at))
    assert wide.rows[0].state.startswith("incomplet\u00a0: 1 (à noter d’abord par l’enseignant)")
