"""Every list that the class list reader is tested with, with a column for marks added, is filled in."""

import pytest

from bareme.errors import InvalidInput, UncertainEncoding
from bareme.rosters import read_roster
from bareme.school_files import Outcome
from bareme.tables import decode, is_workbook
from tests.rosters.exports import ALL, Export
from tests.school_files.test_filling import MARKS, filled, outcomes

TITLE = "Devoir 7"
TEXTS = [export for export in ALL if not export.refused and not is_workbook(export.data)]
WORKBOOKS = [export for export in ALL if not export.refused and is_workbook(export.data)]


def with_marks(lines: list[str], places: list[int], marks: list[str]) -> list[str]:
    """Return lines with a mark at the end of those at `places`."""
    written = dict(zip(places, marks, strict=True))
    return [line + written.get(place, "") for place, line in enumerate(lines)]


@pytest.mark.parametrize("export", TEXTS, ids=lambda export: export.name)
def test_a_list_is_filled_in_and_nothing_else_of_it_changes(export: Export) -> None:
    reading = read_roster(export.data)
    name = "utf-16-le" if reading.encoding == "utf-16" else reading.encoding
    mark = export.data[: len(export.data) - len(decode(export.data).text.encode(name))]
    text = decode(export.data).text
    delimiter = max(";,\t|", key=text.count)
    end = next((end for end in ("\r\n", "\n", "\r") if end in text), "\n")
    lines = text.removesuffix(end).split(end)
    titles = next((n for n, line in enumerate(lines) if all(title in line for title in reading.columns)), 0)
    pupils = [n for n, line in enumerate(lines) if n > titles and _is_pupil(line)]
    assert len(pupils) == len(MARKS) or not reading.titled

    def written(marks: list[str]) -> bytes:
        begun = [
            line if n < titles else line + delimiter + (TITLE if n == titles else "") for n, line in enumerate(lines)
        ]
        return mark + end.join([*with_marks(begun, pupils, marks), ""]).encode(name)

    if not reading.titled:
        with pytest.raises(InvalidInput, match="put a first line"):
            filled(written([""] * len(pupils)), mark=TITLE, encoding=reading.encoding)
        return
    file = filled(written([""] * len(pupils)), mark=TITLE)
    sign = "." if delimiter == "," else ","
    marks = [f"{8 + place / 4:g}".replace(".", sign) for place in range(len(pupils))]
    expected: list[Outcome] = [Outcome.WRITTEN] * len(pupils)
    if not {"number", "email", "login"} & set(export.holds.split()):
        # Two pupils of one name, and nothing that tells them apart.
        marks[2] = marks[3] = ""
        expected[2] = expected[3] = Outcome.AMBIGUOUS
    assert outcomes(file) == expected
    assert file.data == written(marks)


def _is_pupil(line: str) -> bool:
    return any(word in line for word in ("LAN", "Rochefoucauld", "MARTIN", "BRIEN", "U\u00d1EZ", "N\u0303EZ", "Lar"))


@pytest.mark.parametrize("export", WORKBOOKS, ids=lambda export: export.name)
def test_a_spreadsheet_is_read_or_refused_with_advice(export: Export) -> None:
    is_read = export.data.startswith(b"PK") and "ods" not in export.name
    match = "there is no column|no column is for marks" if is_read else "save it as .xlsx"
    with pytest.raises(InvalidInput, match=match):
        filled(export.data, mark=TITLE)


def test_a_list_that_cannot_be_read_is_refused() -> None:
    for export in ALL:
        if export.refused and not is_workbook(export.data):
            with pytest.raises((InvalidInput, UncertainEncoding)):
                filled(export.data, mark=TITLE)
