"""Students without a copy, and copies whose name was read differently, in every file."""

from decimal import Decimal
from io import BytesIO

from openpyxl import load_workbook

from bareme.domain.copies import Student
from bareme.exports import ExportFormat, export
from bareme.exports.csv_flat import read_csv_flat
from bareme.exports.csv_wide import read_csv_wide
from bareme.exports.json_tree import read_json

NOE, SACHA = Student(name="PETIT Noé", student_id="3", group="3B"), Student(name="GARNIER Sacha", student_id="4")


def listed(session):
    """The session with a class list in another order than its copies, two of whose students have no copy."""
    first, *others = session.copies
    read = first.model_copy(update={"name_read": "MARTIN Leo"})
    students = [copy.student for copy in session.copies if copy.student]
    return session.model_copy(update={"copies": (read, *others), "roster": (NOE, *reversed(students), SACHA)})


def order(session) -> list[str]:
    return [student.name for student in listed(session).roster]


def test_wide_has_a_row_a_student_of_the_list(english, at):
    table = read_csv_wide(export(listed(english), ExportFormat.CSV, generated_at=at))
    names = [row.student_name for row in table.rows]
    assert [name for name in names if name in order(english)] == order(english)
    absent = table.rows[0]
    assert (absent.student_id, absent.group, absent.state, absent.copy_id) == ("3", "3B", "absent", "")
    assert (absent.total, absent.maximum, set(absent.marks)) == (None, None, {None})
    assert [row.name_read for row in table.rows if row.name_read] == ["MARTIN Leo"]


def test_flat_has_a_row_without_points(english, at):
    rows = read_csv_flat(export(listed(english), ExportFormat.CSV_FLAT, generated_at=at))
    absent = [row for row in rows if row.status == "absent"]
    assert [(row.student_name, row.group, row.points_earned, row.copy_id) for row in absent] == [
        ("PETIT Noé", "3B", None, ""),
        ("GARNIER Sacha", "", None, ""),
    ]
    assert rows[0].student_name == "PETIT Noé"
    assert {row.copy_id for row in rows if row.name_read == "MARTIN Leo"} == {english.copies[0].copy_id}


def test_json_lists_them_apart(english, at):
    document = read_json(export(listed(english), ExportFormat.JSON, generated_at=at))
    assert [student.name for student in document.absent] == ["PETIT Noé", "GARNIER Sacha"]
    assert {node.copy_id: node.name_read for node in document.submissions}[english.copies[0].copy_id] == "MARTIN Leo"


def test_the_workbook_has_their_rows_and_its_formulas_leave_them_out(english, at):
    alone = load_workbook(BytesIO(export(english, ExportFormat.XLSX, generated_at=at)), data_only=True)
    book = load_workbook(BytesIO(export(listed(english), ExportFormat.XLSX, generated_at=at)), data_only=True)
    rows = list(book.worksheets[1].iter_rows(values_only=True))
    first = dict(zip(rows[0], rows[1], strict=True))
    assert (first["Name"], first["State"], first["Total"]) == ("PETIT Noé", "absent", None)
    assert "MARTIN Leo" in [dict(zip(rows[0], row, strict=True))["Read as"] for row in rows[1:]]

    def average(workbook) -> object:
        sheet = list(workbook.worksheets[1].iter_rows(values_only=True))
        return next(row[sheet[0].index("Total")] for row in sheet if row[0] == "Class average")

    assert average(book) == average(alone)
    assert isinstance(average(book), int | float | Decimal)
