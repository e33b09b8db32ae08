import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from bareme.domain.attempts import CriterionMark
from bareme.domain.copies import Copy
from bareme.domain.criteria import Criterion
from bareme.domain.decisions import MarkSource
from bareme.domain.scheme import GradingScheme, Question
from bareme.domain.session import GradedSession
from bareme.domain.session_result import session_result
from bareme.errors import InvalidInput
from bareme.exports import ExportFormat, export, read_csv_flat, read_csv_wide, read_json
from bareme.exports.csv_flat import BOUND
from bareme.exports.dialect import DialectName
from tests.exports.conftest import attempt, mark, session_of

MARKS = st.one_of(st.none(), st.decimals(min_value=0, max_value=20, places=2))
TABLES = st.integers(1, 4).flatmap(
    lambda questions: st.lists(st.lists(MARKS, min_size=questions, max_size=questions), min_size=1, max_size=4)
)


def test_wide_numbers_read_back(session, at):
    for dialect in ("french", "plain"):
        table = read_csv_wide(export(session, ExportFormat.CSV, dialect=dialect, generated_at=at))

        copies = session_result(session).copies
        assert [row.total for row in table.rows] == [copy.total for copy in copies]
        assert [row.maximum for row in table.rows] == [copy.maximum for copy in copies]
        assert [row.percentage for row in table.rows] == [copy.percentage for copy in copies]
        assert [list(row.marks) for row in table.rows] == [
            [question.value for question in copy.questions.values()] for copy in copies
        ]
        assert [question.maximum for question in table.questions] == [leaf.maximum for leaf in session.scheme.leaves()]


@given(TABLES)
def test_any_numbers_read_back(points_session, at, points):
    session = points_session(points)
    for dialect in ("french", "plain"):
        wide = read_csv_wide(export(session, ExportFormat.CSV, dialect=dialect, generated_at=at))
        flat = read_csv_flat(export(session, ExportFormat.CSV_FLAT, dialect=dialect, generated_at=at))

        assert [list(row.marks) for row in wide.rows] == points
        assert [row.points_earned for row in flat] == [value for row in points for value in row]
        assert [row.total for row in wide.rows] == [None if None in row else sum(row, Decimal(0)) for row in points]


def test_a_failure_is_not_a_zero(french, at):
    rows = {row.copy_id: row for row in read_csv_wide(export(french, ExportFormat.CSV, generated_at=at)).rows}

    assert rows["c04"].total is None
    assert rows["c04"].state == "incomplet\u00a0: 1.b (note inexploitable)"
    assert rows["c05"].total is None
    assert rows["c05"].marks == (None, None, None, None)
    assert rows["c05"].state == "échec\u00a0: Le fichier est abîmé."
    assert rows["c06"].state == "en attente"


def test_provisional_marks_are_named(french, at):
    rows = {row.copy_id: row for row in read_csv_wide(export(french, ExportFormat.CSV, generated_at=at)).rows}

    assert (rows["c01"].state, rows["c01"].provisional) == ("définitif", "")
    assert (rows["c02"].state, rows["c02"].provisional) == ("provisoire", "2")
    assert rows["c02"].to_check == "nom incertain"


def test_french_dialect(french, at):
    data = export(french, ExportFormat.CSV, generated_at=at)

    assert data.startswith(b"\xef\xbb\xbfIdentifiant;Nom;")
    assert data.count(b"\r\n") == 1 + len(french.copies)
    assert b";1,75;0,75;2,5;0;" in data


def test_plain_dialect(french, at):
    data = export(french, ExportFormat.CSV, dialect="plain", generated_at=at)

    assert data.startswith(b"Identifiant,Nom,")
    assert b"\r" not in data
    assert b",1.75,0.75,2.5,0," in data


def test_the_language_picks_the_dialect_of_files_that_people_read(french, english, at):
    for fmt in (ExportFormat.CSV, ExportFormat.HISTORY):
        sessions: list[tuple[GradedSession, DialectName]] = [(french, "french"), (english, "plain")]
        for session, dialect in sessions:
            chosen = export(session, fmt, generated_at=at)
            assert chosen == export(session, fmt, dialect=dialect, generated_at=at)


def test_files_that_programs_read_are_plain_in_every_language(french, english, at):
    for fmt in (ExportFormat.CSV_FLAT, ExportFormat.ATTEMPTS):
        for session in (french, english):
            assert export(session, fmt, generated_at=at) == export(session, fmt, dialect="plain", generated_at=at)


@pytest.mark.snapshot
def test_headers(session, at, snapshot: SnapshotAssertion):
    for fmt in (ExportFormat.CSV, ExportFormat.CSV_FLAT):
        text = export(session, fmt, dialect="plain", generated_at=at).decode()
        assert next(csv.reader(io.StringIO(text))) == snapshot(name=fmt.value)


def test_flat_points_sum_to_the_totals(session, at):
    rows = read_csv_flat(export(session, ExportFormat.CSV_FLAT, generated_at=at))

    for copy in session_result(session).copies:
        earned = [row.points_earned for row in rows if row.copy_id == copy.copy_id]
        known = [points for points in earned if points is not None]
        assert copy.total == (sum(known) if len(known) == len(earned) else None)


