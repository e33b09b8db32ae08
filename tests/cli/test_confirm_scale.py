"""The scale on the command line: shown with its sum and its doubts, asked about again, printed, named."""

import contextlib
import json
import os
import pty
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bareme.domain.shorthand import parse_shorthand
from bareme.exports import SchemeFormat, read_scheme
from tests.cli.conftest import ENGLISH, FRENCH, Run, command, environment, french_set
from tests.papers import typed

COPY = ENGLISH / "copies" / "anna-smith.pdf"
RULES = ("--grader", "offline:lexical", "--language", "en")


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "paper.pdf"
    path.write_bytes(typed([["Exercise 1 (5 points)", "Why?", "Exercise 2 (7 points)", "How?", "Total: 20 points"]]))
    return path


def identity(shown: str) -> str:
    match = re.search(r"Session ([0-9a-f]{8})", shown)
    assert match is not None
    return match[1]


def test_a_typed_scale_is_shown_with_its_sum_and_asked_about_again(bareme: Run) -> None:
    asked = bareme("grade", COPY, *RULES, typed="Q1: 5, Q2: 7.5\nq\n")
    assert asked.returncode == 0, asked.stderr
    assert "Scale 1: 12.5 points (confidence 100%, given by you)" in asked.stdout
    assert "Results" not in asked.stdout
    session = identity(asked.stdout)
    assert "waiting for the scale" in bareme("show", session, "--language", "en").stdout
    again = bareme("resume", session, typed="Q2: 3\n\n")
    assert "Scale 1: 3 points" in again.stdout, "what was typed before is not confirmed, and does not stay"
    assert "Results" in again.stdout


def test_a_scale_of_ones_own_is_not_taken_unseen(bareme: Run) -> None:
    alone = bareme("grade", COPY, *RULES, "--scheme", "Q1: 5, Q2: 7.5")
    assert (alone.returncode, "Results" in alone.stdout) == (1, False)
    assert "Scale 1: 12.5 points" in alone.stdout
    session = identity(alone.stdout)
    assert "--yes" in alone.stderr
    assert f"bareme resume {session}" in alone.stderr
    again = bareme("resume", session, "--scheme", "Q1: 4")
    assert (again.returncode, "Scale 1: 11.5 points" in again.stdout, "Results" in again.stdout) == (1, True, False)
    assert "Results" in bareme("resume", session, "--scheme", "Q1: 4", typed="\n").stdout


def test_a_differing_total_is_told_everywhere(bareme: Run, paper: Path) -> None:
    shown = bareme("scale", paper, "--language", "en").stdout
    told = json.loads(bareme("scale", paper, "--json", "--language", "en").stdout)["candidates"][0]
    assert any(warning.startswith("total_not_sum") for warning in told["warnings"])
    assert told["notes"]
    note = " ".join(told["notes"][0].split())
    assert note in " ".join(shown.split())
    asked = bareme("grade", COPY, "--exam-paper", paper, *RULES, typed="q\n")
    assert note in " ".join(asked.stdout.split())
    waiting = json.loads(bareme("show", identity(asked.stdout), "--json").stdout)
    assert told["notes"][0] in waiting["scale"]["notes"][0]
    assert told["warnings"] == waiting["scales_found"][0]["warnings"]


def test_yes_takes_no_scale_that_is_unsure(bareme: Run, paper: Path) -> None:
    run = bareme("grade", COPY, "--exam-paper", paper, *RULES, "--yes")
    assert run.returncode == 1
    assert "--yes takes none below 80%" in run.stderr
    assert f"bareme resume {identity(run.stdout)}" in run.stderr
    trusting = {"BAREME_SCALE_CONFIDENCE": "0.1"}
    assert bareme("grade", COPY, "--exam-paper", paper, *RULES, "--yes", env=trusting).returncode == 0
    strict = {"BAREME_SCALE_CONFIDENCE": "1"}
    sure = bareme("grade", *french_set(), *RULES, "--yes", env=strict)
    assert sure.returncode == 1
    own = bareme("resume", identity(run.stdout), "--scheme", "Q1: 5, Q2: 7", "--yes")
    assert own.returncode == 0, own.stderr


def test_an_amendment_changes_what_it_names(bareme: Run, tmp_path: Path) -> None:
    graded = json.loads(bareme("grade", *french_set(), *RULES, "--yes", "--json").stdout)
    session = graded["session_id"]
    before = bareme("scheme", "show", session).stdout
    bareme("review", session, "amend", "Exercice 4.b: 2", "--regrade", "none", "--yes")
    after = bareme("scheme", "show", session).stdout
    expected = before.replace("4.b): 1.5", "4.b): 2")
    assert after == expected != before
    one = tmp_path / "one.json"
    one.write_text(json.dumps({"questions": [{"id": "Exercice 1.a", "max_points": 3}]}))
    bareme("review", session, "amend", "one.json", "--regrade", "none", "--yes")
    assert bareme("scheme", "show", session).stdout == expected.replace("1.a): 2,", "1.a): 3,")
    whole = bareme("review", session, "amend", '"Exercice 1.a": 3', "--replace", "--regrade", "none", typed="n\n")
    assert "Removed questions" in whole.stdout
    assert "Nothing was changed" in whole.stdout


