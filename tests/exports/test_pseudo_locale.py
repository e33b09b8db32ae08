"""A third language is one file: nothing in an export but the session's own texts is left untranslated."""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bareme.domain.session import GradedSession
from bareme.exports import ExportFormat, export, read_csv_wide, read_scheme, write_scheme
from bareme.exports.dialect import read_rows
from bareme.exports.scheme_files import SchemeFormat
from bareme.exports.stamps import Stamp
from tests.exports.conftest import NAMES, class_session
from tests.exports.reviewed import reviewed_session
from tests.pseudo_locale import outside_brackets, pseudo_locale

_WORD = re.compile(r"[^\W\d_]{2,}")


@pytest.fixture(params=[class_session, reviewed_session])
def pseudo(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[GradedSession]:
    with pseudo_locale(tmp_path) as language:
        yield request.param(language)


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for part in (*value.keys(), *value.values()):
            yield from _leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part)
    else:
        yield str(value)


def _untranslated(texts: Iterator[str], session: GradedSession) -> set[str]:
    bands = [band.label for band in session.policy.grade_bands]
    own = set(_WORD.findall(" ".join([*_leaves(session.model_dump(mode="json")), *bands, str(NAMES)])))
    shown = (text for text in texts if Stamp.read(text) is None)
    return {text for text in shown if set(_WORD.findall(outside_brackets(text))) - own}


def test_workbook(pseudo: GradedSession, at: datetime, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(export(pseudo, ExportFormat.XLSX, generated_at=at, grader_names=NAMES))
    cells = [cell for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row]
    texts = (cell.value for cell in cells if isinstance(cell.value, str) and cell.data_type == "s")
    assert _untranslated(texts, pseudo) == set()


def test_csv(pseudo: GradedSession, at: datetime) -> None:
    for fmt in (ExportFormat.CSV, ExportFormat.HISTORY):
        cells = chain.from_iterable(read_rows(export(pseudo, fmt, generated_at=at)))
        assert _untranslated(cells, pseudo) == set()
    wide = read_csv_wide(export(pseudo, ExportFormat.CSV, generated_at=at))
    assert [row.copy_id for row in wide.rows] == [copy.copy_id for copy in pseudo.copies]


def test_scheme_reads_back(pseudo: GradedSession) -> None:
    data = write_scheme(pseudo.scheme, SchemeFormat.CSV, pseudo.policy.language)
    assert _untranslated(iter(data.decode().splitlines()[0].split(",")), pseudo) == set()
    assert read_scheme(data, SchemeFormat.CSV) == pseudo.scheme
