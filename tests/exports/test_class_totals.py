"""The workbook's first sheet: a line a student, on one A4 page wide, for the administration."""

import io
import shutil
import subprocess
from pathlib import Path

import pymupdf
import pytest
from openpyxl import load_workbook

from bareme.domain.copies import Student
from bareme.domain.session_result import session_result
from bareme.edited_files import read_back, read_tables
from bareme.exports import ExportFormat, export
from bareme.exports.material import ExportMaterial
from tests.exports.conftest import AT, class_session

SESSION = class_session("en")
LISTED = SESSION.model_copy(
    update={"roster": (Student(name="PETIT Noé"), *(copy.student for copy in SESSION.copies if copy.student))}
)


def workbook() -> bytes:
    return export(LISTED, ExportFormat.XLSX, generated_at=AT)


def test_a_line_a_student_in_the_order_of_the_list() -> None:
    book = load_workbook(io.BytesIO(workbook()), data_only=True)
    header, *rows = ([cell.value for cell in row[:8]] for row in book.worksheets[0].iter_rows())

    assert header == ["No.", "Student ID", "Name", "Group", "Total", "Maximum", "Grade", "State"]
    results = {copy.student.name: copy for copy in session_result(LISTED).copies if copy.student}
    assert rows[0] == [1, None, "PETIT Noé", None, None, None, None, "absent"]
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    for _, number, name, _, total, maximum, grade, state in rows[1:-1]:
        copy = results[str(name)]
        assert copy.student is not None
        assert (number, maximum, grade) == (copy.student.student_id, copy.maximum, copy.band)
        assert total == (None if copy.total is None else float(copy.total))
        assert (state is None) == (copy.total is not None and not copy.provisional)


def test_remarks_make_no_row_of_the_results_high() -> None:
    book = load_workbook(io.BytesIO(workbook()))
    heights = [book.worksheets[1].row_dimensions[row].height for row in range(2, 9)]
    assert {height <= 30 for height in heights if height} == {True}
    assert None not in heights  # a program would make the row as high as its texts


def test_a_total_typed_into_it_is_not_taken_for_a_mark() -> None:
    book = load_workbook(io.BytesIO(workbook()))
    book.worksheets[0]["E3"].value = 9.5
    out = io.BytesIO()
    book.save(out)
    material = ExportMaterial(LISTED, session_result(LISTED), AT, {})
    account = read_back(material, read_tables(out.getvalue()))

    assert account.actions == ()
    assert [(cell.row, cell.column, cell.typed) for cell in account.refused] == [(3, "Total", "9.5")]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="runs where LibreOffice is installed, as `soffice`")
def test_it_is_one_a4_page_wide_on_paper(tmp_path: Path) -> None:
    (tmp_path / "book.xlsx").write_bytes(workbook())
    convert = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run(
        [*convert, "--outdir", str(tmp_path), str(tmp_path / "book.xlsx")], check=True, capture_output=True, timeout=120
    )
    with pymupdf.open(tmp_path / "book.pdf") as pages:
        first, second = pages[0], pages[1]
        assert (round(first.rect.width), round(first.rect.height)) == (595, 842)
        text = first.get_text()
        assert [name for name in ("PETIT Noé", "ABADIE Zoé", "ÉTIENNE Noah", "State") if name not in text] == []
        assert second.rect.width > second.rect.height
