"""What a session took, in every format: by copy and blind label, by grader only where they are named."""

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from bareme.domain.money import Usage
from bareme.domain.session import GradedSession
from bareme.exports import ExportFormat, export, read_csv_wide, read_json
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
        assert sum(submission.usage_by_label.values(), Usage()) == submission.usage
        assert set(submission.usage_by_label) == {a.label for a in own}
    for text in MODELS:
        assert text not in export(paid, ExportFormat.JSON, generated_at=at).decode()

    named = read_json(export(paid, ExportFormat.JSON, generated_at=at, grader_names=NAMES))
    assert named.usage.graders is not None
    assert set(named.usage.graders) == set(MODELS)
    assert sum(named.usage.graders.values(), paid.shared_usage) == named.usage.total


def test_the_wide_csv_has_it_by_copy(paid: GradedSession, at) -> None:
    for dialect in ("french", "plain"):
        table = read_csv_wide(export(paid, ExportFormat.CSV, dialect=dialect, generated_at=at))
        for row in table.rows:
            usage = sum((a.usage for a in paid.attempts if a.copy_id == row.copy_id), Usage())
            tokens = (usage.input_tokens, usage.cached_input_tokens, usage.output_tokens)
            assert (row.input_tokens, row.cached_tokens, row.output_tokens) == tokens
            assert row.cost == usage.cost
    assert Decimal("0.012345") in {row.cost for row in table.rows}


def test_the_workbook_has_a_sheet_of_it(paid: GradedSession, at) -> None:
    for names, graders in [({}, set()), (NAMES, set(MODELS))]:
        data = export(paid, ExportFormat.XLSX, generated_at=at, grader_names=names)
        rows = [list(row) for row in load_workbook(io.BytesIO(data), data_only=True)["Usage"].values]
        total = next(row for row in rows if row[0] == "Total")
        usage = sum((a.usage for a in paid.attempts), paid.shared_usage)
        assert total[3:9] == [
            usage.calls,
            usage.input_tokens,
            usage.cached_input_tokens,
            usage.output_tokens,
            float(usage.cost or 0),
            usage.unpriced_calls,
        ]
        assert {row[0] for row in rows} & set(MODELS) == graders
