"""Ctrl-C half-way, at a provider that counts: nothing that was finished is asked for again."""

import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.conftest import ENGLISH, Run, command, environment
from tests.provider.held import Held
from tests.provider.server import Provider

COPIES = sorted((ENGLISH / "copies").iterdir())


def settings(provider: Provider) -> dict[str, str]:
    # One call at a time: what is in flight when it stops is one request.
    return {"OPENAI_BASE_URL": provider.base_url, "OPENAI_API_KEY": "none", "BAREME_MAX_IN_FLIGHT": "1"}


def wait_for(provider: Provider, requests: int, process: subprocess.Popen[str]) -> None:
    while len(provider.requests) < requests:
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)


def id_in(shown: str) -> str:
    match = re.search(r"bareme resume ([0-9a-f]{8})", shown)
    assert match is not None, shown
    return match[1]


@pytest.mark.slow
def test_ctrl_c_keeps_what_is_finished(bareme: Run, provider: Provider, tmp_path: Path) -> None:
    provider.script = Held(at_once=5)
    more = settings(provider)
    process = subprocess.Popen(
        command("grade", *COPIES, "--grader", "openai:alpha", "--grader", "openai:beta", "--scheme", "Q1: 5", "-y"),
        cwd=tmp_path,
        env=environment(tmp_path / "home", **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for(provider, 6, process)
    process.send_signal(signal.SIGINT)
    shown, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (130, "")
    assert len(provider.requests) == 6
    provider.script = None
    identity = id_in(shown)

    assert "arrêtée, à reprendre" in bareme("sessions", env=more).stdout
    assert "en attente" in bareme("show", identity, env=more).stdout

    resumed = bareme("resume", identity, env=more)
    assert resumed.returncode == 0, resumed.stderr
    assert "6/6" in resumed.stdout
    assert len(list(tmp_path.glob("grading_*"))) == 3
    # One request reads the files, then two graders mark six copies; what was in flight is asked for again.
    assert len(provider.repeated) == 1
    assert len(provider.requests) == 1 + 12 + 1


def test_ctrl_c_at_a_question_leaves_the_session_waiting(tmp_path: Path) -> None:
    process = subprocess.Popen(
        command("grade", *COPIES, "--grader", "offline:lexical"),
        cwd=tmp_path,
        env=environment(tmp_path / "home"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if "appels de modèle" in line:
            break
    process.send_signal(signal.SIGINT)
    # Its input stays open until it has ended: an end of input is an answer of its own.
    process.wait(timeout=120)
    shown, errors = process.communicate()
    assert (process.returncode, errors) == (130, "")
    assert id_in(shown)


def test_a_grader_that_fails_for_one_copy_fails_that_copy(bareme: Run, provider: Provider) -> None:
    def script(request: dict[str, object]) -> int | None:
        return 400 if "Ben Okafor" in str(request["messages"]) and "Examination" in str(request["tools"]) else None

    provider.script = script
    arguments = ["grade", *COPIES[:2], "--grader", "openai:alpha", "--scheme", "Q1: 5", "--yes", "--language", "en"]
    run = bareme(*arguments, env=settings(provider))
    assert run.returncode == 1
    assert "copy c02 is not graded" in run.stdout
    assert "HTTP 400" in run.stdout
    assert "--retry" in run.stdout
    provider.script = None
    asked = len(provider.requests)
    retried = bareme("resume", id_in(run.stdout), "--retry", env=settings(provider))
    assert retried.returncode == 0, retried.stdout
    assert len(provider.requests) == asked + 1
