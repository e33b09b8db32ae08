"""Adjusted totals and excused students in every file."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from bareme.domain.adjustments import Adjustment, AdjustmentCategory
from bareme.domain.attempts import MarkStatus
from bareme.domain.decisions import AdjustmentDecision, Decision, ExcuseDecision
from bareme.domain.session import GradedSession
from bareme.domain.session_result import session_result
from bareme.exports import ExportFormat, export, read_csv_wide
from bareme.exports.csv_flat import read_csv_flat
from bareme.exports.json_tree import read_json
from tests.domain.sessions import AT, attempt, session

LATE = Adjustment(percent=Decimal(-10), reason="=deux jours de retard")
BONUS = Adjustment(points=Decimal("1.5"))


@pytest.fixture
def adjusted() -> GradedSession:
    """c01: late and a bonus; c02: without question 2; c03: excused; c04: nobody could read it; c05: beyond 10."""
    points = {"c01": ("3", "4"), "c02": ("2", "6"), "c03": ("1", "1"), "c05": ("4", "6")}
    made = [attempt(i, label, {"1": one, "2": two}) for i, (one, two) in points.items() for label in "AB"]
    made += [attempt("c04", label, dict.fromkeys("12", MarkStatus.UNREADABLE)) for label in "AB"]
    about: Any = {"author": "Mme Roy", "at": AT, "scheme_version": 1, "evaluation_version": 2}
    decisions: list[Decision] = [
        AdjustmentDecision(copy_id="c01", category=AdjustmentCategory.LATE, adjustment=LATE, **about),
        *(
            AdjustmentDecision(copy_id=i, category=AdjustmentCategory.OTHER, adjustment=BONUS, **about)
            for i in ("c01", "c05")
        ),
        ExcuseDecision(copy_id="c02", question_id="2", excused=True, reason="absent", **about),
        ExcuseDecision(copy_id="c03", question_id=None, excused=True, **about),
    ]
    order = ["c01", "c02", "c03", "c04", "c05"]
    return session("1: 4, 2: 6", made, copies=order, decisions=decisions, language="fr")


def test_wide(adjusted: GradedSession) -> None:
    rows = read_csv_wide(export(adjusted, ExportFormat.CSV, generated_at=AT)).rows
    assert [(row.total, row.maximum, row.percentage, row.adjustment) for row in rows] == [
        (Decimal("7.8"), 10, 78, Decimal("0.8")),
        (2, 4, 50, None),
        (None, 10, None, None),
        (None, 10, None, None),
        (10, 10, 100, 0),
    ]
    assert [row.state for row in rows] == [
        "définitif",
        "définitif",
        "dispensé",
        "rien de lisible\u00a0: à regarder",
        "définitif",
    ]
    assert [row.excused for row in rows] == ["", "2", "toute la copie", "", ""]
    said = "retard\u00a0: −10\u00a0% des points obtenus (=deux jours de retard); autre raison\u00a0: +1,5 pt"
    assert rows[0].adjustments == said
    assert [row.marks for row in rows] == [(3, 4), (2, None), (None, None), (None, None), (4, 6)]


def test_flat(adjusted: GradedSession) -> None:
    rows = read_csv_flat(export(adjusted, ExportFormat.CSV_FLAT, generated_at=AT))
    own = [(r.copy_id, r.criterion_name, str(r.criterion_kind), r.points_earned) for r in rows if not r.question_id]
    assert own == [
        ("c01", "late", "adjustment", Decimal("-0.7")),
        ("c01", "other", "adjustment", Decimal("1.5")),
        ("c05", "other", "adjustment", Decimal("1.5")),
        ("c05", "(bounded by 0 and the maximum)", "bound", Decimal("-1.5")),
    ]
    (late,) = (row for row in rows if row.criterion_name == "late")
    assert (late.feedback, late.graded_by, late.graded_at) == ("=deux jours de retard", "Mme Roy", AT)
    excused = [(row.copy_id, row.question_id, row.counted) for row in rows if row.status == "excused"]
    assert excused == [("c02", "2", False), ("c03", "1", False), ("c03", "2", False)]
    assert {row.graded_by for row in rows if row.status == "excused"} == {""}


def test_json(adjusted: GradedSession) -> None:
    late, part, whole, unread, bounded = read_json(export(adjusted, ExportFormat.JSON, generated_at=AT)).submissions
    assert (late.points_before_adjustments, late.total_points_earned, late.grade) == (7, Decimal("7.8"), "Bien")
    assert [(one.category, one.points, one.percent, one.points_added) for one in late.adjustments] == [
        ("late", None, -10, Decimal("-0.7")),
        ("other", Decimal("1.5"), None, Decimal("1.5")),
    ]
    assert (bounded.total_points_earned, bounded.adjustment_bound) == (10, Decimal("-1.5"))
    assert (part.total_points_possible, part.questions[1].status, part.questions[1].counted) == (4, "excused", False)
    assert (whole.is_excused, whole.total_points_earned, whole.grade) == (True, None, None)
    assert (unread.is_unread, unread.total_points_earned, unread.grade) == (True, None, None)


def test_workbook(adjusted: GradedSession) -> None:
    data = io.BytesIO(export(adjusted, ExportFormat.XLSX, generated_at=AT))
    values, formulas = (load_workbook(data, data_only=only).worksheets[1] for only in (True, False))
    titles = {str(cell.value).partition("\n")[0]: position for position, cell in enumerate(values[1], start=1)}
    shown = {
        title: [values.cell(row, titles[title]).value for row in range(2, 7)]
        for title in ("Total", "Total comparé", "Maximum", "Ajustement", "Dispensé")
    }
    assert shown == {
        "Total": [7.8, 2, None, None, 10],
        "Total comparé": [7.8, None, None, None, 10],
        "Maximum": [10, 4, 10, 10, 10],
        "Ajustement": [0.8, None, None, None, 0],
        "Dispensé": [None, "2", "toute la copie", None, None],
    }
    first, last, added = (formulas.cell(2, titles[title]).coordinate for title in ("1", "2", "Ajustement"))
    assert formulas.cell(2, titles["Total"]).value == f'=IF(COUNT({first}:{last})=2,SUM({first}:{last})+{added},"")'
    assert (
        formulas.cell(3, titles["Total"]).value
        == f'=IF(COUNT({first[0]}3:{last[0]}3)=1,SUM({first[0]}3:{last[0]}3),"")'
    )
    # A copy excused as a whole has an empty total, which a calculation takes for 0: no percentage and no grade of that.
    for title in ("Pourcentage", "Mention"):
        formula = str(formulas.cell(4, titles[title]).value)
        assert formula.startswith(f'=IF({formulas.cell(4, titles["Total"]).coordinate}="","",'), formula
    assert values.cell(7, titles["Total comparé"]).value == float(session_result(adjusted).statistics.mean or 0) == 8.9


def test_history(adjusted: GradedSession) -> None:
    data = export(adjusted, ExportFormat.HISTORY, generated_at=AT, dialect="plain")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [(row["Copie"], row["Question"], row["Décision"], row["Après"]) for row in rows] == [
        ("c01", "", "ajustement du total (retard)", "−10\u00a0% des points obtenus"),
        ("c01", "", "ajustement du total (autre raison)", "1.5"),
        ("c05", "", "ajustement du total (autre raison)", "1.5"),
        ("c02", "2", "élève dispensé", ""),
        ("c03", "", "élève dispensé", ""),
    ]
