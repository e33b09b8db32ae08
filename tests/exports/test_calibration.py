"""Same answers with other marks, in every file."""

import io
from collections.abc import Callable
from datetime import datetime

import pytest
from openpyxl import load_workbook

from bareme.domain.answer_groups.same_answers import AnswerGroup
from bareme.domain.attempts import Flag
from bareme.domain.session import GradedSession
from bareme.exports import ExportFormat, export, read_csv_flat, read_csv_wide, read_json
from bareme.exports.descriptions import MARK_FLAGS
from bareme.translation import translator

NAMES = {f"c0{i}": {"A": "openai:gpt-x", "B": "offline:lexical"} for i in range(1, 7)}

type Rows = Callable[..., list[list[object]]]


@pytest.fixture
def planted(session: GradedSession) -> GradedSession:
    """The session of both languages, with c01 and c02 said to have the same answer to 1.a."""
    return session.model_copy(update={"same_answers": {"1.a": (AnswerGroup(copy_ids=("c01", "c02"), by_model=True),)}})


@pytest.fixture
def rows(at: datetime) -> Rows:
    """The values of the sheet before that of the graders, if there is one."""

    def open_(session: GradedSession, **options: object) -> list[list[object]]:
        data = export(session, ExportFormat.XLSX, generated_at=at, **options)  # type: ignore[arg-type]
        book = load_workbook(io.BytesIO(data), data_only=True)
        sheet = next(book[name] for name in ("Harmonisation", "Calibration") if name in book.sheetnames)
        return [list(row) for row in sheet.values]

    return open_


def test_the_json_tells_the_group_and_flags_both(planted: GradedSession, at: datetime) -> None:
    read = read_json(export(planted, ExportFormat.JSON, generated_at=at))
    assert read.calibration is not None
    (found,) = read.calibration.inconsistencies
    assert [mark.copy_id for mark in found.marks] == ["c01", "c02"]
    flags = {s.copy_id: s.questions[0].questions[0].flags for s in read.submissions}
    assert [i for i, given in flags.items() if Flag.SAME_ANSWER_OTHER_MARK in given] == ["c01", "c02"]


def test_the_csv_files_flag_both(planted: GradedSession, at: datetime) -> None:
    flat = read_csv_flat(export(planted, ExportFormat.CSV_FLAT, generated_at=at))
    flagged = {(row.copy_id, row.question_id) for row in flat if Flag.SAME_ANSWER_OTHER_MARK in row.flags}
    assert flagged == {("c01", "1.a"), ("c02", "1.a")}
    wide = read_csv_wide(export(planted, ExportFormat.CSV, generated_at=at))
    said = f"1.a ({translator(planted.policy.language)(MARK_FLAGS[Flag.SAME_ANSWER_OTHER_MARK])})"
    assert [row.copy_id for row in wide.rows if said in row.to_check] == ["c01", "c02"]


def test_the_workbook_has_a_sheet_of_it(planted: GradedSession, rows: Rows) -> None:
    sheet = rows(planted)
    assert [row[0] for row in sheet[4:6]] == ["c01", "c02"]
    assert [row[2] for row in sheet[4:6]] == ["1.a", "1.a"]
    assert sheet[4][3] != sheet[5][3]
    assert sheet[4][6] in {"modèle", "model"}


def test_a_session_without_it_says_so_and_names_no_grader(session: GradedSession, rows: Rows) -> None:
    texts = {str(cell) for row in rows(session) for cell in row if cell}
    assert texts & {"Aucune\u00a0: les réponses reconnues comme identiques ont la même note.",
                    "None: all answers that are known to be the same have the same mark."}  # fmt: skip
    assert not any("openai" in text for text in texts)
    assert any("openai" in str(cell) for row in rows(session, grader_names=NAMES) for cell in row)


def test_off_leaves_no_trace(session: GradedSession, at: datetime) -> None:
    policy = session.policy.model_copy(update={"calibration": "off"})
    off = session.model_copy(update={"policy": policy})
    assert read_json(export(off, ExportFormat.JSON, generated_at=at)).calibration is None
    names = load_workbook(io.BytesIO(export(off, ExportFormat.XLSX, generated_at=at))).sheetnames
    assert not {"Harmonisation", "Calibration"} & set(names)
