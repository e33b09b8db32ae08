import io
import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from statistics import median, pstdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bareme.domain.session import GradedSession
from bareme.domain.session_result import session_result
from bareme.exports import ExportFormat, export

Open = Callable[..., Workbook]


@pytest.fixture(scope="session")
def opened(at: datetime) -> Open:
    def open_(session: GradedSession, *, values: bool = False, **options: object) -> Workbook:
        data = export(session, ExportFormat.XLSX, generated_at=at, **options)  # type: ignore[arg-type]
        return load_workbook(io.BytesIO(data), data_only=values)

    return open_


def header(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value).split("\n")[0]: column for column, cell in enumerate(sheet[1], start=1)}


def numbers(sheet: Worksheet, reference: str) -> list[float]:
    """The numbers in a range, as COUNT, SUM and AVERAGE see them."""
    cells = [cell.value for row in sheet[reference.replace("$", "")] for cell in row]
    return [float(value) for value in cells if isinstance(value, int | float)]


def test_sheets(french, english, opened):
    french_sheets = ["Relevé", "Résultats", "Détails", "Comparaison", "Statistiques", "Critères", "Consommation"]
    assert opened(french, usage=True).sheetnames == [*french_sheets, "Harmonisation", "Historique"]
    english_sheets = [
        "Class totals",
        "Results",
        "Details",
        "Comparison",
        "Statistics",
        "Criteria",
        "Usage",
        "Calibration",
    ]
    assert opened(english, usage=True).sheetnames == [*english_sheets, "History"]


def test_totals_are_formulas_that_match(session, opened):
    formulas, values = (opened(session, values=values).worksheets[1] for values in (False, True))
    total = header(formulas)["Total"]

    for row, copy in enumerate(session_result(session).copies, start=2):
        match = re.fullmatch(
            r'=IF\(COUNT\((?P<marks>\w+:\w+)\)=4,SUM\((?P=marks)\),""\)', str(formulas.cell(row, total).value)
        )
        assert match is not None
        marks = numbers(values, match["marks"])
        assert copy.total == (Decimal(str(sum(marks))) if len(marks) == 4 else None)
        # What a program that does not calculate shows.
        assert values.cell(row, total).value == (None if copy.total is None else float(copy.total))


def test_averages_are_formulas_that_match(session, opened):
    formulas, values = (opened(session, values=values).worksheets[1] for values in (False, True))
    result = session_result(session)
    average = 2 + len(result.copies)
    columns = header(formulas)
    means = [result.statistics.mean, *(question.mean for question in result.statistics.questions)]

    first = columns["Total"]
    for column, mean in zip([first, *range(first + 4, first + 8)], means, strict=True):
        letter = get_column_letter(column)
        assert mean is not None
        expected = f'=IFERROR(AVERAGE(${letter}$2:${letter}${average - 1}),"")'
        assert formulas.cell(average, column).value == expected
        known = numbers(values, f"{letter}2:{letter}{average - 1}")
        assert sum(known) / len(known) == pytest.approx(float(mean), abs=0.005)
        assert values.cell(average, column).value == float(mean)


@settings(max_examples=15, deadline=None)  # a workbook takes a while to write and to read
@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.decimals(0, 20, places=2)), min_size=3, max_size=3), min_size=1, max_size=5
    )
)
def test_any_points_are_numbers(points_session, opened, points):
    values = opened(points_session(points), values=True).worksheets[1]

    for row, marks in enumerate(points, start=2):
        cells = [values.cell(row, column).value for column in range(7, 10)]
        assert cells == [None if mark is None else float(mark) for mark in marks]
        assert values.cell(row, 3).value == (None if None in marks else float(sum(marks)))


def test_header_and_names_are_frozen_and_filtered(french, opened):
    book = opened(french)
    _, results, details, comparison, *_ = book.worksheets

    assert results.freeze_panes == "D2"
    assert results.auto_filter.ref == "A1:R7"
    assert details.freeze_panes == comparison.freeze_panes == "D2"
    assert results["A1"].font.b
    assert results["A1"].fill.fgColor.rgb.endswith("1F4E79")


def test_without_groups_there_is_no_column_for_them(points_session, opened):
    results = opened(points_session([[Decimal(1)]])).worksheets[1]

    assert results.freeze_panes == "C2"
    assert "Groupe" not in header(results)


def test_numbers_of_students_stay_on_one_line(french, opened):
    number = "01234567890"  # French ones have eleven characters
    copies = tuple(
        copy.model_copy(update={"student": copy.student and copy.student.model_copy(update={"student_id": number})})
        for copy in french.copies
    )
    sheet = opened(french.model_copy(update={"copies": copies})).worksheets[0]
    assert number in [cell.value for cell in sheet["B"]]
    assert sheet.column_dimensions["B"].width >= len(number) + 2  # LibreOffice wraps it with less


def test_every_sheet_fits_the_width_of_a_page_and_all_but_the_first_print_landscape(french, opened):
    totals, *others = opened(french).worksheets
    assert {sheet.page_setup.orientation for sheet in others} == {"landscape"}
    for sheet in (totals, *others):
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddHeader.left.text == "Énergie && mouvement – 2026-02-27 · noté par des règles, pas par un modèle"
    assert opened(french).worksheets[1].print_title_rows == "$1:$1"


