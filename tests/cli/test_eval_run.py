import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

ANSWERS = Path(__file__).parents[2] / "fixtures" / "evaluation"
RUN = ("--resamples", "50")


def test_a_run_shows_card_plan_and_figures_and_writes_its_folder(bareme: Run, tmp_path: Path) -> None:
    out = tmp_path / "run"
    data = ANSWERS / "answers-fr.jsonl"
    graders = ("--grader", "offline:lexical@2", "--grader", "offline:strict")
    run = bareme("eval", "run", data, *graders, "--out", out, *RUN)
    assert (run.returncode, run.stderr) == (0, "")
    shown = run.stdout.replace("\u00a0", " ")
    for words in ("Licence", "À noter : réponses 24, copies 8", "Appels à faire, au moins : 24", "Par correcteur"):
        assert words in shown, words
    assert shown.index("Licence") < shown.index("Appels à faire") < shown.index("Par correcteur")
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert (record["state"], record["items"], record["copies"], record["steps"]) == ("done", 24, 8, [0.5])
    assert record["usage"]["calls"] == 24
    marks = [json.loads(line) for line in (out / "marks.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(marks) == 72
    assert {(mark["grader"], mark["try"]) for mark in marks} == {
        ("offline:lexical", 1),
        ("offline:lexical", 2),
        ("offline:strict", 1),
    }
    assert "e01" in {mark["student"] for mark in marks}
    metrics = json.loads((out / "metrics.json").read_text(encoding="utf-8"))
    assert set(metrics["by_grader"]) == {"offline:lexical", "offline:strict"}
    assert json.loads((out / "card.json").read_text(encoding="utf-8"))["items"] == 24

    # Summed up again, nothing is graded, and the progress says that all is.
    again = bareme("eval", "run", data, *graders, "--out", out, *RUN)
    assert (again.returncode, "8/8" in shown, "8/8" in again.stdout) == (0, True, True)
    assert {**json.loads((out / "run.json").read_text(encoding="utf-8")), "finished_at": ""} == {
        **record,
        "finished_at": "",
    }
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))

    # The folder is this run's: another is refused, and nothing is mixed.
    other = bareme("eval", "run", data, "--grader", "offline:strict", "--out", out, *RUN, "--language", "en")
    assert other.returncode == 1
    assert "use another folder" in " ".join(other.stderr.split())
    assert json.loads((out / "run.json").read_text(encoding="utf-8")) == record


def test_two_runs_are_compared_in_both_languages(bareme: Run, tmp_path: Path) -> None:
    data = ANSWERS / "answers-en.jsonl"
    common = ("--sample", "12", "--seed", "3", "--language", "en", *RUN)
    for name, step in (("half", "0.5"), ("whole", "1")):
        out = ("--out", tmp_path / name)
        assert bareme("eval", "run", data, "--grader", "offline:lexical", "--step", step, *common, *out).returncode == 0
    folders = (tmp_path / "half", tmp_path / "whole")
    as_json = bareme("eval", "compare", *folders, "--json", "--resamples", "50")
    assert as_json.returncode == 0
    found = json.loads(as_json.stdout)
    assert found["settings"] == [{"name": "steps", "before": "0.5", "after": "1"}]
    assert found["common"] == 12
    overall = found["overall"]
    assert overall["better"] + overall["worse"] + overall["as_far"] + overall["same"] == 12
    reports = tmp_path / "reports"
    english = bareme("eval", "compare", *folders, "--language", "en", "--report", reports).stdout
    assert [(reports / f"comparison.{end}").name in english for end in ("html", "md", "json")] == [True] * 3
    page = (reports / "comparison.html").read_text(encoding="utf-8")
    assert "<h1>Comparison: whole against half</h1>" in page
    written = json.loads((reports / "comparison.json").read_text(encoding="utf-8"))["comparison"]
    assert (written["common"], written["overall"]) == (found["common"], found["overall"])
    french = bareme("eval", "compare", *folders).stdout.replace("\u00a0", " ")
    for words in ("whole against half", "Settings that differ", "12 marks in common", "The marks that changed"):
        assert words in english, words
    for words in ("whole face à half", "Ce qui a été demandé autrement", "12 notes en commun", "Kappa quadratique"):
        assert words in french, words


