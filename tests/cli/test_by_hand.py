"""A class that a teacher marks by hand, on the command line."""

import json
from pathlib import Path
from typing import Any

from bareme.exports.dialect import read_rows
from tests.cli.conftest import FRENCH, Run

PAPERS = (FRENCH / "copies.pdf", "--exam-paper", FRENCH / "exam-paper.pdf", "--students", FRENCH / "roster.csv")


def begin(bareme: Run, *options: object) -> Any:
    run = bareme("grade", *PAPERS, "--yes", "--json", "--by-hand", *options)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_a_class_is_marked_question_by_question(bareme: Run) -> None:
    begun = begin(bareme, "--language", "en")
    session = begun["session_id"]
    assert (begun["state"], len(begun["waiting"]), begun["failed"]) == ("in_review", 8, [])
    assert begun["results"]["usage"]["total"]["calls"] == 0

    shown = bareme("resume", session, "--author", "Mme Roy", typed="2\nf Unit?\n0,37\n?\nq\n").stdout
    assert "To look at: 96 questions" in shown
    assert "that grader's mark" not in shown
    assert "94 questions without a decided mark" in shown
    again = bareme("resume", session, "--retry", "--language", "en")
    assert (again.returncode, "mark by hand" in again.stderr) == (1, True)

    results = json.loads(bareme("show", session, "--json").stdout)["results"]
    (first,) = [s for s in results["submissions"] if s["copy_id"] == "c03"]
    marks = [leaf for node in first["questions"] for leaf in node["questions"]]
    assert [(m["points_earned"], m["graded_by"]) for m in marks[:3]] == [(2, "Mme Roy"), (0.37, "Mme Roy"), (None, "")]
    assert marks[1]["feedback"] == "Unit?"


def test_who_marks_by_hand_names_no_grader(bareme: Run) -> None:
    run = bareme("grade", *PAPERS, "--by-hand", "--grader", "offline:lexical", "--language", "en")
    assert (run.returncode, "--by-hand" in run.stderr) == (2, True)


def test_two_people_mark_blind(bareme: Run, tmp_path: Path) -> None:
    begun = begin(bareme, "--marker", "Mme Roy", "--marker", "M. Blanc", "--language", "en")
    session = begun["session_id"]
    assert "hidden until every marker has marked" in bareme("show", session).stdout

    first = bareme("resume", session, "--as", "Mme Roy", typed="2\nf Which unit?\n0,37\n99\nu\n0,5\n?\nq\n").stdout
    assert "To mark: 96 questions" in first
    assert "Refused: 99 is not a possible mark" in first
    assert "go back to the question before" in first
    assert "Mme Roy has 94 questions to mark:\n  bareme resume" in first

    second = bareme("resume", session, "--as", "M. Blanc", typed="2\nq\n").stdout
    assert "[1/96] BENALI Inès, question Exercice 1.a /2" in second
    assert not {"0.5", "0.37", "Which unit?"} & set(second.split())
    assert "Which unit?" not in second
    nobody = bareme("resume", session, "--as", "Zoé", "--language", "en")
    assert (nobody.returncode, "'M. Blanc'" in nobody.stderr) == (1, True)

    bareme("resume", session, "--as", "M. Blanc", typed="1\nq\n")
    decided = bareme("resume", session, "--author", "Head", typed="v\nq\n").stdout
    assert "To look at: 1 question\n" in decided
    assert "Exercice 1.b /1: disagreement" in decided
    assert "Which unit?" in decided
    assert "Mme Roy has 94 questions to mark" in decided

    bareme("export", session, "--format", "attempts", "--reveal", "--out", tmp_path / "attempts.csv")
    header, *cells = read_rows((tmp_path / "attempts.csv").read_bytes())
    rows = [dict(zip(header, row, strict=True)) for row in cells]
    named = [(row["question_id"], row["model"], row["points"], row["feedback"]) for row in rows]
    assert ("Exercice 1.b", "Mme Roy", "0.5", "Which unit?") in named
    assert ("Exercice 1.b", "M. Blanc", "1", "") in named
