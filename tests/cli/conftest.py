import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bareme.cli import app
from bareme.models.registry import build_model
from bareme.settings import get_settings
from tests.provider.server import Provider, run_provider

FIXTURES = Path(__file__).parents[2] / "fixtures"
FRENCH = FIXTURES / "physics-fr"
ENGLISH = FIXTURES / "history-science-en"
TWO_GRADERS = ("--grader", "offline:lexical", "--grader", "offline:strict")

type Run = Callable[..., "Ended"]


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a command: nothing of the developer's own settings, and a home of the test's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BAREME_", "OPENAI_"))}
    return {**kept, "BAREME_HOME": str(home), "COLUMNS": "100", "PYTHONWARNINGS": "default", **more}


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "bareme.cli", *map(str, arguments)]


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider for commands in this process, of which it knows nothing before and nothing after."""
    build_model.cache_clear()
    with run_provider() as endpoint:
        yield endpoint
    build_model.cache_clear()


@pytest.fixture
def bareme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `bareme` in this process, which spares each command the imports, with its sessions in `tmp_path`."""
    monkeypatch.chdir(tmp_path)
    for name in os.environ:
        if name.startswith(("BAREME_", "OPENAI_")):
            monkeypatch.delenv(name)

    def run(*arguments: object, typed: str = "", env: Mapping[str, str] | None = None) -> Ended:
        get_settings.cache_clear()
        settings = {"BAREME_HOME": str(tmp_path / "home"), "COLUMNS": "100", **(env or {})}
        result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=typed, env=settings)
        get_settings.cache_clear()
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ended(result.exit_code, result.stdout, result.stderr)

    return run


def run_process(folder: Path, *arguments: object, **more: str) -> Ended:
    """Run `bareme` in a process of its own, in `folder`, with its sessions there and further environment."""
    done = subprocess.run(
        command(*arguments),
        cwd=folder,
        env=environment(folder / "home", **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def french_set() -> list[object]:
    return [
        FRENCH / "copies.pdf",
        *("--exam-paper", FRENCH / "exam-paper.pdf"),
        *("--answer-key", FRENCH / "answer-key.pdf"),
        *("--students", FRENCH / "roster.csv"),
    ]
