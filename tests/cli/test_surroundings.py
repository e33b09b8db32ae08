"""What is wrong around the command is told in a line: settings, files, folders, what the terminal can show."""

import asyncio
import gc
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from bareme.graphs.session_runner import SessionRunner
from bareme.settings import get_settings
from tests.cli.conftest import ENGLISH, Run, command, environment, run_process

COPY = ENGLISH / "copies" / "anna-smith.pdf"


@pytest.mark.parametrize(("language", "told"), [("fr", "un réglage"), ("en", "a setting")])
def test_a_setting_that_cannot_be_is_named(bareme: Run, language: str, told: str) -> None:
    ended = bareme("sessions", "--language", language, env={"BAREME_MAX_IN_FLIGHT": "abc"})
    assert ended.returncode == 1
    assert told in ended.stderr
    assert "BAREME_MAX_IN_FLIGHT" in ended.stderr
    assert "abc" not in ended.stderr


def test_an_env_file_of_another_encoding_is_no_traceback(bareme: Run, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("BAREME_AUTHOR=Mme Noé\n".encode("cp1252"))
    for language, told in (("fr", "n’est pas un fichier texte"), ("en", "is not a UTF-8 text file")):
        ended = bareme("sessions", env={"BAREME_LANGUAGE": language})
        assert ended.returncode == 2
        assert ".env" in ended.stderr
        assert told in ended.stderr


def test_a_damaged_home_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "checkpoints.sqlite").write_text("this is no database, whatever its name says")
    ended = run_process(tmp_path, "sessions", "--language", "en")
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert str(tmp_path / "home") in ended.stderr.replace("\n", "")
    assert "BAREME_HOME" in ended.stderr


@pytest.mark.parametrize(
    "use", [lambda runner: runner.sessions(), lambda runner: runner.graph], ids=["to read", "to run"]
)
def test_a_runner_that_does_not_open_leaves_nothing_open(
    use: Callable[[SessionRunner], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "checkpoints.sqlite").write_text("this is no database, whatever its name says")
    monkeypatch.setenv("BAREME_HOME", str(tmp_path))
    get_settings.cache_clear()
    complaints: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)

    def open_it() -> None:
        with suppress(sqlite3.DatabaseError), SessionRunner() as runner:
            pytest.fail(f"the file was read: {use(runner)}")

    open_it()
    asyncio.set_event_loop(None)  # which would keep the runner's own
    gc.collect()
    get_settings.cache_clear()
    assert complaints == []


def test_results_are_not_lost_where_files_cannot_be_written(bareme: Run, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    rules = ("--grader", "offline:lexical")
    ended = bareme("grade", COPY, *rules, "--scheme", "Q1: 5", "--yes", "--out", "taken/below", "--language", "en")
    assert ended.returncode == 1
    assert "could not be written, but the results are kept" in ended.stderr
    assert "Anna Smith" in ended.stdout
    assert "--out FOLDER/" in ended.stdout


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_what_the_output_cannot_spell_stops_nothing(tmp_path: Path, encoding: str) -> None:
    def run(*arguments: object) -> bytes:
        settings = {**environment(tmp_path / "home"), "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
        done = subprocess.run(command(*arguments), cwd=tmp_path, env=settings, capture_output=True, check=True)
        assert done.stderr == b""
        return done.stdout

    shown = run("grade", COPY, "--grader", "offline:lexical", "--scheme", "Q1: 5", "--yes")
    assert b"Anna Smith" in shown
    (written,) = tmp_path.glob("*.json")
    identity = written.stem.rpartition("-")[2]
    assert json.loads(run("show", identity, "--json"))["name"].startswith("Épreuve")


@pytest.mark.skipif(sys.platform == "win32", reason="runs on POSIX systems: Windows has no such modes")
def test_d_what_is_kept_is_for_its_owner_alone(graded_class: tuple[Path, str]) -> None:
    home, _ = graded_class
    kept = [home, *home.rglob("*")]
    assert {"checkpoints.sqlite", "documents", "locks"} <= {place.name for place in kept}
    assert [place.name for place in kept if place.stat().st_mode & 0o077] == []
