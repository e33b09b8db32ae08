"""Canvas's gradebook gets each mark for the pupil whose it is, and nobody else's."""

import csv
import io
import re

import pytest
from hypothesis import given

from bareme.domain.copies import Student
from bareme.domain.session import GradedSession
from bareme.exports import ExportFormat, export
from tests.exports.conftest import AT
from tests.exports.school_systems.conftest import CLASSES, school_class
from tests.exports.school_systems.test_moodle import left_out


def imported(data: bytes, session: GradedSession, *, knows: str) -> dict[str, str]:
    """What Canvas makes of the file: the mark by copy, as its importer looks for a student.

    `knows` are the fields that it has of the students beside their names.
    """
    header, maxima, *rows = csv.reader(io.StringIO(data.decode(), newline=""))
    assert header[:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert "Points Possible" in maxima[0]
    pupils = [(copy.copy_id, copy.student) for copy in session.copies if copy.student]
    marks: dict[str, str] = {}
    for name, identifier, number, login, _, mark in rows:
        assert (identifier, "Points Possible" in name) == ("", False)
        found = [
            *(i for i, pupil in pupils if number and "n" in knows and pupil.student_id == number),
            *(i for i, pupil in pupils if login and "l" in knows and pupil.login == login),
            *(i for i, pupil in pupils if pupil.name == name),
        ]
        if found:  # otherwise Canvas asks who it is
            assert found[0] not in marks
            marks[found[0]] = mark
    return marks


@given(CLASSES)
def test_every_mark_gets_to_its_pupil_or_is_listed(session: GradedSession) -> None:
    data = export(session, ExportFormat.CANVAS, generated_at=AT)
    for knows in ("", "n", "l", "nl"):
        marks = imported(data, session, knows=knows)
        assert {copy_id: str(int(copy_id[1:])) for copy_id in marks} == marks
    listed = left_out(session, ExportFormat.CANVAS_LEFT_OUT)
    assert data.count(b"\n") - 2 == len(session.copies) - len(listed)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Contrôle 3", "Contrôle 3"),
        ("Contrôle (2026)", "Contrôle 2026"),  # the number would be an assignment's
        ("Final Score of 3e B", "Évaluation du 2026-02-27"),  # the column would be passed over
        ("=1+1", "'=1+1"),
        ("", "Évaluation du 2026-02-27"),
    ],
)
def test_the_title_is_one_that_canvas_takes_for_a_new_assignment(name: str, title: str) -> None:
    session = school_class([Student(name="ABADIE Zoé", student_id="1", group="3e B")], name=name)
    rows = list(csv.reader(io.StringIO(export(session, ExportFormat.CANVAS, generated_at=AT).decode())))
    assert rows[0][-1] == title
    assert rows[1:] == [["Points Possible", "", "", "", "", "20"], ["ABADIE Zoé", "", "1", "", "3e B", "0"]]


def test_the_name_of_an_absent_pupil_gets_nobody_elses_mark() -> None:
    """Canvas looks for a name where it does not find the number."""
    session = school_class([Student(name="ABADIE Zoé", student_id="1")])
    session = session.model_copy(update={"roster": (Student(name="Abadie Zoé", student_id="2"),)})
    assert list(left_out(session, ExportFormat.CANVAS_LEFT_OUT)) == ["Abadie Zoé", "c00"]


def test_rules_are_named_in_the_title(french: GradedSession) -> None:
    header = next(csv.reader(io.StringIO(export(french, ExportFormat.CANVAS, generated_at=AT).decode())))
    assert re.search(r"– noté par des règles, pas par un modèle$", header[-1])
