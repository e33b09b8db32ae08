import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bareme.cli import app
from bareme.documents import stop_workers
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
    return {
        **kept,
        "BAREME_HOME": str(home),
        "BAREME_OCR": "off",
        "COLUMNS": "100",
        "PYTHONWARNINGS": "default",
        **more,
    }


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


@contextmanager
def commands(folder: Path) -> Iterator[Run]:
    """Yield a function that runs `bareme` in this process, which spares the imports, with its sessions in `folder`."""

    def run(*arguments: object, typed: str = "", env: Mapping[str, str] | None = None) -> Ended:
        get_settings.cache_clear()
        settings = {"BAREME_HOME": str(folder / "home"), "BAREME_OCR": "off", "COLUMNS": "100", **(env or {})}
        result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=typed, env=settings)
        get_settings.cache_clear()
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ended(result.exit_code, result.stdout, result.stderr)

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name in os.environ:
            if name.startswith(("BAREME_", "OPENAI_")):
                patch.delenv(name)
        # The workers that open documents stay for the next command in the folder, which is their own by then.
        patch.setattr("bareme.documents.stop_workers", lambda: None)
        yield run
    stop_workers()


@pytest.fixture
def bareme(tmp_path: Path) -> Iterator[Run]:
    """Run `bareme` in this process, in `tmp_path`."""
    with commands(tmp_path) as run:
        yield run


@pytest.fixture(scope="session")
def graded_class(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A home with a session in which two graders have marked the French class, and the session's id."""
    folder = tmp_path_factory.mktemp("graded")
    with commands(folder) as run:
        graded = run("grade", *french_set(), *TWO_GRADERS, "--yes", "--json")
    return folder / "home", json.loads(graded.stdout)["session_id"]


@pytest.fixture
def session(tmp_path: Path, graded_class: tuple[Path, str]) -> str:
    """A session of the test's own in which two graders have marked the French class."""
    home, session_id = graded_class
    # The files that were written after grading are everybody's.
    shutil.copytree(home, tmp_path / "home", ignore=shutil.ignore_patterns("written"))
    return session_id


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
