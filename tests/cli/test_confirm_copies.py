"""Copies are corrected on the command line: named, joined, split, left out, put in order, divided evenly."""

import json
import re
from pathlib import Path

import pymupdf
import pytest

from tests.cli.conftest import Ended, Run
from tests.papers import typed

RULES = ("--grader", "offline:lexical", "--scheme", "1: 5, 2: 5", "--language", "en")
NAMES = ["MARTIN Léa", "DUBOIS Jean", "PETIT Zoé"]


@pytest.fixture
def class_set(tmp_path: Path) -> Path:
    path = tmp_path / "class.pdf"
    path.write_bytes(
        typed([page for name in NAMES for page in ([f"Nom : {name}", "Exercice 1 : 12"], ["Exercice 2 : oui"])])
    )
    (tmp_path / "list.csv").write_text("Nom;Prénom\n" + "".join(name.replace(" ", ";") + "\n" for name in NAMES))
    return path


C01, C02, C03 = ("c01", NAMES[0], "1–2"), ("c02", NAMES[1], "3–4"), ("c03", NAMES[2], "5–6")


def rows(shown: str) -> list[tuple[str, str, str]]:
    """The last table of copies: id, student, pages."""
    table = shown.rpartition("Copies found")[2]
    found = re.findall(r"^(c\d\d) +(.+?) {2,}([\d–, ]+?) {2,}", table, re.MULTILINE)
    return [(copy_id, name.strip(), pages) for copy_id, name, pages in found]


def corrected(bareme: Run, class_set: Path, *commands: str) -> Ended:
    ended = bareme("grade", class_set, "--students", "list.csv", *RULES, typed="\n".join([*commands, "q"]) + "\n")
    assert ended.returncode == 0, ended.stderr
    assert "Results" not in ended.stdout
    return ended


@pytest.mark.parametrize(
    ("commands", "wanted"),
    [
        ([], [C01, C02, C03]),
        (["name c02 BERNARD Luc"], [C01, ("c02", "BERNARD Luc", "3–4"), C03]),
        (["join c01 c02"], [("c01", NAMES[0], "1–4"), C03]),
        (
            ["join c01 c02", "split c01 3"],
            [C01, ("c04", NAMES[1], "3–4"), C03],
        ),
        (
            ["couper C03 2"],
            [C01, C02, ("c03", NAMES[2], "5"), ("c04", "no name", "6")],
        ),
        (["out c02"], [C01, C03]),
        (["out c02 2"], [C01, ("c02", NAMES[1], "3"), C03]),
        (["move c03 1"], [C03, C01, C02]),
        (["pages c01 2 1"], [("c01", NAMES[0], "2, 1"), C02, C03]),
    ],
)
def test_a_correction_is_shown_before_anything_is_graded(
    bareme: Run, class_set: Path, commands: list[str], wanted: list[tuple[str, str, str]]
) -> None:
    assert rows(corrected(bareme, class_set, *commands).stdout) == wanted


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("join c01", "say which copies to join"),
        ("join c01 c09", "There is no copy 'c09'"),
        ("split c01", "say at which of its pages"),
        ("split c01 3", "Copy 'c01' has no page 3: it has 2"),
        ("out", "There is no copy '?'"),
        ("move c01 7", "there is no place '7'"),
        ("pages c01 2", "say all 2 pages of c01"),
        ("name c01", "say the student's name"),
    ],
)
def test_a_bad_correction_is_refused_and_changes_nothing(bareme: Run, class_set: Path, command: str, told: str) -> None:
    ended = corrected(bareme, class_set, command)
    assert told in " ".join(ended.stdout.replace("’", "'").split())
    assert len(rows(ended.stdout)) == 3


def test_corrections_are_kept_over_a_stop_and_graded(bareme: Run, class_set: Path) -> None:
    stopped = corrected(bareme, class_set, "?", "join c01 c02", "out c03 2", "name c03 DURAND Éva")
    assert "name c06 PETIT Noé" in stopped.stdout
    assert "Left out, not graded: c03 6" in stopped.stdout
    session = re.findall(r"Session (\w+):", stopped.stdout)[0]
    graded = bareme("resume", session, typed="\n")
    assert graded.returncode == 0, graded.stderr
    told = json.loads(bareme("show", session, "--json").stdout)["results"]["submissions"]
    assert [(copy["copy_id"], copy["student_name"]) for copy in told] == [("c01", NAMES[0]), ("c03", "DURAND Éva")]


def test_pages_are_divided_evenly(bareme: Run, tmp_path: Path) -> None:
    with pymupdf.open() as scans:
        for _ in range(6):
            scans.new_page().insert_text((60, 80), "Exercice 1 : 12")
        scans.save(tmp_path / "scans.pdf")
    divided = bareme("grade", "scans.pdf", *RULES, "--pages-per-copy", "2", typed="q\n")
    assert [pages for _, _, pages in rows(divided.stdout)] == ["1–2", "3–4", "5–6"]
    graded = bareme("grade", "scans.pdf", *RULES, "--pages-per-copy", "3", "--yes", "--json")
    assert graded.returncode == 0, graded.stderr
    assert len(json.loads(graded.stdout)["results"]["submissions"]) == 2
    uneven = bareme("grade", "scans.pdf", *RULES, "--pages-per-copy", "4", "--yes")
    assert uneven.returncode == 1
    assert "'scans.pdf' has 6 pages, which do not divide into copies of 4" in " ".join(
        uneven.stderr.replace("’", "'").split()
    )


def test_students_stay_matched_when_pages_are_divided_evenly(bareme: Run, class_set: Path) -> None:
    divided = bareme(*("grade", class_set, "--students", "list.csv", *RULES, "--pages-per-copy", "2"), typed="q\n")
    assert [name for _, name, _ in rows(divided.stdout)] == NAMES
    joined = corrected(bareme, class_set, "join c01 c02 c03")
    session = re.findall(r"Session (\w+):", joined.stdout)[0]
    again = bareme("resume", session, "--pages-per-copy", "2", typed="q\n")
    assert [name for _, name, _ in rows(again.stdout)] == NAMES
