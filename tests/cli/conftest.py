import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

FIXTURES = Path(__file__).parents[2] / "fixtures"
FRENCH = FIXTURES / "physics-fr"
ENGLISH = FIXTURES / "history-science-en"
TWO_GRADERS = ("--grader", "offline:lexical", "--grader", "offline:strict")

type Run = Callable[..., subprocess.CompletedProcess[str]]


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a command: nothing of the developer's own settings, and a home of the test's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BAREME_", "OPENAI_"))}
    return {**kept, "BAREME_HOME": str(home), "COLUMNS": "100", "PYTHONWARNINGS": "default", **more}


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "bareme.cli", *map(str, arguments)]


def runner(folder: Path) -> Run:
    """Return what runs `bareme` in `folder`, its sessions kept there."""

    def run(
        *arguments: object, typed: str = "", env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command(*arguments),
            cwd=folder,
            env=environment(folder / "home", **(env or {})),
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture
def bareme(tmp_path: Path) -> Run:
    return runner(tmp_path)


def french_set() -> list[object]:
    return [
        FRENCH / "copies.pdf",
        *("--subject", FRENCH / "subject.pdf"),
        *("--answer-key", FRENCH / "answer-key.pdf"),
        *("--students", FRENCH / "roster.csv"),
    ]
