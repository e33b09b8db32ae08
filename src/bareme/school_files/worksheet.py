"""Moodle's grading worksheet: the numbers by which an assignment knows its participants.

Its titles are in the language of the site, of which there are a hundred, so nothing here depends on them.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from bareme.domain.copies import Student
from bareme.domain.identity import fold, may_be_same_name, same_name
from bareme.errors import InvalidInput
from bareme.exports.pupil_marks import PupilMark
from bareme.school_files.text_file import TextFile
from bareme.tables import Record, locate_cells

_NUMBER = re.compile(r"(?P<word>\D+)(?P<number>\d+)")
"""Such as "Participant 4711"."""
_SHORTEST_KEY = 5
"""Characters of a number or a login that is no mark."""


def participants(data: bytes, marks: Sequence[PupilMark], encoding: str | None = None) -> Mapping[str, str]:
    """Return the participants' numbers by copy id, of those whose row in a grading worksheet is certain.

    Raises:
        UncertainEncoding: the encoding cannot be told.
        InvalidInput: the file is no CSV, has no column of such numbers, or no row that is certain.
    """
    rows = _numbered([row.record for row in locate_cells(TextFile.read(data, encoding).text).records])
    people = [mark for mark in marks if mark.copy_id and not mark.name_is_uncertain]
    students = [mark.student for mark in people]
    places = [_place(record, students) for record, _ in rows]
    times = Counter(places)
    numbers = {
        people[place].copy_id: number
        for place, (_, number) in zip(places, rows, strict=True)
        if place is not None and times[place] == 1
    }
    if not numbers:
        raise InvalidInput("no row of the grading worksheet is for certain that of a student who has a copy")
    return numbers


def _numbered(records: Sequence[Record]) -> list[tuple[Record, str]]:
    """Return the rows that have a number, and the number: from the first column with one word and different numbers."""
    for place in range(max((len(record.cells) for record in records), default=0)):
        cells = [(record, record.cells[place].strip()) for record in records if place < len(record.cells)]
        told = [(record, found) for record, cell in cells if (found := _NUMBER.fullmatch(cell))]
        numbers = {found["number"] for _, found in told}
        if told and len(numbers) == len(told) and len({found["word"] for _, found in told}) == 1:
            return [(record, found["number"]) for record, found in told]
    raise InvalidInput(
        "no column has the participants' numbers, such as {example!r}: download the assignment's grading worksheet",
        example="Participant 4711",
    )


def _place(record: Record, students: Sequence[Student | None]) -> int | None:
    """Return the place of the student whose row it is, or None if it may be nobody's, or another one's.

    An e-mail address tells by itself, unless the row has another name. A number or a login tells apart those of one
    name, unless it could be a mark.
    """
    cells = {cell.strip().casefold() for cell in record.cells} - {""}
    names = [cell for cell in cells if len(fold(cell).split()) > 1]
    people = [(place, student) for place, student in enumerate(students) if student]
    named = {place for place, student in people if any(same_name(cell, student.name) for cell in cells)}
    written_to = {place for place, student in people if student.email.strip().casefold() in cells}
    keyed = {place for place, student in people if _keys(student) & cells}
    if not named:
        alike = {place for place, student in people if any(may_be_same_name(name, student.name) for name in names)}
        named = written_to & alike
    found = set.intersection(named, *(told for told in (written_to, keyed) if told))
    return found.pop() if len(found) == 1 else None


def _keys(student: Student) -> set[str]:
    return {key.casefold() for key in (student.student_id, student.login) if len(key) >= _SHORTEST_KEY}
