"""Read a class list: CSV of any encoding or a spreadsheet, as schools' programs write them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pydantic import Field

from bareme.domain.copies import Student
from bareme.domain.frozen_model import FrozenModel
from bareme.errors import InvalidInput
from bareme.rosters.layout import Layout, check_width, find_layout
from bareme.rosters.row_identity import row_identity
from bareme.tables import Record, decode, is_workbook, read_records, read_workbook

_MARKUP = re.compile(r"\s*<(?:!doctype|html|table|\?xml|\?mso|meta|style)", re.IGNORECASE)


class LeftOutRow(FrozenModel):
    """A row of the list that names no student of the class."""

    line: int = Field(description="The line of the file, or the row of the sheet.")
    text: str = Field(description="What stands in it.")


class RosterReading(FrozenModel):
    """The students of a class list, in its order, and what was understood of it."""

    students: tuple[Student, ...]
    columns: dict[str, str] = Field(
        description="Which column is what: family, given, name, number, email, login or group by title."
    )
    ignored: tuple[str, ...] = Field((), description="The titles of the other columns.")
    left_out: tuple[LeftOutRow, ...] = Field((), description="Rows that are no student of the class.")
    repeated: tuple[str, ...] = Field((), description="Numbers that stand beside several students.")
    titled: bool = Field(default=True, description="Whether the columns are known by titles, not by what is in them.")
    encoding: str = Field("", description="Of a text: utf-8, utf-16, cp1252 …")
    sheet: str = Field("", description="Of a spreadsheet: the sheet that was read.")


def read_roster(data: bytes, *, encoding: str | None = None) -> RosterReading:
    """Return the students of a class list.

    Raises:
        UncertainEncoding: it is a text whose encoding cannot be told.
        InvalidInput: it is no class list, or a row has more cells than there are titles.
    """
    if not data.strip():
        raise InvalidInput("the list is empty")
    if is_workbook(data):
        return _best_sheet(data)
    text = decode(data, encoding)
    if _MARKUP.match(text.text):
        raise InvalidInput("the file is a web page, whatever its name: open it and save it as .xlsx or .csv")
    return _read(read_records(text.text)).model_copy(update={"encoding": text.encoding})


def _best_sheet(data: bytes) -> RosterReading:
    """Return the first sheet that is a class list with titles, or else the first without."""
    readings: list[RosterReading] = []
    problem = InvalidInput("the list is empty")
    for sheet in read_workbook(data):
        try:
            readings.append(_read(sheet.records).model_copy(update={"sheet": sheet.name}))
        except InvalidInput as error:
            problem = error
    if not readings:
        raise problem
    return max(readings, key=lambda reading: reading.titled)


def _read(records: Sequence[Record]) -> RosterReading:
    if not records:
        raise InvalidInput("the list is empty")
    layout = find_layout(records)
    students: list[Student] = []
    left_out = [LeftOutRow(line=record.line, text=_shown(record)) for record in layout.above]
    for record in layout.rows:
        check_width(record, layout.titles)
        student = row_identity(record, layout.columns).student
        if student is None or _is_repeated(student, students):
            left_out.append(LeftOutRow(line=record.line, text=_shown(record)))
        else:
            students.append(student)
    if not students:
        raise InvalidInput("the list names no student")
    used = layout.columns.used
    return RosterReading(
        students=tuple(students),
        columns=dict(_described(layout)),
        ignored=tuple(title for place, title in enumerate(layout.titles) if title and place not in used),
        left_out=tuple(left_out),
        repeated=_repeated(students),
        titled=bool(layout.titles),
    )


def _described(layout: Layout) -> Iterator[tuple[str, str]]:
    for field, places in layout.columns.places.items():
        for place in places:
            yield (layout.titles[place] if layout.titles else str(place + 1)), field
    second = layout.columns.second_family
    if second is not None:
        yield layout.titles[second], "family"


def _shown(record: Record) -> str:
    return " ".join(" ".join(record.cells).split())[:80]


def _is_repeated(student: Student, students: Sequence[Student]) -> bool:
    """Whether the row repeats a student; two rows of one name without a number may be two students."""
    return student in students and bool(student.student_id or student.email or student.login)


def _repeated(students: Sequence[Student]) -> tuple[str, ...]:
    numbers = Counter(student.student_id for student in students if student.student_id)
    return tuple(number for number, count in numbers.items() if count > 1)
