"""What a session took, in every format: by copy, by grader only where they are named."""

import io
from collections import Counter
from decimal import Decimal
from itertools import pairwise

import pytest
from openpyxl import load_workbook

from bareme.domain.money import Usage
from bareme.domain.session import GradedSession
from bareme.exports import ExportFormat, export, read_csv_flat, read_csv_wide, read_json
from tests.exports.conftest import MODELS, NAMES


def took(n: int, cost: str | None) -> Usage:
    return Usage(calls=1, input_tokens=1_000 * n, cached_input_tokens=500 * n, output_tokens=100 * n, cost=cost)


@pytest.fixture
def paid(english: GradedSession) -> GradedSession:
    """The session, with a price for grader B's calls alone."""
    attempts = tuple(
        attempt.model_copy(update={"usage": took(1 + i, "0.012345" if attempt.label == "B" else None)})
        for i, attempt in enumerate(english.attempts)
    )
    return english.model_copy(update={"attempts": attempts, "shared_usage": took(2, "0.5")})


def test_json_tells_it_by_copy_label_and_named_grader(paid: GradedSession, at) -> None:
    blind = read_json(export(paid, ExportFormat.JSON, generated_at=at))
    assert blind.usage.graders is None
    assert blind.usage.analysis == paid.shared_usage
    assert blind.usage.total == sum((a.usage for a in paid.attempts), paid.shared_usage)
    assert blind.usage.total.unpriced_calls == sum(a.label != "B" for a in paid.attempts)
    for submission in blind.submissions:
        own = [a for a in paid.attempts if a.copy_id == submission.copy_id]
        assert submission.usage == sum((a.usage for a in own), Usage())
        assert submission.usage_by_label == {}  # a price would tell which label is the dear model
    for text in MODELS:
        assert text not in export(paid, ExportFormat.JSON, generated_at=at).decode()

    named = read_json(export(paid, ExportFormat.JSON, generated_at=at, grader_names=NAMES))
    assert named.usage.graders is not None
    assert set(named.usage.graders) == set(MODELS)
    assert sum(named.usage.graders.values(), paid.shared_usage) == named.usage.total
    for submission in named.submissions:
        assert sum(submission.usage_by_label.values(), Usage()) == submission.usage
        assert set(submission.usage_by_label) == {a.label for a in paid.attempts if a.copy_id == submission.copy_id}


def test_the_wide_csv_has_it_by_copy(paid: GradedSession, at) -> None:
    for dialect in ("french", "plain"):
        table = read_csv_wide(export(paid, ExportFormat.CSV, dialect=dialect, usage=True, generated_at=at))
        for row in table.rows:
            usage = sum((a.usage for a in paid.attempts if a.copy_id == row.copy_id), Usage())
            tokens = (usage.input_tokens, usage.cached_input_tokens, usage.output_tokens)
            assert (row.input_tokens, row.cached_tokens, row.output_tokens) == tokens
            assert row.cost == usage.cost
    assert Decimal("0.012345") in {row.cost for row in table.rows}


def test_tables_and_workbooks_tell_it_only_where_it_is_asked_for(paid: GradedSession, at) -> None:
    files = [export(paid, ExportFormat.CSV, usage=usage, generated_at=at) for usage in (True, False)]
    told, plain = map(read_csv_wide, files)
    nothing = {"input_tokens": None, "cached_tokens": None, "output_tokens": None, "cost": None}
    assert plain.questions == told.questions
    assert plain.rows == tuple(row.model_copy(update=nothing) for row in told.rows)
    book = load_workbook(io.BytesIO(export(paid, ExportFormat.XLSX, generated_at=at)))
    assert "Usage" not in book.sheetnames


def test_the_flat_csv_has_it_in_the_first_row_of_each_copy(paid: GradedSession, at) -> None:
    for dialect in ("french", "plain"):
        rows = read_csv_flat(export(paid, ExportFormat.CSV_FLAT, dialect=dialect, generated_at=at))
        attempts = sum((a.usage for a in paid.attempts), Usage())
        assert sum(row.copy_input_tokens or 0 for row in rows) == attempts.input_tokens
        assert sum(row.copy_cached_tokens or 0 for row in rows) == attempts.cached_input_tokens
        assert sum(row.copy_output_tokens or 0 for row in rows) == attempts.output_tokens
        assert sum(row.copy_cost or 0 for row in rows) == attempts.cost
        for before, row in pairwise(rows):
            assert (row.copy_input_tokens is not None) == (row.copy_id != before.copy_id)
        waiting = next(row for row in rows if row.copy_id == "c06")
        assert (waiting.copy_input_tokens, waiting.copy_cost) == (0, 0)


def test_the_workbook_has_a_sheet_of_it(paid: GradedSession, at) -> None:
    for names, graders in [({}, set()), (NAMES, set(MODELS))]:
        data = export(paid, ExportFormat.XLSX, generated_at=at, grader_names=names, usage=True)
        rows = [list(row) for row in load_workbook(io.BytesIO(data), data_only=True)["Usage"].values]
        total = next(row for row in rows if row[0] == "Total")
        usage = sum((a.usage for a in paid.attempts), paid.shared_usage)
        first = rows[0].index("Calls")
        assert total[first : first + 7] == [
            usage.calls,
            usage.unanswered_calls,
            usage.input_tokens,
            usage.cached_input_tokens,
            usage.output_tokens,
            float(usage.cost or 0),
            usage.unpriced_calls,
        ]
        assert {row[0] for row in rows} & set(MODELS) == graders
        by_grader = Counter((a.copy_id, names[a.copy_id][a.label]) for a in paid.attempts if names)
        assert {(row[1], row[2]): row[first] for row in rows if row[2] in set(MODELS)} == by_grader
        by_copy = Counter(a.copy_id for a in paid.attempts)
        told = {row[1]: sum(int(str(r[first])) for r in rows if r[1] == row[1]) for row in rows if row[1] in by_copy}
        assert told == by_copy
        # Blind, a copy has one row: a row a label would show which label is the dear model.
        assert (max(Counter(row[1] for row in rows if row[1] in by_copy).values()) == 1) == (not names)
