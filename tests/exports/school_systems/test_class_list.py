"""The marks in the order of the class list, one line a pupil whatever became of the copies."""

from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.copies import Student
from bareme.domain.session import GradedSession
from bareme.exports import ExportFormat, export
from bareme.exports.dialect import read_rows
from tests.exports.conftest import AT
from tests.exports.school_systems.conftest import CLASSES, STUDENTS, school_class

ZOE, LOIC, NOE = (Student(name=name) for name in ("ABADIE Zoé", "BÉNARD Loïc", "PETIT Noé"))


def rows_of(session: GradedSession) -> list[list[str]]:
    return read_rows(export(session, ExportFormat.CLASS_LIST, dialect="plain", generated_at=AT))[1:]


def marks_of(session: GradedSession) -> list[str]:
    text = export(session, ExportFormat.MARKS_TO_PASTE, dialect="plain", generated_at=AT).decode()
    assert text == "" or text.endswith("\n")
    return text.split("\n")[:-1]


@given(CLASSES, st.lists(STUDENTS, max_size=8))
def test_a_line_a_pupil_of_the_list(session: GradedSession, others: list[Student]) -> None:
    roster = [*others, *(copy.student for copy in session.copies if copy.student)]
    listed = session.model_copy(update={"roster": tuple(roster)})
    rows, marks = rows_of(listed), marks_of(listed)
    assert [row[0] for row in rows[: len(roster)]] == [student.student_id for student in roster]
    assert marks == [row[2] for row in rows[: len(roster) or None]]
    given = [mark for mark in marks if mark]
    assert len(given) == len(set(given))  # each copy has another mark here


def test_the_order_is_that_of_the_list_and_others_come_last() -> None:
    listed = school_class([ZOE, LOIC, Student(name="ZOLA Émile")]).model_copy(update={"roster": (NOE, LOIC, ZOE)})
    assert [row[1:4] for row in rows_of(listed)] == [
        ["PETIT Noé", "", "Sans copie"],
        ["BÉNARD Loïc", "1", "définitif"],
        ["ABADIE Zoé", "0", "définitif"],
        ["ZOLA Émile", "2", "définitif"],
    ]
    assert marks_of(listed) == ["", "1", "0"]


def test_two_copies_of_a_pupil_leave_the_line_empty() -> None:
    twice = school_class([ZOE, ZOE]).model_copy(update={"roster": (ZOE, LOIC)})
    assert marks_of(twice) == ["", ""]


def test_without_a_list_it_is_the_order_of_the_copies() -> None:
    assert marks_of(school_class([LOIC, ZOE])) == ["0", "1"]
