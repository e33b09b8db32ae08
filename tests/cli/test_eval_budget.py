"""The budget of an evaluation run is that of all its sessions."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.provider.server import Provider


@pytest.mark.parametrize("limit", [3, 5])
def test_what_failed_counts_in_the_budget_of_the_sessions_that_follow(
    bareme: Run, provider: Provider, tmp_path: Path, limit: int
) -> None:
    """A provider that fails every other time is asked no more often than the budget has calls, over all sessions."""
    rows = [
        {"question_id": f"Q{step}", "maximum": 4, "step": step, "student_id": name, "answer": f"{name}, {step}.",
         "human_marks": [{"rater": "A", "points": 2}]}
        for step in (0.5, 1)
        for name in ("s1", "s2", "s3")
    ]  # fmt: skip
    data = tmp_path / "answers.jsonl"
    data.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    provider.script = lambda _: 503 if len(provider.requests) % 2 else None
    asked = ("--grader", "openai:gpt-4.1", "--out", tmp_path / "run", "--resamples", 0, "--max-calls", limit)
    quick = {"BAREME_BACKOFF_SECONDS": "0.004", "OPENAI_BASE_URL": provider.base_url, "OPENAI_API_KEY": "none"}
    cut = bareme("eval", "run", data, *asked, env=quick)
    assert cut.returncode == 1
    assert 0 < len(provider.requests) <= limit
    assert set(json.loads((tmp_path / "run" / "run.json").read_text())["marks"]) == {"graded", "waiting"}
    # Nor on a second start, which knows what the first one's requests took.
    bareme("eval", "run", data, *asked, env=quick)
    assert len(provider.requests) <= limit
