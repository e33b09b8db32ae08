"""A key and a student's name that must not be found where they do not belong, whatever the provider sends back."""

import base64
import json
import logging
import os
import traceback
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bareme.calls.call import Caller, CallPlan
from bareme.cli.app import app
from bareme.domain.policy import Grader
from bareme.errors import ModelFailure, ProviderUnreachable, UnknownModel
from bareme.graphs.mock_exam.graph import build_mock_exam_graph
from bareme.models.registry import build_model
from bareme.settings import get_settings
from tests.faults.laboratory import KEY, STUDENT, Fault, grade_three, laboratory, strike
from tests.mock_exams import sample_submission
from tests.provider.server import Provider, Scripted, prompt_of, run_provider
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
    Fault("cut", lambda _: Wire((f"HTTP/1.1 200 {KEY}\r\nx: {STUDENT}".encode(),), ending="reset"), "failed", 2),
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


@pytest.mark.parametrize("client", ["openai", "local", "openrouter", "anthropic", "google"])
async def test_user_and_password_in_an_address_are_used_and_never_written(
    endpoint: Provider, client: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    root = endpoint.base_url.removesuffix("/v1").replace("http://", f"http://proxy:{KEY}%21@")
    address = root if client in {"anthropic", "google"} else f"{root}/v1"
    names = ("OPENAI_API_BASE", "OPENROUTER_BASE_URL", "BAREME_LOCAL_BASE_URL", "ANTHROPIC_BASE_URL")
    addresses = dict.fromkeys((*names, "GOOGLE_GEMINI_BASE_URL"), address)
    keys = dict.fromkeys(("OPENROUTER_API_KEY", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY"), "another")
    async with laboratory(endpoint, tmp_path, **addresses, **keys):
        endpoint.script = lambda _: 400
        # One at another path of the same host, which has none.
        with pytest.MonkeyPatch.context() as patch:
            for name in addresses:
                patch.setenv(name, endpoint.base_url)
            get_settings.cache_clear()
            build_model(Grader(model=f"{client}:acme/other"))
        get_settings.cache_clear()
        model = build_model(Grader(model=f"{client}:acme/any"))
        with pytest.raises(ModelFailure):
            await Caller(CallPlan(f"{client}:acme/any")).call(lambda: model.ainvoke("Hello"))
        shown = repr(model) + str(vars(model))
        listed = CliRunner().invoke(app, ["models", "--json"]).output
    expected = base64.b64encode(f"proxy:{KEY}!".encode()).decode()
    assert [headers["authorization"] for headers in endpoint.headers] == [f"Basic {expected}"]
    assert "127.0.0.1" in caplog.text
    assert "127.0.0.1" in listed
    for told in (caplog.text, shown, listed):
        assert KEY not in told
        assert expected not in told


@pytest.mark.parametrize("key", [f"{KEY}\nx", f"{KEY} x", f"{KEY}é", f"{KEY}\x00", f"{KEY}\x7f"])
async def test_a_key_that_is_none_is_refused_before_http_quotes_it(
    endpoint: Provider, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.environ", {**os.environ})  # the system's own holds no zero
    async with laboratory(endpoint, tmp_path):
        os.environ["OPENAI_API_KEY"] = key
        with pytest.raises(UnknownModel) as raised:
            build_model(Grader(model="openai:any"))
    assert KEY not in "".join(traceback.format_exception(raised.value))
    assert KEY not in raised.value.explain("fr")


@pytest.mark.parametrize(
    "address", [f"http://h/v1?key={KEY}", f"proxy:{KEY}@h/v1", f"ftp://{KEY}@h", f"http://h/#{KEY}"]
)
async def test_an_address_that_is_none_is_refused(endpoint: Provider, address: str, tmp_path: Path) -> None:
    async with laboratory(endpoint, tmp_path, OPENAI_API_BASE=address):
        with pytest.raises(UnknownModel) as raised:
            build_model(Grader(model="openai:any"))
    assert KEY not in "".join(traceback.format_exception(raised.value))


@pytest.mark.parametrize("client", ["openai", "anthropic", "google"])
@pytest.mark.parametrize("status", [302, 307, 308])
async def test_a_provider_that_sends_elsewhere_does_not_send_key_and_copy_there(
    endpoint: Provider, client: str, status: int, tmp_path: Path
) -> None:
    root = endpoint.base_url.removesuffix("/v1")
    addresses = {"OPENAI_API_BASE": endpoint.base_url, "ANTHROPIC_BASE_URL": root, "GOOGLE_GEMINI_BASE_URL": root}
    keys = dict.fromkeys(("ANTHROPIC_API_KEY", "GOOGLE_API_KEY"), KEY)
    with run_provider() as elsewhere:
        async with laboratory(endpoint, tmp_path, **addresses, **keys):
            endpoint.script = lambda _: Reply(status, b"", {"location": elsewhere.base_url})
            model = build_model(Grader(model=f"{client}:acme/any"))
            with pytest.raises(ProviderUnreachable):
                await Caller(CallPlan(f"{client}:acme/any")).call(lambda: model.ainvoke(f"Copy of {STUDENT}"))
        assert endpoint.requests
        assert elsewhere.requests == []
        assert elsewhere.headers == []


async def test_a_provider_may_send_on_within_its_own_house(endpoint: Provider, tmp_path: Path) -> None:
    async with laboratory(endpoint, tmp_path):
        answers = iter([Reply(307, b"", {"location": f"{endpoint.base_url}/elsewhere"})])
        endpoint.script = lambda _: next(answers, None)
        seen = await grade_three(("openai:any",))
    assert {progress["status"] for progress in seen[0]["progress"].values()} == {"complete"}
    assert {headers["authorization"] for headers in endpoint.headers} == {f"Bearer {KEY}"}