def test_provisional_marks_look_different_and_are_explained(french, opened):
    results = opened(french).worksheets[1]
    columns = header(results)
    agreed, provisional = results.cell(2, columns["2"]), results.cell(3, columns["2"])

    assert (provisional.value, provisional.font.i, provisional.fill.fgColor.rgb) == (2.5, True, "00FFF2CC")
    assert not agreed.font.i
    assert results.cell(3, columns["Total"]).font.i
    assert results.cell(3, columns["Provisoire"]).value == "2"
    legend = [cell.value for row in results.iter_rows(min_row=8) for cell in row if isinstance(cell.value, str)]
    assert any(text.startswith("Note provisoire") for text in legend)


def test_a_failed_copy_has_empty_cells_and_a_reason(french, opened):
    results = opened(french, values=True).worksheets[1]
    columns = header(results)

    assert results.cell(6, columns["Total"]).value is None
    assert results.cell(6, columns["2"]).value is None
    assert results.cell(6, columns["État"]).value == "échec\u00a0: Le fichier est abîmé."
    assert results.cell(7, columns["Nom"]).value == "Sans nom"


def test_bands_follow_the_total(french, opened):
    formulas, values = (opened(french, values=values).worksheets[1] for values in (False, True))
    band = header(formulas)["Mention"]

    assert formulas.cell(2, band).value == (
        '=IF(D2="","",IFERROR(LOOKUP(ROUND(100*D2/E2,10),{0.0,50.0,60.0,70.0,80.0},'
        '{"Insuffisant","Passable","Assez bien","Bien","Très bien"}),""))'
    )
    assert [values.cell(row, band).value for row in (2, 3, 4, 5)] == ["Assez bien", "Passable", "Insuffisant", None]


def test_details(french, opened):
    details = opened(french).worksheets[2]
    columns = header(details)
    rows = {(row[1].value, row[2].value): row for row in details.iter_rows(min_row=2)}

    assert details.max_row == 1 + 6 * 4
    first = rows["c01", "1.a – Exercice 1 › Énergie cinétique"]
    assert first[columns["Réponse lue"] - 1].value == r"$E_c = \frac{1}{2} m v^2$"
    undecided = rows["c02", "2"]
    assert [undecided[columns[title] - 1].value for title in ("Points", "Origine", "Noté par")] == [
        2.5,
        "à trancher",
        "Correcteur A, Correcteur B",
    ]
    assert undecided[columns["Signalements"] - 1].value == "désaccord, confiance faible"


def test_comparison(french, opened):
    comparison = opened(french).worksheets[3]
    columns = header(comparison)
    rows = {(row[1].value, row[2].value): row for row in comparison.iter_rows(min_row=2)}

    def values(copy_id: str, *titles: str) -> list[object]:
        return [rows[copy_id, "2"][columns[title] - 1].value for title in titles]

    titles = ("Correcteur A", "Correcteur B", "Écart", "Accord", "Confiance A", "Note retenue")
    assert values("c02", *titles) == [2, 3, 1, "divergents", 0.45, 2.5]
    assert values("c01", *titles) == [0, 0, 0, "identiques", 0.9, 0]
    assert values("c04", *titles) == [4, None, None, None, 0.9, 4]
    assert values("c04", "Remarques") == ["B\u00a0: échec"]
    assert rows["c02", "2"][columns["Écart"] - 1].fill.fgColor.rgb == "00F8CBAD"
    assert rows["c01", "2"][columns["Écart"] - 1].fill.fgColor.rgb != "00F8CBAD"
    assert not [key for key in rows if key[0] == "c06"]


def test_graders_are_named_when_asked_for(french, opened):
    names = {"c01": {"A": "openai:gpt-x", "B": "offline:lexical"}}
    comparison = opened(french, grader_names=names).worksheets[3]

    assert "Correcteurs" not in header(opened(french).worksheets[3])
    assert comparison.cell(2, header(comparison)["Correcteurs"]).value == "A = openai:gpt-x, B = offline:lexical"


def test_statistics_are_formulas_that_match(session, opened):
    formulas, values = (opened(session, values=values).worksheets[4] for values in (False, True))
    statistics = session_result(session).statistics
    totals = [float(copy.total) for copy in session_result(session).copies if copy.total is not None]

    shown = [values.cell(row, 2).value for row in range(2, 12)]
    assert shown[:4] == [6, 3, 1, 3]
    expected = [sum(totals) / 3, median(totals), pstdev(totals), min(totals), max(totals)]
    assert shown[5:] == pytest.approx(expected, abs=0.005)
    assert all(str(formulas.cell(row, 2).value).startswith("=") for row in (3, *range(7, 12)))
    assert [values.cell(row, 5).value for row in range(3, 13)] == [bar.count for bar in statistics.histogram]


def test_charts(french, opened):
    histogram, facility = opened(french).worksheets[4]._charts

    assert histogram.series[0].val.numRef.f == "'Statistiques'!$E$3:$E$12"
    assert facility.series[0].val.numRef.f == "'Statistiques'!$L$3:$L$6"
    assert facility.series[0].cat.numRef.f == "'Statistiques'!$G$3:$G$6"
    assert not histogram.x_axis.delete


def test_a_session_without_copies_has_empty_figures(french, opened):
    empty = french.model_copy(update={"copies": (), "attempts": (), "decisions": ()})
    formulas, values = (opened(empty, values=values) for values in (False, True))

    assert formulas.worksheets[1]["C3"].value == '=IFERROR(AVERAGE($C$2:$C$2),"")'
    assert values.worksheets[1]["C3"].value is None
    assert values.worksheets[4]["B3"].value == 0
