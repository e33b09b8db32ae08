"""Read a class list: CSV of any encoding or a spreadsheet, as schools' programs write them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from pydantic import Field

from bareme.domain.copies import Student
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.identity import fold
from bareme.errors import InvalidInput
from bareme.rosters.columns import Columns
from bareme.rosters.layout import Layout, find_layout
from bareme.tables import Record, decode, is_workbook, read_records, read_workbook

_MARKUP = re.compile(r"\s*<(?:!doctype|html|table|\?xml|\?mso|meta|style)", re.IGNORECASE)
_FORMULA_TEXT = re.compile(r'="(?P<text>[^"]*)"')
_NO_STUDENT = {
    *("points possible", "points", "date", "class average", "average", "overall average", "mean", "total", "count"),
    *("moyenne", "moyenne de la classe", "moyenne du groupe", "effectif", "nombre d eleves", "note maximale", "bareme"),
    *("durchschnitt", "klassendurchschnitt", "punkte", "summe", "promedio", "media", "puntos", "median", "mediane"),
}
"""What stands in the place of a name in rows that are about the class."""
_TEST_STUDENT = {"student test", "test student", "eleve test", "etudiant test", "teststudent"}


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
        _check_width(record, layout)
        student = _student(record, layout.columns)
        if student is None or _is_no_student(student) or _is_repeated(student, students):
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


def _check_width(record: Record, layout: Layout) -> None:
    """Refuse a row whose cells do not stand under the titles: half a name would be lost."""
    width = len(layout.titles)
    if layout.titles and any(cell.strip() for cell in record.cells[width:]):
        raise InvalidInput(
            "line {line} has {cells} cells, the titles are {titles}: put a name with a comma between quotation marks",
            line=record.line,
            cells=len(record.cells),
            titles=width,
        )


def _student(record: Record, columns: Columns) -> Student | None:
    cells = {
        field: next((text for place in places if (text := _cell(record, place))), "")
        for field, places in columns.places.items()
    }
    family = cells.get("family", "")
    if columns.second_family is not None:
        family = f"{family} {_cell(record, columns.second_family)}".strip()
    halves = [family, cells.get("given", "")]
    name = cells.get("name") or " ".join(filter(None, reversed(halves) if columns.given_first else halves))
    if not name:
        return None
    number = cells.get("number", "").removeprefix("#")
    return Student(
        name=name[:200],
        student_id="" if fold(number).startswith("participant") else number[:100],
        group=cells.get("group", "")[:100],
        email=cells.get("email", "")[:200],
        login=cells.get("login", "").removeprefix("#")[:100],
    )


def _cell(record: Record, place: int) -> str:
    text = record.cells[place] if place < len(record.cells) else ""
    quoted = _FORMULA_TEXT.fullmatch(text.strip())
    # Composed letters, so that a name is written in one way wherever it is shown.
    return " ".join(unicodedata.normalize("NFC", quoted["text"] if quoted else text).split())


def _is_no_student(student: Student) -> bool:
    name = fold(student.name)
    if name in _TEST_STUDENT:
        return True
    # "Effectif : 24" and "Moyenne 12,5" stand below a list.
    about_class = re.sub(r"\d+", " ", name).strip() in _NO_STUDENT or ":" in student.name
    return about_class and not (student.student_id or student.email)


def _shown(record: Record) -> str:
    return " ".join(" ".join(record.cells).split())[:80]


def _is_repeated(student: Student, students: Sequence[Student]) -> bool:
    """Whether the row repeats a student; two rows of one name without a number may be two students."""
    return student in students and bool(student.student_id or student.email or student.login)


def _repeated(students: Sequence[Student]) -> tuple[str, ...]:
    numbers = Counter(student.student_id for student in students if student.student_id)
    return tuple(number for number, count in numbers.items() if count > 1)
