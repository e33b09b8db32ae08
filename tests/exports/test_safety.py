"""No text, whoever wrote it, becomes a formula or breaks a file."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bareme.exports import ExportFormat, export, read_csv_flat, read_csv_wide, read_json
from bareme.exports.dialect import DialectName
from tests.exports.formats import FROM_THE_SESSION

STARTS = tuple("=+-@\t\r\n＝＋－＠")
PREFIXES = ["=", "+", "-", "@", "\t", "\r", "'", "'=", "''-", " =", "\x00="]
TEXTS = st.one_of(
    st.text(max_size=80),
    st.builds(str.__add__, st.sampled_from(PREFIXES), st.text()),
    st.text(alphabet="=+-@'\t\r\n ;,\"\\${}_^\x00\x0cx1é😀", max_size=40),
)


def kept(text: str) -> str:
    """What of `text` an export keeps: all but control characters."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in unix if c in "\t\n" or (unicodedata.category(c) != "Cc" and c not in "\ufffe\uffff"))


CSVS = [fmt for fmt in FROM_THE_SESSION if fmt.extension == "csv"]
GRADEBOOKS = {ExportFormat.MOODLE, ExportFormat.CANVAS}
"""They have a dialect of their own."""


@given(TEXTS)
def test_csv_cells(one_text, at, text):
    session = one_text(text)
    for fmt in CSVS:
        delimiters: dict[DialectName, str] = {"french": "," if fmt in GRADEBOOKS else ";", "plain": ","}
        for dialect, delimiter in delimiters.items():
            data = export(session, fmt, dialect=dialect, generated_at=at).decode().removeprefix("\ufeff")
            cells = [cell for row in csv.reader(io.StringIO(data, newline=""), delimiter=delimiter) for cell in row]
            assert not [cell for cell in cells if cell.lstrip(" ").startswith(STARTS)]
            assert not [c for c in data if unicodedata.category(c) == "Cc" and c not in "\t\r\n"]


@given(TEXTS)
def test_texts_read_back(one_text, at, text):
    session = one_text(text)
    for dialect in ("french", "plain"):
        (wide,) = read_csv_wide(export(session, ExportFormat.CSV, dialect=dialect, generated_at=at)).rows
        (flat,) = read_csv_flat(export(session, ExportFormat.CSV_FLAT, dialect=dialect, generated_at=at))
        assert wide.general_comment == flat.feedback == kept(text)
        assert wide.student_name == flat.student_name == kept(text[:200] or "x")
    (submission,) = read_json(export(session, ExportFormat.JSON, generated_at=at)).submissions
    assert submission.questions[0].feedback == kept(text)
    assert submission.questions[0].attempts["A"].evidence == (kept(text),)


@settings(max_examples=30)  # a workbook takes a while to write and to read
@given(TEXTS)
def test_xlsx_cells(one_text, at, text):
    book = load_workbook(io.BytesIO(export(one_text(text), ExportFormat.XLSX, generated_at=at)))
    feedback, transcription, rationale = (book["Détails"].cell(2, column) for column in (11, 12, 13))

    for cell in (feedback, transcription, rationale):
        assert (cell.value or "") == kept(text)
        assert cell.data_type in {"s", "n"}  # an empty cell counts as a number
        assert cell.quotePrefix == kept(text).lstrip(" '").startswith(STARTS)


KNOWN = ["-2 m", "+3", "=1+1", "@nom", "\tx", "'", "'=x", r"-\frac{1}{2}", "#N/A", r"$\vec{v}$"]


@pytest.mark.parametrize("text", KNOWN)
def test_known_texts_read_back(one_text, at, text):
    (row,) = read_csv_wide(export(one_text(text), ExportFormat.CSV, generated_at=at)).rows
    book = load_workbook(io.BytesIO(export(one_text(text), ExportFormat.XLSX, generated_at=at)))
    cell = book["Détails"].cell(2, 11)

    assert row.general_comment == text
    assert (cell.value, cell.data_type) == (text, "s")


@pytest.mark.parametrize("text", ["=" * 40_000, "é" * 40_000, "😀" * 20_000])
def test_long_texts_are_cut_to_what_a_cell_holds(one_text, at, text):
    (flat,) = read_csv_flat(export(one_text(text), ExportFormat.CSV_FLAT, generated_at=at))
    book = load_workbook(io.BytesIO(export(one_text(text), ExportFormat.XLSX, generated_at=at)))
    (submission,) = read_json(export(one_text(text), ExportFormat.JSON, generated_at=at)).submissions

    for cut in (flat.feedback, str(book["Détails"].cell(2, 11).value)):
        assert len(cut.encode("utf-16-le")) // 2 in range(32_765, 32_768)
        assert cut.endswith("…")
        assert text.startswith(cut[:-1])
    assert submission.questions[0].feedback == text
