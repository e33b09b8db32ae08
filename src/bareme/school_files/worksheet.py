"""Moodle's grading worksheet: the numbers by which an assignment knows its participants."""

import re
from collections.abc import Mapping, Sequence

from bareme.errors import InvalidInput
from bareme.exports.pupil_marks import PupilMark
from bareme.rosters.row_identity import row_identity
from bareme.school_files.matching import match
from bareme.school_files.text_file import TextFile
from bareme.school_files.titles import find_titles
from bareme.tables import Record, locate_cells

_NUMBER = re.compile(r"(?P<word>\D+)(?P<number>\d+)")
"""Such as "Participant 4711", in the language of the site."""


def participants(data: bytes, marks: Sequence[PupilMark], encoding: str | None = None) -> Mapping[str, str]:
    """Return the participants' numbers by copy id, of those whose row in a grading worksheet is certain.

    Raises:
        UncertainEncoding: the encoding cannot be told.
        InvalidInput: the file is no CSV with titles, or has no column of such numbers.
    """
    records = [row.record for row in locate_cells(TextFile.read(data, encoding).text).records]
    titles = find_titles(records)
    rows = [(record, row_identity(record, titles.columns)) for record in records[titles.place + 1 :]]
    pupils = [(record, who) for record, who in rows if who.is_student]
    numbers = _numbers([record for record, _ in pupils], len(titles.titles))
    people = [mark for mark in marks if mark.student and mark.copy_id and not mark.name_is_uncertain]
    places = match([who for _, who in pupils], [mark.student for mark in people if mark.student])
    return {
        people[place].copy_id: number for place, number in zip(places, numbers, strict=True) if isinstance(place, int)
    }


def _numbers(records: Sequence[Record], width: int) -> list[str]:
    """Return the number of each row, from the first column with one word and another number in each."""
    for place in range(width if records else 0):
        found = [_NUMBER.fullmatch(record.cells[place].strip()) for record in records if place < len(record.cells)]
        told = [one for one in found if one]
        numbers = [one["number"] for one in told]
        if len(told) == len(records) == len(set(numbers)) and len({one["word"] for one in told}) == 1:
            return numbers
    raise InvalidInput(
        "no column has the participants' numbers, such as {example!r}: download the assignment's grading worksheet",
        example="Participant 4711",
    )
