"""`bareme scheme draft`: criteria for an exam before there are copies, in a scheme that then grades a class."""

import re
from pathlib import Path

from bareme.exports import SchemeFormat, read_scheme
from tests.cli.conftest import FRENCH, Run

RULES = ("--grader", "offline:lexical")
PAPER = (FRENCH / "exam-paper.pdf", "--answer-key", FRENCH / "answer-key.pdf")


def test_a_drafted_scheme_grades_a_class(bareme: Run, tmp_path: Path) -> None:
    drafted = bareme("scheme", "draft", *PAPER, *RULES, "--yes", "--out", "energie.json")
    assert drafted.returncode == 0, drafted.stderr
    assert "energie.json" in drafted.stdout
    scheme = read_scheme((tmp_path / "energie.json").read_bytes(), SchemeFormat.JSON)
    assert scheme.total == 20
    assert any(leaf.criteria for leaf in scheme.leaves())

    graded = bareme("grade", FRENCH / "copies.pdf", "--scheme", "energie.json", *RULES, "--yes", "--json")
    assert graded.returncode == 0, graded.stderr
    assert "Critères proposés" not in graded.stderr


def test_a_folder_and_a_csv_are_places_too(bareme: Run, tmp_path: Path) -> None:
    assert bareme("scheme", "draft", *PAPER, *RULES, "--yes", "--out", "schemes/").returncode == 0
    assert bareme("scheme", "draft", *PAPER, *RULES, "--yes", "--out", "energie.csv").returncode == 0
    as_json = read_scheme((tmp_path / "schemes" / "scheme.json").read_bytes(), SchemeFormat.JSON)
    as_csv = read_scheme((tmp_path / "energie.csv").read_bytes(), SchemeFormat.CSV)
    assert as_csv == as_json


def test_a_draft_can_be_left_and_resumed(bareme: Run, tmp_path: Path) -> None:
    left = bareme("scheme", "draft", *PAPER, *RULES, typed="q\n")
    match = re.search(r"Session ([0-9a-f]{8})", left.stdout)
    assert match is not None
    resumed = bareme("resume", match[1], "--yes", "--out", "later")
    assert resumed.returncode == 0, resumed.stderr
    assert (tmp_path / "later" / "scheme.json").is_file()
    assert "terminée" in bareme("sessions").stdout
    assert bareme("show", match[1]).returncode == 0