def test_what_holds_no_answers_is_refused_with_its_reason(bareme: Run, tmp_path: Path) -> None:
    path = tmp_path / "marks.csv"
    path.write_text("question_id,human:A,maximum\nQ1,1,2\nQ1,2,2\n", encoding="utf-8")
    run = bareme("eval", "run", path, "--grader", "offline:lexical", "--language", "en")
    assert run.returncode == 1
    assert "2 × answer without a text" in run.stderr


@pytest.mark.slow
def test_mohler_through_the_graph_correlates_above_a_half_with_the_graders_mean(
    bareme: Run, tmp_path: Path, shared_data: Path
) -> None:
    data = shared_data / "short-answers" / "mohler" / "answers.csv"
    if not data.exists():
        pytest.skip(
            f"no {data}: runs where the shared data stand beside the checkout, as in CI, or BAREME_SHARED_DATA is set"
        )
    run = bareme("eval", "run", data, "--grader", "offline:lexical", "--out", tmp_path / "run", *RUN, "--json")
    assert run.returncode == 0
    found = json.loads(run.stdout)
    assert found["run"]["marks"] == {"graded": 1069, "missing": 5}
    lines = {(line["first"], line["second"]): line["scores"] for line in found["metrics"]["together"]["lines"]}
    machine, people = lines["mean", "predicted"], lines["me", "other"]
    assert machine["pairs"] == people["pairs"] == 1074
    assert machine["pearson"]["value"]["value"] > 0.50
    # Nearer than a second person would be a leak of the marks into the prompt.
    assert machine["pearson"]["value"]["value"] < people["pearson"]["value"]["value"]


def test_a_set_that_nobody_marked_has_a_card_and_is_not_graded(bareme: Run, tmp_path: Path) -> None:
    (tmp_path / "set.csv").write_text("question_id,maximum,answer,human:A\nQ1,2,because,\nQ1,2,so,NA\n")
    card = bareme("eval", "card", "set.csv", "--language", "en")
    assert card.returncode == 0, card.stderr
    assert "Nobody marked: there is nothing to compare marks with." in card.stdout
    run = bareme("eval", "run", "set.csv", "--grader", "offline:lexical", "--out", "run")
    assert run.returncode == 1
    assert "aucune des réponses à noter n’a de note humaine" in " ".join(run.stderr.split())
    assert not (tmp_path / "run").exists()


def test_an_answer_may_hold_any_character(bareme: Run, tmp_path: Path) -> None:
    odd = "It rubs:\u2028friction\x85 and\x0b\x1c drag\x00 \U000e0041\ufeff."
    rows = [
        {"question_id": "Q1", "maximum": 2, "answer": odd, "reference_answer": f"Friction. {odd}", "student_id": odd}
        | {"question": odd, "item_id": odd, "human_marks": [{"rater": "A\u2028", "points": 1}]},
        {"question_id": "Q1", "maximum": 2, "answer": "so", "reference_answer": "Heat."}
        | {"human_marks": [{"rater": "A\u2028", "points": 0}]},
    ]
    (tmp_path / "set.jsonl").write_text("\n".join(map(json.dumps, rows)))
    run = bareme("eval", "run", "set.jsonl", "--grader", "offline:lexical", "--out", "run")
    assert run.returncode == 0, run.stderr
    assert len((tmp_path / "run" / "marks.jsonl").read_text().rstrip("\n").split("\n")) == 2
    for command in (("report", "run"), ("compare", "run", "run", "--report", "both")):
        ended = bareme("eval", *command)
        assert ended.returncode == 0, ended.stderr
