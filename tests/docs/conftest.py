import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.docs.pages import REPOSITORY
from tests.docs.terminal import CLIENT
from tests.e2e.dev_server import DevServer
from tests.provider.evaluation import marks_by_key
from tests.provider.server import Json, Script, prompt_of, run_provider
from tests.provider.wire import Reply

CLASS = REPOSITORY / "fixtures" / "physics-fr"


def _environment(provider: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BAREME_", "OPENAI_"))}
    # Which label a model has on a copy hangs on the secret of the server; with this one they are those of the pages.
    fixed = {"COLUMNS": "100", "BAREME_SECRET": "the docs 109", "OPENAI_API_KEY": "test", "OPENAI_BASE_URL": provider}
    return {**kept, **fixed, "BAREME_OCR": "off"}


def _quota_ends_once() -> Script:
    """Refuse the first call about a section of the hundred questions, and mark the other questions by their key."""
    refused: list[Json] = []

    def script(request: Json) -> Json | Reply | None:
        prompt = prompt_of(request)
        if '"exam_hundred"' not in prompt:
            return None
        if '"C: capitals"' in prompt and not refused:
            refused.append(request)
            error = {"message": "You exceeded your current quota.", "type": "insufficient_quota"}
            return Reply.of({"error": {**error, "code": "insufficient_quota"}}, 429)
        return marks_by_key(prompt)

    return script


@pytest.fixture(scope="session")
def environment() -> Iterator[dict[str, str]]:
    """The environment of every snippet: its models answer from loopback."""
    with run_provider() as provider:
        provider.latency = 0.2  # so that a page can stop a run half-way
        provider.script = _quota_ends_once()
        yield _environment(provider.base_url)


@pytest.fixture(scope="session")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a `bareme` that starts at once."""
    folder = tmp_path_factory.mktemp("terminal")
    address, program = folder / "socket", folder / "bareme"
    program.write_text(CLIENT.format(python=sys.executable, address=address), encoding="utf-8")
    program.chmod(0o755)
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.docs.terminal", str(address)], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    with server.stdout as told:
        assert told.readline() == "ready\n"
        yield folder
    server.terminate()
    server.wait(timeout=30)


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str], terminal: Path) -> Path:
    """A home in which the French class is graded."""
    folder = tmp_path_factory.mktemp("graded")
    home = folder / "home"
    command = [
        *(str(terminal / "bareme"), "grade", str(CLASS / "copies.pdf")),
        *("--exam-paper", str(CLASS / "exam-paper.pdf"), "--answer-key", str(CLASS / "answer-key.pdf")),
        *("--students", str(CLASS / "roster.csv"), "--grader", "offline:lexical", "--grader", "offline:strict"),
        *("--yes", "--out", str(folder / "out")),
    ]
    settings = {**environment, "BAREME_HOME": str(home)}
    subprocess.run(command, cwd=folder, env=settings, check=True, capture_output=True, timeout=120)
    return home


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, Any]) -> Iterator[DevServer]:
    """One server for all pages that talk to one."""
    dev = DevServer(tmp_path_factory.mktemp("server"), **environment, BAREME_MAX_IN_FLIGHT="4")
    dev.start()
    yield dev
    dev.stop()
