"""The short CSV has what a school asks for, and nothing else."""

from bareme.domain.copies import Student
from bareme.exports import ExportFormat, export, read_csv_wide
from bareme.exports.dialect import read_number, read_rows

ABSENT = Student(name="PETIT Noé", student_id="00042")


def test_a_row_a_student_with_the_same_marks_as_the_wide_table(session, at):
    listed = session.model_copy(update={"roster": (ABSENT, *(copy.student for copy in session.copies if copy.student))})
    header, *rows = read_rows(export(listed, ExportFormat.CSV_SHORT, dialect="plain", generated_at=at))
    wide = read_csv_wide(export(listed, ExportFormat.CSV, dialect="plain", generated_at=at))

    first, questions = (6, 6 + len(wide.questions))
    assert [title.split(" (/")[0] for title in header[first:questions]] == [one.title for one in wide.questions]
    assert len(header) == questions + 2  # rules mark here, which every file says; and the stamp
    assert {row[-2] for row in rows} == {row.rules_note for row in wide.rows}
    for row, same in zip(rows, wide.rows, strict=True):
        assert row[:2] == [same.student_id, same.student_name]
        numbers = row[2:4] + row[first:questions]
        assert list(map(read_number, numbers)) == [same.total, same.maximum, *same.marks]
        assert row[5] == same.state
    absent, agreed = rows[:2]
    assert (absent[:5], absent[first:questions]) == (["00042", "PETIT Noé", "", "", ""], [""] * len(wide.questions))
    assert agreed[4]
