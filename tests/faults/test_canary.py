"""A key and a student's name that must not be found where they do not belong, whatever the provider sends back."""

import json
import logging
import traceback
from pathlib import Path
from typing import Any

import pytest

from bareme.domain.policy import Grader
from bareme.graphs.mock_exam import build_mock_exam_graph
from bareme.models.registry import build_model
from tests.faults.laboratory import KEY, STUDENT, Fault, laboratory, strike
from tests.mock_exams import sample_submission
from tests.provider.server import Provider, Scripted, prompt_of
from tests.provider.wire import Reply, Wire

type Json = dict[str, Any]

TALKATIVE = {"message": f"{STUDENT} sent {KEY}", "type": KEY, "code": STUDENT, "param": KEY}


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def quoting(status: int) -> Fault:
    def answer(request: Json) -> Scripted:
        return Reply.of({"error": {**TALKATIVE, "prompt": prompt_of(request)}}, status)

    outcome, calls = ("waiting", 1) if status == 402 else ("failed", 3 if status in {200, 429, 500} else 1)
    return Fault(f"HTTP {status}", answer, outcome, calls)  # type: ignore[arg-type]


FAULTS = [
    *(quoting(status) for status in (200, 400, 401, 402, 403, 404, 429, 500)),
    Fault("a page", lambda _: Reply(200, f"<p>{STUDENT} {KEY}".encode()), "failed", 3),
    Fault("cut", lambda _: Wire((f"HTTP/1.1 200 {KEY}\r\nx: {STUDENT}".encode(),), ending="reset"), "failed", 3),
    Fault("no JSON", lambda _: Reply(200, f"{{{STUDENT} {KEY}".encode()), "failed", 3),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
async def test_neither_is_in_logs_errors_events_or_attempts(
    endpoint: Provider, fault: Fault, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    seen = await strike(endpoint, fault, 1, tmp_path)
    assert seen.as_expected(fault, 1), (seen.outcomes, seen.calls)
    assert any(KEY in headers["authorization"] for headers in endpoint.headers)
    kept = {name: seen.state[name] for name in ("attempts", "progress", "comparisons")}
    for canary in (KEY, STUDENT, json.dumps(STUDENT)[1:-1]):
        assert canary not in caplog.text
        assert canary not in json.dumps(kept, ensure_ascii=False)
        assert canary not in json.dumps(seen.events, ensure_ascii=False)
    # The name is where it belongs: with the copy.
    assert STUDENT in json.dumps(seen.state["copies"], ensure_ascii=False)
    assert KEY not in json.dumps(seen.state, ensure_ascii=False, default=str)
    assert KEY.encode() not in everything_in(tmp_path)


@pytest.mark.parametrize("status", [200, 400, 401, 402, 500])
async def test_the_traceback_of_a_failed_run_holds_neither(
    endpoint: Provider, status: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with laboratory(endpoint, tmp_path):
        endpoint.script = lambda _: Reply.of({"error": TALKATIVE}, status)
        graph = build_mock_exam_graph()
        given: Any = {"exam_submission": sample_submission()}
        with pytest.raises(Exception) as raised:  # noqa: PT011 - whatever reaches the server's log
            await graph.ainvoke(given, {"configurable": {"model": "openai:any"}})
        assert endpoint.requests
    told = "".join(traceback.format_exception(raised.value)) + caplog.text
    assert KEY not in told
    assert STUDENT not in told


async def test_a_model_does_not_show_its_key(endpoint: Provider, tmp_path: Path) -> None:
    async with laboratory(endpoint, tmp_path):
        model = build_model(Grader(model="openai:any"))
        assert KEY not in repr(model) + str(model) + model.model_dump_json(exclude={"profile"}, fallback=str)
