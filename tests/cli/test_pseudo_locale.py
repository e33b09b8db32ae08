"""With a third language's catalogue, no text on the screens of `make demo` is left untranslated."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from bareme.cli import app
from tests.cli.conftest import FRENCH, TWO_GRADERS, Run
from tests.pseudo_locale import outside_brackets, pseudo_locale

FILES = (
    FRENCH / "copies.pdf",
    *("--exam-paper", FRENCH / "exam-paper.pdf"),
    *("--answer-key", FRENCH / "answer-key.pdf"),
    *("--students", FRENCH / "roster.csv"),
)


def _names(command: Any) -> Iterator[str]:
    for name, below in getattr(command, "commands", {}).items():
        yield name
        yield from _names(below)


NAMES = {"all", "none", "csv", *_names(get_command(app))}
"""Names of commands and values, which are not translated."""

_WORD = re.compile(r"[^\W\d_]{2,}")


def untranslated(text: str, data: str) -> set[str]:
    """Return the words outside of messages that are not in the session's data; file names and ids are ignored."""
    outside = re.sub(r"\S*[/.]\S+|\b[0-9a-f]{8}\b|\bc\d\d\b", " ", outside_brackets(text))
    return set(_WORD.findall(outside)) - set(_WORD.findall(data))


def test_demo_screens_and_export_headers_are_translated(bareme: Run, tmp_path: Path) -> None:
    with pseudo_locale(tmp_path / "locale") as language:
        asked = ("--language", language)
        graded = bareme("grade", *FILES, *TWO_GRADERS, "--yes", "--out", "out", *asked)
        assert graded.returncode == 0, graded.stderr
        session_id = re.findall(r"bareme show (\w+)", graded.stdout)[0]
        screens = [
            graded,
            bareme("show", session_id, *asked),
            bareme("sessions", *asked),
            bareme("review", session_id, "accept", *asked),
            bareme("review", session_id, "history", *asked),
            bareme("review", session_id, "amend", "Q1: 5", "--regrade", "none", *asked, typed="n\n"),
            bareme("resume", session_id, *asked, typed="?\nq\n"),
            bareme("show", "ffffffff", *asked),
        ]
        for fmt in ("csv", "history"):
            bareme("export", session_id, "--format", fmt, "--out", f"{fmt}.csv", *asked)
        headers = [Path(f"{fmt}.csv").read_text("utf-8-sig").splitlines()[0] for fmt in ("csv", "history")]
        data = bareme("show", session_id, "--json", *asked).stdout + (FRENCH / "roster.csv").read_text("utf-8")
    texts = [*(screen.stdout for screen in screens), screens[-1].stderr, *headers]
    left = [found for text in texts if (found := untranslated(text, data))]
    assert left == []
    assert all("⟦" in text for text in texts if text)


@pytest.mark.parametrize("arguments", [(), ("grade",), ("review", "1", "amend"), ("eval",), ("eval", "score")])
def test_help_is_translated(arguments: tuple[str, ...], tmp_path: Path) -> None:
    with pseudo_locale(tmp_path / "locale") as language:
        shown = CliRunner().invoke(app, [*arguments, "--help"], env={"BAREME_LANGUAGE": language, "COLUMNS": "500"})
    prose = outside_brackets(shown.output.split("⟦Example")[0])
    names = re.sub(r"--?[\w-]+|<.*?>|\[.*?\]|\{.*?\}|\b[A-Z_]+\b", " ", prose)
    assert set(_WORD.findall(names)) <= {"bareme", *arguments, *_WORD.findall(" ".join(NAMES))}
