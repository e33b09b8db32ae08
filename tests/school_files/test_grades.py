"""Grades instead of points: from the bands that a teacher gives, and never guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.errors import InvalidInput
from bareme.school_files import GradeBand, Outcome, read_bands
from tests.rosters.exports import CLASS
from tests.school_files.test_filling import filled, mark_of, outcomes


def bands(*pairs: tuple[str, str]) -> tuple[GradeBand, ...]:
    return tuple(GradeBand(label, Decimal(mark)) for mark, label in pairs)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("16:A,14:B", bands(("16", "A"), ("14", "B"))),
        (" 0 : Non acquis , 15,5=Très bien,", bands(("15.5", "Très bien"), ("0", "Non acquis"))),
        ("92:1,81:2,5.5:6", bands(("92", "1"), ("81", "2"), ("5.5", "6"))),
        ("95:1,0;90:1,3;0:5,0", bands(("95", "1,0"), ("90", "1,3"), ("0", "5,0"))),
    ],
)
def test_bands_are_read(text: str, expected: tuple[GradeBand, ...]) -> None:
    assert read_bands(text) == expected


@pytest.mark.parametrize("text", [" ", "A", "16", "16:", ":A", "16:A:B", "-1:A", "16:A,,14:B", "x:A", "16:A;14"])
def test_what_are_no_bands_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="grades are given as"):
        read_bands(text)


@pytest.mark.parametrize("label", ["@SUM(1)*cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "A\x01", "A\nB"])
def test_a_grade_that_no_cell_can_hold_is_refused(label: str) -> None:
    with pytest.raises(InvalidInput, match="grades are given as"):
        read_bands(f"16:A;0:{label}")


def test_two_grades_at_one_mark_are_refused() -> None:
    with pytest.raises(InvalidInput, match="two grades begin at the same mark"):
        read_bands("16:A,16.0:B")


LABELS = st.text("ABCDEF+-123 é", min_size=1, max_size=4).map(str.strip).filter(bool)
POINTS = st.decimals(0, 20, places=2)


@given(st.dictionaries(POINTS, LABELS, min_size=1), POINTS)
def test_a_grade_is_the_highest_that_the_mark_reaches(given_bands: dict[Decimal, str], total: Decimal) -> None:
    text = ";".join(f"{mark}:{label}" for mark, label in given_bands.items()) + ";"
    file = filled(b"N\xc2\xb0;Note\n00412;\n", [mark_of(CLASS[0], total)], bands=text)
    reached = [mark for mark in given_bands if mark <= total]
    expected = given_bands[max(reached)] if reached else ""
    assert (file.rows[0].mark, outcomes(file)) == (expected, [Outcome.WRITTEN if reached else Outcome.NO_BAND])


def test_bands_are_of_marks_out_of_the_scale() -> None:
    text, two = "N°;Note\n00412;\n21000002;\n".encode(), [mark_of(CLASS[0], 18.4), mark_of(CLASS[1], 18.39)]
    file = filled(text, two, bands="92:1,81:2,67:3,50:4,30:5,0:6", scale=Decimal(100))
    assert [row.mark for row in file.rows] == ["1", "2"]  # 91.95 is not rounded up
    with pytest.raises(InvalidInput, match="the grade '1' begins at 92, but marks are out of 20"):
        filled(text, two, bands="92:1,0:6")


def test_what_the_title_says_of_points_is_no_matter_for_grades() -> None:
    file = filled("N°;Note /100\n00412;\n".encode(), [mark_of(CLASS[0], 16)], mark="Note", bands="16:A,0:B")
    assert file.rows[0].mark == "A"


@pytest.mark.parametrize(
    ("title", "cells"),
    [
        ("Note", ["A", "C", ""]),
        ("Grade", ["B+", "", ""]),
        ("Note", ["2-", "3", ""]),
        ("Note", ["1-2", "", ""]),
        ("Test (Letter)", ["", "", ""]),
        ("Test [Total Pts: 40 Letter] |4711", ["", "", ""]),
        ("Test (Lettre)", ["-", "-", "-"]),
        ("Note (1-6)", ["", "", ""]),
        ("Zensur 1 – 6", ["", "", ""]),
    ],
)
def test_a_column_of_grades_is_not_filled_with_points(title: str, cells: list[str]) -> None:
    lines = "".join(f"{pupil.number};{cell}\n" for pupil, cell in zip(CLASS, cells, strict=False))
    data = f"N°;{title}\n{lines}".encode()
    with pytest.raises(InvalidInput, match="is for grades, not for points: say from which mark"):
        filled(data, mark=title)
    assert filled(data, mark=title, bands="0:A").rows[0].mark == "A"
    assert filled(data, mark=title, scale=Decimal(20)).rows[0].mark == "8"


@pytest.mark.parametrize(
    "cells",
    [["A", "", ""], ["abs", "EX", "disp."], ["A", "D", "12"], ["-", "", "+1"], ["7", "16-17", ""], ["3", "", ""]],
)
def test_what_stands_in_a_column_of_points_is_not_taken_for_grades(cells: list[str]) -> None:
    lines = "".join(f"{pupil.number};{cell}\n" for pupil, cell in zip(CLASS, cells, strict=False))
    assert filled(f"N°;Devoir 2-3\n{lines}".encode(), mark="Devoir 2-3").rows[0].mark == "8"


@pytest.mark.parametrize(
    ("title", "before", "mark", "out_of"),
    [
        ("Test (%)", "", "41,25", 100),
        ("Note %", "", "41,25", 100),
        ("Test (Percentage)", "", "41,25", 100),
        ("Klausur in Prozent", "", "41,25", 100),
        ("Klausur", "62,5 %", "41,25 %", 100),
        ("Klausur", "62%", "41,25%", 100),
        ("Contrôle (50 %)", "", "8,25", 20),
        ("Contrôle 50%", "12", "8,25", 20),
    ],
)
def test_percentages_are_told_by_the_title_or_the_cells(title: str, before: str, mark: str, out_of: int) -> None:
    file = filled(f"N°;{title}\n21000002;{before}\n99;{before}\n".encode(), mark=title)
    assert (file.rows[0].mark, file.maximum) == (mark, out_of)


def test_percentages_of_another_maximum_are_refused() -> None:
    with pytest.raises(InvalidInput, match="has percentages, but its marks are out of 20"):
        filled("N°;Note /20\n21000002;62 %\n".encode(), mark="Note")
