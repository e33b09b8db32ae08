"""The first sheet, for the administration: a line a student in the order of the class list, on A4 pages."""

from openpyxl.utils import get_column_letter as column

from bareme.domain.copies import Student
from bareme.domain.results import CopyResult
from bareme.exports.descriptions import ABSENT, STATES
from bareme.exports.material import ExportMaterial, State, state_of
from bareme.exports.row_stamps import STAMP_TITLE, absent_stamp, copy_stamp
from bareme.exports.xlsx.results import ResultsSheet
from bareme.exports.xlsx.sheet import WorkbookSheet, fitting
from bareme.exports.xlsx.styles import CellKind, provisional_tint
from bareme.translation import Translator


def fill_totals(sheet: WorkbookSheet, material: ExportMaterial, t: Translator, results: ResultsSheet) -> None:
    """Write the sheet. Totals and grades are those of the results sheet, also once marks are changed there."""
    layout = results.layout
    students = [row if isinstance(row, Student) else row.student for row in material.rows]
    names = [t("Unnamed") if student is None else student.name for student in students]
    numbers = [student.student_id if student else "" for student in students]
    states = [_state(row, t) for row in material.rows]
    groups = [(t("Group"), fitting((s.group for s in students if s), least=9, most=16))] if layout.grouped else []
    columns = [
        (t("No."), 6),
        (t("Student ID"), fitting(numbers, least=12, most=20)),
        (t("Name"), fitting(names, least=20, most=40)),
        *groups,
        *((t("Total"), 9), (t("Maximum"), 11)),
        (t("Grade"), fitting((band.label for band in material.session.policy.grade_bands), least=11, most=20)),
        (t("State"), fitting(states, least=12, most=26)),
    ]
    sheet.widths([width for _, width in columns])
    sheet.header(1, [title for title, _ in columns])
    stamps: dict[int, str] = {}
    copies: dict[int, str] = {}
    total = 4 + len(groups)
    for row, listed in enumerate(material.rows, start=2):
        student, name, state = students[row - 2], names[row - 2], states[row - 2]
        sheet.number(row, 1, row - 1, kind=CellKind.COUNT)
        sheet.text(row, 2, student.student_id if student else "")
        sheet.text(row, 3, name)
        if groups:
            sheet.text(row, 4, student.group if student else "")
        if isinstance(listed, Student):
            stamps[row] = absent_stamp(material)
            for col in range(total, total + 3):
                sheet.number(row, col, None)
        else:
            stamps[row], copies[row] = copy_stamp(material, listed), listed.copy_id
            tint = provisional_tint(listed.provisional and listed.total is not None)
            place = f"MATCH({column(len(columns) + 2)}{row},{results.copies},0)"
            sheet.formula(row, total, _found(results.down(layout.total), place), listed.total, tint=tint)
            sheet.number(row, total + 1, listed.maximum)
            band = _found(results.down(layout.band), place)
            sheet.formula(row, total + 2, band, listed.band, kind=CellKind.TEXT, tint=tint)
        sheet.text(row, total + 3, state)
    sheet.hidden_column(len(columns) + 1, t(STAMP_TITLE), stamps)
    sheet.hidden_column(len(columns) + 2, t("Copy"), copies)
    sheet.table(rows=max(len(students), 1), columns=len(columns) + 2, frozen_columns=3)
    sheet.print_columns(len(columns))


def _found(column_cells: str, place: str) -> str:
    # The index of an empty cell is 0, and a total that is missing is none.
    found = f"INDEX({column_cells},{place})"
    return f'=IFERROR(IF({found}="","",{found}),"")'


def _state(row: CopyResult | Student, t: Translator) -> str:
    """Return why there is no final total, in a word or two: the results sheet says more."""
    if isinstance(row, Student):
        return t(ABSENT)
    state = state_of(row)
    return "" if state is State.FINAL else t(STATES[state])