def test_flat_has_a_row_a_criterion_where_they_say_more(french, at):
    rows = read_csv_flat(export(french, ExportFormat.CSV_FLAT, generated_at=at))

    def lines(copy_id: str, question_id: str) -> list[tuple[str, Decimal | None, Decimal | None]]:
        chosen = [row for row in rows if (row.copy_id, row.question_id) == (copy_id, question_id)]
        return [(row.criterion_name, row.points_earned, row.max_points) for row in chosen]

    assert lines("c01", "1.a") == [("Formule", Decimal("1.5"), Decimal("1.5")), ("Unité", Decimal(1), Decimal(1))]
    assert lines("c01", "1.b") == [("", Decimal("1.5"), Decimal("1.5"))]
    # The teacher's 1.75 is not what the grader's criteria add up to.
    assert lines("c02", "1.a") == [("", Decimal("1.75"), Decimal("2.5"))]
    assert lines("c05", "2") == [("=Méthode", None, Decimal(3)), ("Résultat", None, Decimal(1))]


def test_flat_says_who_and_when(french, at):
    rows = read_csv_flat(export(french, ExportFormat.CSV_FLAT, generated_at=at))
    by_question = {(row.copy_id, row.question_id): row for row in rows}

    agreed = by_question["c01", "1.b"]
    assert (agreed.graded_by, agreed.graded_at, agreed.source) == ("consensus", at, MarkSource.CONSENSUS)
    decided = by_question["c02", "1.a"]
    assert decided.graded_by == "mme.martin@lycee.fr"
    assert decided.graded_at == datetime(2026, 2, 28, 18, 5, tzinfo=UTC)
    undecided = by_question["c02", "2"]
    assert (undecided.graded_by, undecided.provisional) == ("Grader A, Grader B", True)
    waiting = by_question["c06", "3"]
    assert (waiting.graded_by, waiting.graded_at) == ("", None)


def test_graders_stay_blind_until_named(french, at):
    names = {"c02": {"A": "openai:gpt-x", "B": "offline:lexical"}, "c04": {"A": "offline:lexical"}}
    blind = export(french, ExportFormat.CSV_FLAT, generated_at=at).decode()
    named = read_csv_flat(export(french, ExportFormat.CSV_FLAT, generated_at=at, grader_names=names))
    by_question = {(row.copy_id, row.question_id): row.graded_by for row in named}

    assert "offline:" not in blind
    assert by_question["c02", "2"] == "openai:gpt-x, offline:lexical"
    assert by_question["c02", "1.b"] == "consensus (openai:gpt-x, offline:lexical)"
    assert by_question["c04", "2"] == "offline:lexical"
    assert by_question["c02", "1.a"] == "mme.martin@lycee.fr"


@pytest.mark.parametrize("read", [read_csv_wide, read_csv_flat])
@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"a,b\n", b"a,b\n1\n", b"\xef\xbb\xbfStudent ID;x\r\n"])
def test_another_file_is_refused(read, data):
    with pytest.raises(InvalidInput):
        read(data)


def test_a_damaged_cell_is_refused(french, at):
    wide = export(french, ExportFormat.CSV, generated_at=at)
    flat = export(french, ExportFormat.CSV_FLAT, generated_at=at)
    with pytest.raises(InvalidInput, match="six"):
        read_csv_wide(wide.replace(b";6;10;60;", b";six;10;60;"))
    with pytest.raises(InvalidInput, match="does not end in a maximum"):
        read_csv_wide(wide.replace(b"2 (/4)", b"2 /4"))
    with pytest.raises(InvalidInput, match="marvellous"):
        read_csv_flat(flat.replace(b",not_treated,", b",marvellous,"))


def test_what_a_bound_took_has_a_row_of_its_own_so_that_the_points_add_up(at):
    names = {"law": "2", "elegance": "1", "wrong": "-4"}
    criteria = tuple(Criterion(id=i, name=i, points=Decimal(p), bonus=i == "elegance") for i, p in names.items())
    scheme = GradingScheme(questions=(Question(id="1", max_points=Decimal(2), criteria=criteria),))
    given = {"c01": ("2", "1", "0", "2"), "c02": ("1", "0", "-4", "0"), "c03": ("1", "1", "0", "2")}
    attempts = []
    for copy_id, (*points, made) in given.items():
        by_criterion = zip(names, points, strict=True)
        marks = tuple(CriterionMark(criterion_id=i, points=Decimal(p)) for i, p in by_criterion)
        attempts.append(attempt(copy_id, "A", [mark("1", made, criteria=marks)]))
    session = session_of(scheme, [Copy(copy_id=copy_id) for copy_id in given], attempts, graders=1)
    rows = read_csv_flat(export(session, ExportFormat.CSV_FLAT, generated_at=at))

    by_copy = {i: {row.criterion_name: row.points_earned for row in rows if row.copy_id == i} for i in given}
    assert by_copy == {
        "c01": {"law": 2, "elegance": 1, "wrong": 0, BOUND: -1},
        "c02": {"law": 1, "elegance": 0, "wrong": -4, BOUND: 3},
        "c03": {"law": 1, "elegance": 1, "wrong": 0},
    }
    document = read_json(export(session, ExportFormat.JSON, generated_at=at))
    (question,) = document.submissions[0].questions
    assert [node.points_earned for node in question.criteria] == [2, 1, 0]
