"""Ctrl-C half-way, at a provider that counts: nothing that was finished is asked for again."""

import re
import signal
import subprocess
import time
from pathlib import Path

from tests.cli.conftest import FRENCH, command, environment
from tests.provider.server import Provider, run_provider

GRADERS = ("--grader", "openai:alpha", "--grader", "openai:beta")


def wait_until(reached: int, provider: Provider, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while len(provider.requests) < reached:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_ctrl_c_keeps_what_is_finished(tmp_path: Path) -> None:
    # One call at a time: what is in flight when it stops is one request.
    with run_provider(latency=0.15) as provider:
        more = {"OPENAI_BASE_URL": provider.base_url, "OPENAI_API_KEY": "none", "BAREME_MAX_IN_FLIGHT": "1"}
        env = environment(tmp_path / "home", **more)
        copies = sorted((FRENCH.parent / "history-science-en" / "copies").iterdir())
        arguments = command("grade", *copies, *GRADERS, "--scheme", "Q1: 5, Q2: 3", "--yes")
        process = subprocess.Popen(
            arguments, cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        wait_until(6, provider, process)
        process.send_signal(signal.SIGINT)
        shown, errors = process.communicate(timeout=30)
        assert process.returncode == 130, errors
        assert "Traceback" not in errors
        match = re.search(r"bareme resume\s+([0-9a-f]{8})", shown)
        assert match is not None, shown
        before = len(provider.requests)
        assert before < 12

        listed = subprocess.run(command("sessions"), cwd=tmp_path, env=env, capture_output=True, text=True, check=True)
        assert "arrêtée, à reprendre" in listed.stdout
        partial = subprocess.run(
            command("show", match[1]), cwd=tmp_path, env=env, capture_output=True, text=True, check=True
        )
        assert "en attente" in partial.stdout

        resumed = subprocess.run(
            command("resume", match[1]), cwd=tmp_path, env=env, capture_output=True, text=True, check=False
        )
        assert resumed.returncode == 0, resumed.stderr
        assert "6/6" in resumed.stdout
        assert len(list(tmp_path.glob("grading_*"))) == 3
        assert len(provider.repeated) <= 1
        # One request reads the files, then two graders mark six copies.
        assert len(provider.requests) == 1 + 12 + len(provider.repeated)


def test_a_grader_that_fails_for_one_copy_fails_that_copy(tmp_path: Path) -> None:
    refused = "Ben Okafor"

    def script(request: dict[str, object]) -> int | None:
        return 400 if refused in str(request["messages"]) and "Examination" in str(request["tools"]) else None

    copies = [FRENCH.parent / "history-science-en" / "copies" / name for name in ("anna-smith.pdf", "ben-okafor.pdf")]
    with run_provider(script=script) as provider:
        more = {"OPENAI_BASE_URL": provider.base_url, "OPENAI_API_KEY": "none"}
        env = environment(tmp_path / "home", **more)
        run = subprocess.run(
            command("grade", *copies, "--grader", "openai:alpha", "--scheme", "Q1: 5", "--yes", "--language", "en"),
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 1
        assert "copy c02" in run.stdout
        assert "HTTP 400" in run.stdout
        match = re.search(r"bareme resume ([0-9a-f]{8}) --retry", run.stdout)
        assert match is not None
        provider.script = None
        asked = len(provider.requests)
        retried = subprocess.run(
            command("resume", match[1], "--retry"), cwd=tmp_path, env=env, capture_output=True, text=True, check=False
        )
        assert retried.returncode == 0, retried.stdout
        assert len(provider.requests) == asked + 1
