"""`--rubric generate`: the criteria on the screen, in a file to edit, and in the marks; and schemes as files."""

import json
import re
from pathlib import Path

import pytest

from bareme.domain.scheme import GradingScheme
from bareme.exports import SchemeFormat, read_scheme
from tests.cli.conftest import Run, french_set

RULES = ("--grader", "offline:lexical")
WITH_RUBRIC = (*french_set(), *RULES, "--rubric", "generate")


def session_id(shown: str) -> str:
    match = re.search(r"Session ([0-9a-f]{8})", shown)
    assert match is not None
    return match[1]


def results(bareme: Run, session: str) -> dict[str, object]:
    shown: dict[str, object] = json.loads(bareme("show", session, "--json").stdout)
    return shown


def test_yes_accepts_what_is_sound_and_grades_by_it(bareme: Run) -> None:
    run = bareme("grade", *WITH_RUBRIC, "--yes", "--out", "out")
    assert run.returncode == 0, run.stderr
    assert "Critères proposés" in run.stdout
    assert "règles" in run.stdout
    shown = results(bareme, session_id(run.stdout))
    assert shown["state"] == "in_review"
    export = json.loads(next(Path("out").glob("*.json")).read_bytes())
    leaf = export["submissions"][0]["questions"][0]
    while leaf["questions"]:
        leaf = leaf["questions"][0]
    assert leaf["criteria"]
    assert sum(criterion["points_earned"] for criterion in leaf["criteria"]) == leaf["points_earned"]


def test_criteria_are_dropped_edited_in_a_file_and_accepted(bareme: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = bareme("grade", *WITH_RUBRIC, typed="\nw bareme.csv\nx\nd 99\ne bareme.csv\ne nothing.json\nd 1\nq\n")
    assert waiting.returncode == 0, waiting.stderr
    session = session_id(waiting.stdout)
    assert "n’est pas une réponse" in waiting.stdout
    assert "il n’y a pas de question n° 99" in waiting.stdout
    assert "ne change rien aux critères" in waiting.stdout
    assert "nothing.json\u00a0: il n’y a pas de fichier" in waiting.stdout
    assert "sans critères" in waiting.stdout
    assert results(bareme, session)["state"] == "waiting_for_rubric"
    assert "Critères proposés" in bareme("show", session).stdout
    assert "attend les critères" in bareme("sessions").stdout

    scheme = read_scheme(Path("bareme.csv").read_bytes(), SchemeFormat.CSV)
    second = list(scheme.leaves())[1]
    text = Path("bareme.csv").read_text(encoding="utf-8-sig")
    assert second.criteria[0].name in text
    Path("bareme.csv").write_text(text.replace(second.criteria[0].name, "Mon critère", 1), encoding="utf-8")
    done = bareme("resume", session, "--out", "out", typed="e bareme.csv\n\n")
    assert done.returncode == 0, done.stderr
    assert "Mon critère" in done.stdout
    assert "Mon critère" in next(Path("out").glob("*.json")).read_text(encoding="utf-8")


def test_an_edit_that_does_not_add_up_is_shown_and_not_accepted(bareme: Run) -> None:
    waiting = bareme("grade", *WITH_RUBRIC, typed="\nw scheme.json\nq\n")
    tree = json.loads(Path("scheme.json").read_bytes())
    leaf = tree["questions"][0]
    while leaf["parts"]:
        leaf = leaf["parts"][0]
    leaf["criteria"][0]["points"] += 1
    leaf["criteria"][0] |= {"kind": "range", "levels": []}
    Path("scheme.json").write_text(json.dumps(tree), encoding="utf-8")
    session = session_id(waiting.stdout)
    stuck = bareme("resume", session, typed="e scheme.json\n\nq\n")
    assert "À corriger" in stuck.stdout
    assert "Ces critères ne peuvent pas être acceptés" in " ".join(stuck.stdout.split())
    done = bareme("resume", session, "--yes", "--out", "out")
    assert done.returncode == 0, done.stderr
    assert "faute de proposition juste" in done.stdout


def test_nobody_there_to_answer_leaves_the_session_waiting(bareme: Run) -> None:
    run = bareme("grade", *WITH_RUBRIC, typed="\n")
    assert run.returncode == 1
    assert "personne ne répond ici" in run.stderr
    again = bareme("resume", session_id(run.stdout), typed="r 1 plus court\nq\n")
    assert "Critères proposés (2)" in again.stdout


def test_guidelines_are_read_from_a_file(bareme: Run) -> None:
    Path("marking.txt").write_text("Une unité oubliée coûte 0,25.", encoding="utf-8")
    Path("bad.txt").write_bytes("é".encode("latin-1"))
    run = bareme("grade", *french_set(), *RULES, "--guidelines", "marking.txt", "--yes", "--out", "out")
    assert run.returncode == 0, run.stderr
    assert bareme("grade", *french_set(), *RULES, "--guidelines", "bad.txt", "--yes").returncode == 2


def test_a_scheme_goes_from_shorthand_to_csv_to_json_and_grades(bareme: Run) -> None:
    assert bareme("scheme", "convert", "Ex 1.a: 2,5, Ex 1.b: 1", "scheme.csv").returncode == 0
    shown = bareme("scheme", "convert", "scheme.csv", "scheme.json", "--language", "en")
    assert "2 questions, 3.5 points" in shown.stdout
    scheme = GradingScheme.model_validate_json(Path("scheme.json").read_bytes())
    assert scheme == read_scheme(Path("scheme.csv").read_bytes(), SchemeFormat.CSV)
    run = bareme("grade", *french_set(), *RULES, "--scheme", "scheme.csv", "--yes", "--out", "out")
    assert run.returncode == 0, run.stderr
    assert "/3,5" in run.stdout


def test_a_scheme_file_at_fault_is_named_with_its_place(bareme: Run) -> None:
    Path("scheme.csv").write_text("Question;Points\nQ1;5\nQ2;beaucoup\n", encoding="utf-8")
    for arguments in (
        ("scheme", "convert", "scheme.csv", "out.json"),
        ("grade", *french_set(), *RULES, "--scheme", "scheme.csv"),
    ):
        run = bareme(*arguments)
        assert run.returncode == 2
        assert "ligne 3, colonne « Points »" in re.sub(r"[│\s]+", " ", run.stderr)
    assert bareme("scheme", "convert", "Q1: 5", "out.txt").returncode == 2
    assert not Path("out.txt").exists()
