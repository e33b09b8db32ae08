import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run

TABLE = """pupil;question;h1;h2;given;sure
a;Q1;4;4;4;0,9
a;Q2;2;3;2,5;0,6
b;Q1;0;0;1;0,4
b;Q2;3;3;;0,8
"""
ANSWERS = [
    {"dataset": {"name": "Forces", "licence": "CC BY 4.0"}},
    *(
        {
            "question_id": "Q1",
            "question": "Why does it stop?",
            "maximum": 2,
            "step": 0.5,
            "reference_answer": "Friction slows the ball down.",
            "student_id": f"s{number}",
            "answer": answer,
            "human_marks": [{"rater": "A", "points": points}],
        }
        for number, (answer, points) in enumerate(
            [("Friction slows the ball down.", 2), ("<script>alert(1)</script> magic", 2), ("", 0)]
        )
    ),
]


def test_score_writes_a_report_beside_its_tables(bareme: Run, tmp_path: Path) -> None:
    table = tmp_path / "marks.csv"
    table.write_text(TABLE, encoding="utf-8")
    columns = ("--human", "h1", "--human", "h2", "--predicted", "given", "--student", "pupil", "--question", "question")
    more = ("--confidence", "sure", "--resamples", 20, "--report", tmp_path / "out", "--json")
    run = bareme("eval", "score", table, *columns, *more)
    assert run.returncode == 0
    figures = json.loads(run.stdout)
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert report["metrics"]["lines"] == figures["lines"]
    # Nothing but --json goes to standard output.
    assert [name in run.stderr for name in ("report.html", "report.md", "report.json")] == [True] * 3
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert '<html lang="fr">' in page
    assert "1. Question Q1, élève b" in page


@pytest.fixture
def run_folder(bareme: Run, tmp_path: Path) -> Path:
    answers, folder = tmp_path / "answers.jsonl", tmp_path / "run"
    answers.write_text("\n".join(json.dumps(line) for line in ANSWERS), encoding="utf-8")
    graders = ("--grader", "offline:lexical@2", "--grader", "offline:strict")
    run = bareme("eval", "run", answers, *graders, "--out", folder, "--resamples", 20)
    assert run.returncode == 0, run.stderr
    return folder


def test_the_report_of_a_run(bareme: Run, run_folder: Path, tmp_path: Path) -> None:
    run = bareme("eval", "report", run_folder, "--language", "en")
    assert (run.returncode, run.stderr) == (0, "")
    markdown = (run_folder / "report.md").read_text(encoding="utf-8")
    assert markdown.startswith("# Evaluation: Forces\n")
    # Texts, graders, cost and the data set come along.
    for words in ("<script>alert(1)</script> magic", "offline:lexical, try 2", "offline:lexical × 2", "CC BY 4.0"):
        assert words in markdown
    assert "<script" not in (run_folder / "report.html").read_text(encoding="utf-8")
    report = json.loads((run_folder / "report.json").read_text(encoding="utf-8"))
    stored = json.loads((run_folder / "metrics.json").read_text(encoding="utf-8"))
    assert (report["metrics"], report["by_grader"]) == (stored["together"], stored["by_grader"])
    assert [line["grader"] for line in report["usage"]] == ["offline:lexical", "offline:strict"]

    # Marks alone are enough, and the page goes where it is asked for.
    alone = tmp_path / "alone" / "marks.jsonl"
    alone.parent.mkdir()
    shutil.copy(run_folder / "marks.jsonl", alone)
    page = tmp_path / "elsewhere" / "page.html"
    assert bareme("eval", "report", alone, "--out", page).returncode == 0
    assert "<h1>Évaluation" in page.read_text(encoding="utf-8")
    figures = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    exact = [one["metrics"]["lines"][0]["scores"]["exact"]["value"] for one in (figures, report)]
    assert exact[0] == exact[1]


def test_a_folder_without_a_run_is_refused(bareme: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    run = bareme("eval", "report", tmp_path / "empty", "--language", "en")
    assert run.returncode == 1
    assert "contains no evaluation run" in run.stderr
    assert "eval run" in run.stderr


def test_a_run_that_was_cut_is_told_from_a_folder_without_one(bareme: Run, run_folder: Path, tmp_path: Path) -> None:
    shutil.copy(run_folder / "run.json", tmp_path)
    run = bareme("eval", "report", tmp_path)
    assert run.returncode == 1
    assert "n’est pas terminée" in run.stderr
    assert "la même commande" in run.stderr


def test_a_page_that_its_own_markdown_would_overwrite_is_refused(bareme: Run, tmp_path: Path) -> None:
    run = bareme("eval", "report", tmp_path, "--out", tmp_path / "page.md")
    assert run.returncode == 2
    assert list(tmp_path.glob("page.*")) == []
