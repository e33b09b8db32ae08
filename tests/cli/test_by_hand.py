"""A class that a teacher marks by hand, on the command line."""

import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import FRENCH, Run

PAPERS = (FRENCH / "copies.pdf", "--exam-paper", FRENCH / "exam-paper.pdf", "--students", FRENCH / "roster.csv")


def begin(bareme: Run, *options: object) -> Any:
    run = bareme("grade", *PAPERS, "--yes", "--json", "--by-hand", *options)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_a_class_is_marked_question_by_question(bareme: Run, tmp_path: Path) -> None:
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
