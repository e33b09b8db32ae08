"""A part of a session in a file: its figures are its own, and nobody who was left out seems absent or forgotten."""

import csv
import io
import json
from dataclasses import replace

import pytest

from bareme.domain.copies import Student
from bareme.domain.session import GradedSession
from bareme.domain.session_result import session_result
from bareme.errors import InvalidInput
from bareme.exports import ExportFormat, Selection, select, unfinished, write_export
from bareme.exports.material import ExportMaterial, State, state_of
from tests.exports.formats import FROM_THE_SESSION


@pytest.fixture
def grouped(english: GradedSession, at) -> ExportMaterial:
    """The session with two groups; the last copy has no student."""
    students = [Student(name=f"Pupil {n}", group="3e A" if n % 2 else "3e B") for n in range(len(english.copies))]
    copies = [
        copy.model_copy(update={"student": student}) for copy, student in zip(english.copies, students, strict=True)
    ]
    copies[-1] = copies[-1].model_copy(update={"student": None})
    session = english.model_copy(update={"copies": tuple(copies), "roster": tuple(students)})
    return ExportMaterial(session, session_result(session), at)


def names_in(material: ExportMaterial) -> list[str]:
    rows = csv.DictReader(io.StringIO(write_export(material, ExportFormat.CSV_FLAT).decode()))
    return list(dict.fromkeys(row["Student Name"] for row in rows))


def test_a_group(grouped: ExportMaterial) -> None:
    part = select(grouped, Selection(group="3E b"))
    expected = [s.name for c in grouped.session.copies if (s := c.student) and s.group == "3e B"]
    assert names_in(part) == expected
    assert part.result.statistics.copies == len(expected)
    for fmt in FROM_THE_SESSION:
        assert write_export(part, fmt)


def test_an_unknown_group_is_refused_with_those_there_are(grouped: ExportMaterial) -> None:
    with pytest.raises(InvalidInput, match=r"'3e C'.*3e A.*3e B"):
        select(grouped, Selection(group="3e C"))


def test_only_complete_copies_of_an_open_session(grouped: ExportMaterial) -> None:
    part = select(grouped, Selection(complete=True))
    assert [copy.copy_id for copy in part.result.copies] == [
        copy.copy_id for copy in grouped.result.copies if copy.is_complete
    ]


def test_final_copies_of_a_finished_session_are_complete(grouped: ExportMaterial) -> None:
    finished = replace(grouped, session=grouped.session.model_copy(update={"finished": True}))
    part = select(finished, Selection(complete=True))
    final = [copy.copy_id for copy in finished.result.copies if state_of(copy) is State.FINAL]
    assert [copy.copy_id for copy in part.result.copies] == final
    assert final
    assert not unfinished(part)
    left_out = {c.student.name for c in grouped.session.copies if c.student and c.copy_id not in final}
    text = write_export(part, ExportFormat.CSV).decode()
    assert not [name for name in left_out if name in text]


def test_the_history_of_a_part_keeps_the_numbers_of_the_session(grouped: ExportMaterial) -> None:
    def numbers(material: ExportMaterial) -> dict[str, str]:
        history = json.loads(write_export(material, ExportFormat.JSON))["history"]
        return {entry["number"]: entry["copy_id"] for entry in history}

    whole, part = numbers(grouped), select(grouped, Selection(group="3e B"))
    kept = {copy.copy_id for copy in part.result.copies}
    assert numbers(part) == {number: copy_id for number, copy_id in whole.items() if copy_id in kept}


def test_the_whole_session_is_left_as_it_is(grouped: ExportMaterial) -> None:
    assert select(grouped, Selection()) is grouped


def test_where_there_are_no_groups_the_refusal_says_so(grouped: ExportMaterial) -> None:
    copies = tuple(copy.model_copy(update={"student": None}) for copy in grouped.session.copies)
    session = grouped.session.model_copy(update={"copies": copies, "roster": ()})
    with pytest.raises(InvalidInput, match="the class list has no groups"):
        select(replace(grouped, session=session), Selection(group="3e C"))