def test_what_an_amendment_loses_is_listed_first(bareme: Run, tmp_path: Path) -> None:
    (tmp_path / "scheme.json").write_text(
        json.dumps({"questions": [{"id": "Q1", "max_points": 3, "expected_answer": "12"}]})
    )
    run = bareme("grade", COPY, *RULES, "--scheme", "scheme.json", "--yes", "--json")
    session = json.loads(run.stdout)["session_id"]
    asked = bareme("review", session, "amend", "Q1: 4", typed="q\n")
    assert "dropped" not in asked.stdout
    (tmp_path / "bare.json").write_text(json.dumps({"questions": [{"id": "Q1", "max_points": 4}]}))
    asked = bareme("review", session, "amend", "bare.json", "--replace", typed="q\n")
    assert "Q1: its expected answer is dropped" in asked.stdout


@pytest.mark.parametrize("fmt", ["csv", "json"])
def test_a_printed_scheme_reads_back_whole(bareme: Run, tmp_path: Path, fmt: str) -> None:
    scheme = (FRENCH / "expected.json").read_text()
    (tmp_path / "sent.json").write_text(json.dumps(json.loads(scheme)["scheme"]))
    run = bareme("grade", COPY, *RULES, "--scheme", "sent.json", "--yes", "--json")
    session = json.loads(run.stdout)["session_id"]
    printed = bareme("scheme", "show", session, "--format", fmt).stdout
    sent = read_scheme((tmp_path / "sent.json").read_bytes(), SchemeFormat.JSON)
    assert read_scheme(printed.encode(), SchemeFormat(fmt)) == sent
    shorthand = bareme("scheme", "show", session).stdout
    assert shorthand.count("\n") == 1
    assert parse_shorthand(shorthand).total == sent.total
    assert bareme("review", session, "amend", shorthand, "--replace", typed="q\n").returncode == 1


def test_a_session_is_found_by_its_name_and_by_its_beginning(bareme: Run) -> None:
    def named(name: str) -> str:
        run = bareme("grade", COPY, *RULES, "--scheme", "Q1: 5", "--name", name, "--yes", "--json")
        told = json.loads(run.stdout)
        assert told["name"] == name
        return str(told["session_id"])

    first, second = named("3e B, contrôle 2"), named("3e C, contrôle 2")
    for wanted in (first, first[:5], "3e B, contrôle 2", "3E b", "3e  b,"):
        shown = bareme("show", wanted)
        assert first in shown.stdout, (wanted, shown.stderr)
        assert second not in shown.stdout
    several = bareme("show", "3e")
    assert several.returncode == 2
    assert first in several.stderr
    assert second in several.stderr
    assert bareme("show", "zz").returncode == 2
    marked = bareme("review", "3e C", "mark", "c01", "Q1", "3")
    assert marked.returncode == 0, marked.stderr
    assert bareme("resume", second[:6], "--finish", "--force").returncode == 0
    assert "csv" in bareme("export", "3e c", "--format", "csv").stdout


@pytest.fixture
def in_zone(monkeypatch: pytest.MonkeyPatch, zone: str) -> Iterator[None]:
    """This process lives in the time zone `zone`."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("in_zone")
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Paris"])
def test_a_session_and_its_files_have_one_date(bareme: Run) -> None:
    run = bareme("grade", COPY, *RULES, "--scheme", "Q1: 5", "--yes")
    assert run.returncode == 0, run.stderr
    named = re.search(r"Session \w+: .* – (\S+)", run.stdout)
    written = re.search(r"grading_(\d{4}-\d\d-\d\d)_", run.stdout)
    assert named and written  # noqa: PT018
    assert named[1] == written[1]
    listed = bareme("sessions").stdout
    assert named[1] in listed


def at_a_terminal(folder: Path, keys: bytes) -> tuple[int, str]:
    """Grade a copy with a scale of the teacher's own, at a pseudo-terminal where `keys` are pressed at the question."""
    pid, terminal = pty.fork()
    if pid == 0:  # the command
        os.chdir(folder)
        call = command("grade", COPY, *RULES, "--scheme", "Q1: 5", "--out", "out")
        os.execve(call[0], call, environment(folder / "home", COLUMNS="200"))  # noqa: S606 - no shell
    shown = b""
    while b"stop here" not in shown:
        shown += os.read(terminal, 4096)
    os.write(terminal, keys)
    with contextlib.suppress(OSError):  # the terminal is closed
        while read := os.read(terminal, 4096):
            shown += read
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown.decode(errors="replace")


@pytest.mark.parametrize(("keys", "graded"), [(b"\n", True), (b"q\n", False), (b"\x04", False)])
def test_at_a_terminal_a_scale_of_ones_own_waits_for_enter(tmp_path: Path, keys: bytes, *, graded: bool) -> None:
    code, shown = at_a_terminal(tmp_path, keys)
    assert "Scale 1: 5 points" in shown
    assert ("Files written" in shown) == graded
    assert (tmp_path / "out").exists() == graded
    assert code == (1 if keys == b"\x04" else 0)
