"""Moodle's gradebook gets each mark for the pupil whose it is, and nobody else's."""

import csv
import io

from hypothesis import given

from bareme.domain.copies import Student
from bareme.domain.session import GradedSession
from bareme.exports import ExportFormat, export
from bareme.exports.dialect import read_rows
from tests.exports.conftest import AT, attempt, mark
from tests.exports.reviewed import reviewed_session
from tests.exports.school_systems.conftest import CLASSES, school_class

FIELDS = {"Adresse de courriel": "email", "Nom d’utilisateur": "login", "Numéro d’identification": "student_id"}


def imported(data: bytes, session: GradedSession) -> dict[str, str]:
    """What Moodle makes of the file: the mark by copy, as its importer goes through the rows.

    It keeps the user of the row before where a cell is empty, and stops at a value that it does not know.
    """
    header, *rows = csv.reader(io.StringIO(data.decode(), newline=""))
    field = FIELDS[header[0]]
    users = {getattr(copy.student, field).strip().casefold(): copy.copy_id for copy in session.copies if copy.student}
    marks: dict[str, str] = {}
    user = ""
    for row in rows:
        if row[0].strip() not in {"", "0"}:
            user = users[row[0].strip().casefold()]  # an unknown value stops the import
        assert user
        assert user not in marks
        marks[user] = row[2]
    return marks


def left_out(session: GradedSession, fmt: ExportFormat) -> dict[str, str]:
    _, *rows = read_rows(export(session, fmt, dialect="plain", generated_at=AT))
    return {row[0] or row[2]: row[6] for row in rows}


@given(CLASSES)
def test_every_mark_gets_to_its_pupil_or_is_listed(session: GradedSession) -> None:
    marks = imported(export(session, ExportFormat.MOODLE, generated_at=AT), session)
    listed = left_out(session, ExportFormat.MOODLE_LEFT_OUT)
    assert {copy_id: str(int(copy_id[1:])) for copy_id in marks} == marks
    assert marks.keys() | listed.keys() == {copy.copy_id for copy in session.copies}
    assert not marks.keys() & listed.keys()


def test_the_column_that_most_pupils_have_tells_the_users() -> None:
    students = [
        Student(name="ABADIE Zoé", email="zoe@lycee.example", student_id="1"),
        Student(name="BÉNARD Loïc", student_id="2"),
        Student(name="DUPONT Jeanne", student_id="2", login="jdupont"),
        Student(name="ÉTIENNE Noah", student_id="4"),
    ]
    session = school_class(students)
    header, *rows = csv.reader(io.StringIO(export(session, ExportFormat.MOODLE, generated_at=AT).decode()))
    assert header == ["Numéro d’identification", "Nom", "Contrôle 3 (/20)", "1 (/20)", "Commentaire"]
    assert rows == [["1", "ABADIE Zoé", "0", "0", "1: =1+1"], ["4", "ÉTIENNE Noah", "3", "3", "1: =1+1"]]
    assert set(left_out(session, ExportFormat.MOODLE_LEFT_OUT)) == {"c01", "c02"}


def test_what_is_not_decided_is_left_out_unless_it_is_asked_for() -> None:
    session = school_class([Student(name="ABADIE Zoé", student_id="1"), Student(name="BÉNARD Loïc", student_id="2")])
    attempts = (*session.attempts, attempt("c00", "B", [mark("1", 0)]), attempt("c01", "B", [mark("1", 5)]))
    policy = session.policy.model_copy(update={"graders": session.policy.graders * 2})
    graded = session.model_copy(update={"attempts": attempts, "policy": policy})

    def told(*, provisional: bool = False) -> list[str]:
        data = export(graded, ExportFormat.MOODLE, generated_at=AT, provisional=provisional)
        return [row[0] for row in csv.reader(io.StringIO(data.decode()))][1:]

    assert told() == ["1"]
    assert left_out(graded, ExportFormat.MOODLE_LEFT_OUT) == {"c01": "Pas encore décidée"}
    assert told(provisional=True) == ["1", "2"]


def test_a_question_without_points_is_no_zero() -> None:
    """An empty cell would be a zero in a new item, and "-" is none."""
    session = reviewed_session("en")
    students = {copy.copy_id: Student(name=copy.copy_id, student_id=copy.copy_id) for copy in session.copies}
    named = session.model_copy(
        update={"copies": tuple(c.model_copy(update={"student": students[c.copy_id]}) for c in session.copies)}
    )
    _, *rows = csv.reader(io.StringIO(export(named, ExportFormat.MOODLE, provisional=True, generated_at=AT).decode()))
    assert "-" in rows[0]
    assert "" not in [cell for row in rows for cell in row[2:-2]]


def test_rules_are_named(french: GradedSession) -> None:
    header, row = csv.reader(io.StringIO(export(french, ExportFormat.MOODLE, generated_at=AT).decode()))
    assert dict(zip(header, row, strict=True))["Correcteurs"] == "noté par des règles, pas par un modèle"
