import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.exports import ExportFormat, export_name


@pytest.mark.parametrize(
    ("fmt", "name"),
    [
        (ExportFormat.CSV, "grading_2026-02-27_session-abc123.csv"),
        (ExportFormat.CSV_FLAT, "grading_2026-02-27_session-abc123-flat.csv"),
        (ExportFormat.JSON, "grading_2026-02-27_session-abc123.json"),
        (ExportFormat.XLSX, "grading_2026-02-27_session-abc123.xlsx"),
    ],
)
def test_names(french, at, fmt, name):
    assert export_name(french, fmt, at=at) == name


@given(st.text())
def test_any_session_id_makes_a_safe_name(french, at, session_id):
    name = export_name(french.model_copy(update={"session_id": session_id}), ExportFormat.JSON, at=at)
    assert re.fullmatch(r"grading_2026-02-27_session-[A-Za-z0-9_-]{1,64}\.json", name)
