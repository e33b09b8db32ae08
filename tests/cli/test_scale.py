import json
from pathlib import Path

from tests.cli.conftest import FRENCH, Run
from tests.papers import scan


def test_json_is_the_candidates_and_nothing_else(bareme: Run, tmp_path: Path) -> None:
    run = bareme("scale", FRENCH / "exam-paper.pdf", "--json")
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    (candidate,) = json.loads(run.stdout)["candidates"]
    expected = json.loads((FRENCH / "expected.json").read_text())["scheme"]
    assert set(candidate) == {"confidence", "total", "warnings", "notes", "questions"}
    assert all(set(q) == {"id", "label", "max_points", "detected_from", "parent"} for q in candidate["questions"])
    assert candidate["total"] == 20
    groups = [question for question in candidate["questions"] if question["parent"] is None]
    assert [group["max_points"] for group in groups] == [6, 5, 5, 4]
    assert expected
    assert not (tmp_path / "home").exists()


def test_pages_of_several_files_count_on(bareme: Run) -> None:
    run = bareme("scale", FRENCH / "answer-key.pdf", FRENCH / "exam-paper.pdf", "--json")
    assert run.returncode == 0
    assert json.loads(run.stdout)["candidates"]


def test_a_table_for_people(bareme: Run) -> None:
    shown = bareme("scale", FRENCH / "exam-paper.pdf", "--language", "en").stdout
    assert "Scale 1: 20 points" in shown
    assert "Exercice 4" in shown


def test_a_refused_file_is_named(bareme: Run, tmp_path: Path) -> None:
    (tmp_path / "note.pdf").write_text("no PDF")
    run = bareme("scale", "note.pdf", "--json")
    assert (run.returncode, run.stdout) == (1, "")
    assert "note.pdf" in run.stderr
    both = bareme("scale", "note.pdf", FRENCH / "exam-paper.pdf", "--json")
    assert both.returncode == 1
    assert json.loads(both.stdout)["candidates"][0]["total"] == 20


def test_a_scan_is_said_to_be_one(bareme: Run, tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(scan(2))
    shown = bareme("scale", "scan.pdf", "--language", "en").stdout
    assert "Pages 1, 2 are pictures" in " ".join(shown.split())
    assert "No scale is printed" not in shown
    assert json.loads(bareme("scale", "scan.pdf", "--json").stdout) == {"candidates": [], "unread_pages": [1, 2]}


def test_what_a_paper_says_of_points_is_quoted(bareme: Run) -> None:
    paper = FRENCH.parents[1] / "tests/domain/printed_scale/cases/K15-rule-for-some-questions.pdf"
    shown = " ".join(bareme("scale", paper, "--language", "en").stdout.split())
    assert "page 1: “questions are awarded 0, 1 or 2 points each.”" in shown
    assert "--scheme" in shown
