"""A large class with criteria and coefficients: every file is read back to the same numbers."""

import io
from decimal import ROUND_HALF_UP, Decimal

import pytest
from openpyxl import load_workbook

from bareme.domain.session_result import session_result
from bareme.exports import ExportFormat, export
from bareme.exports.csv_flat import read_csv_flat
from bareme.exports.csv_wide import read_csv_wide
from bareme.exports.json_tree import read_json
from tests.benchmarks.exports import AT, COPIES, CRITERIA, QUESTIONS, large_session
from tests.exports.formats import FROM_THE_SESSION
from tests.work import calls_of


def test_a_hundred_copies_of_fifty_criteria_read_back_the_same() -> None:
    session = large_session()
    copies = session_result(session).copies
    totals = {copy.copy_id: copy.total for copy in copies}
    marks = {(copy.copy_id, q.question_id): q.value for copy in copies for q in copy.questions.values()}
    criteria = {
        (attempt.copy_id, mark.question_id, criterion.criterion_id): criterion.points
        for attempt in session.attempts
        for mark in attempt.marks.values()
        for criterion in mark.criteria
    }
    assert (len(marks), len(criteria)) == (COPIES * QUESTIONS, COPIES * QUESTIONS * CRITERIA)
    # By hand, apart from the domain: every other question counts one and a half times.
    for copy_id, total in totals.items():
        own = {q: value for (c, q), value in marks.items() if c == copy_id and value is not None}
        exact = sum((own[str(i)] * (Decimal("1.5") if i % 2 else 1) for i in range(QUESTIONS)), Decimal(0))
        assert total == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)

    files = {fmt: export(session, fmt, generated_at=AT) for fmt in FROM_THE_SESSION}

    wide = read_csv_wide(files[ExportFormat.CSV])
    assert {row.copy_id: row.total for row in wide.rows} == totals
    assert {
        (row.copy_id, question.title): value
        for row in wide.rows
        for question, value in zip(wide.questions, row.marks, strict=True)
    } == marks
    assert [question.coefficient for question in wide.questions] == ["1", "1,5"] * (QUESTIONS // 2)

    names = {f"Critère {i}": f"k{i}" for i in range(CRITERIA)}
    flat = read_csv_flat(files[ExportFormat.CSV_FLAT])
    assert {(row.copy_id, row.question_id, names[row.criterion_name]): row.points_earned for row in flat} == criteria

    tree = read_json(files[ExportFormat.JSON])
    assert {submission.copy_id: submission.total_points_earned for submission in tree.submissions} == totals
    assert {
        (submission.copy_id, question.id, criterion.id): criterion.points_earned
        for submission in tree.submissions
        for question in submission.questions
        for criterion in question.criteria
    } == criteria

    # The values that the formulas show, as a preview sees them.
    book = load_workbook(io.BytesIO(files[ExportFormat.XLSX]), data_only=True)
    rows = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows(min_row=2, max_row=COPIES + 1)]
    total_column, first = 2, 6
    assert {row[-2]: Decimal(str(row[total_column])).quantize(Decimal("0.01")) for row in rows} == totals
    assert {
        (row[-2], str(i)): Decimal(str(row[first + i])).quantize(Decimal("0.01"))
        for row in rows
        for i in range(QUESTIONS)
    } == marks


@pytest.mark.parametrize("fmt", FROM_THE_SESSION)
def test_twice_the_copies_are_twice_the_work(fmt: ExportFormat) -> None:
    """`make bench` prints the seconds."""
    few, twice_as_many = (large_session(copies) for copies in (12, 24))
    work = calls_of(export, few, fmt, generated_at=AT)
    assert calls_of(export, twice_as_many, fmt, generated_at=AT) < 2.2 * work
