"""A whole exam against a provider's recorded answers (pytest-recording), replayed without a key and without a network.

To record, or to record again after the prompt has changed:

    OPENAI_API_KEY=… pytest tests/graphs/test_mock_exam_recorded.py -k full_exam \\
        --record-mode=rewrite --force-enable-socket

Keys, organisations, cookies and the student's id never get into a recording: see `vcr_config` in conftest.py.
"""

import json
from pathlib import Path
from typing import Any

import pytest
import vcr

from bareme.graphs.mock_exam.graph import graph_mock_exam
from bareme.models.registry import build_model
from bareme.settings import get_settings
from tests.mock_exams import sample_submission
from tests.provider.server import run_provider

CASSETTE = Path(__file__).parent / "cassettes" / "test_mock_exam_recorded" / "test_full_exam_grading_flow.yaml"

type Json = dict[str, Any]


def evaluate(model: str) -> Json:
    build_model.cache_clear()
    given = {"exam_submission": sample_submission()}
    state: Json = graph_mock_exam.invoke(given, {"configurable": {"model": model}})
    result: Json = state["structured_response"]
    return result


@pytest.mark.vcr
def test_full_exam_grading_flow(record_mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if record_mode == "none" and not CASSETTE.exists():
        pytest.skip("no recording of a provider: this module's docstring says how to make one")
    if record_mode == "none":
        monkeypatch.setenv("OPENAI_API_KEY", "replayed")
    result = evaluate("openai:gpt-5.1-mini")
    assert result["overall_result"]["grade"] in {"A", "B", "C", "D", "No Award"}


def test_a_recording_replays_and_holds_no_secret(
    vcr_config: Json, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cassette = tmp_path / "recorded.yaml"
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-very-secret")
    with run_provider() as endpoint:
        monkeypatch.setenv("OPENAI_API_BASE", endpoint.base_url)
        with vcr.use_cassette(str(cassette), **{**vcr_config, "record_mode": "once"}):
            recorded = evaluate("openai:any")
        assert len(endpoint.requests) == 2
    # The endpoint is gone, and so are the answers that were paid for: what comes now comes from the file.
    monkeypatch.setenv("BAREME_HOME", str(tmp_path / "elsewhere"))
    get_settings.cache_clear()
    with vcr.use_cassette(str(cassette), **{**vcr_config, "record_mode": "none"}):
        replayed = evaluate("openai:any")
    build_model.cache_clear()
    assert replayed["question_feedback"] == recorded["question_feedback"]
    written = cassette.read_text(encoding="utf-8")
    assert "very-secret" not in written
    assert "student_0417" not in written
    assert json.dumps("Mark this exam.")[1:-1] in written
