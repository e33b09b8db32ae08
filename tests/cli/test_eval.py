import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run, environment

TABLE = """pupil;question;model;try;h1;h2;given;sure;most
a;Q1;m;1;4;4;4;0,9;5
a;Q2;m;1;2;3;2,5;0,6;3
b;Q1;m;1;0;0;1;0,4;5
b;Q2;m;1;3;3;;0,8;3
a;Q1;m;2;4;4;3;0,7;5
a;Q2;m;2;2;3;2;0,9;3
b;Q1;m;2;0;0;0;0,9;5
b;Q2;m;2;3;3;3;1;3
"""
COLUMNS = (
    *("--human", "h1", "--human", "h2", "--predicted", "given", "--student", "pupil", "--question", "question"),
    *("--model", "model", "--try", "try", "--confidence", "sure", "--maximum", "most", "--resamples", "50"),
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "marks.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_json_has_the_published_figures(bareme: Run, shared_data: Path) -> None:
    scores = shared_data / "short-answers" / "rsmtool" / "scores.csv"
    columns = ("--human", "human1", "--human", "human2", "--predicted", "system_scaled")
    run = bareme("eval", "score", scores, *columns, "--round", "--scale", 1, 6, 1, "--json")
    assert (run.returncode, run.stderr) == (0, "")
    report = json.loads(run.stdout)
    lines = {(line["first"], line["second"]): line["scores"] for line in report["lines"]}
    humans, machine = lines["human1", "human2"], lines["human1", "predicted"]
    assert round(humans["quadratic_kappa"]["value"]["value"], 6) == 0.833333
    assert humans["exact"]["value"]["value"] == 0.725
    assert round(machine["quadratic_kappa"]["value"]["value"], 6) == 0.782123
    assert round(machine["kappa"]["value"]["value"], 6) == 0.469418
    assert machine["exact"]["value"]["value"] == 0.64
    assert report["clustering"] == {"unit": "repetition", "clusters": 40, "period": 40}
    # One mark of 0.87 stays on the scale when rounded, one below it would not.
    assert report["remarks"] == []


def test_a_table_for_people_in_french(bareme: Run, table: Path) -> None:
    run = bareme("eval", "score", table, *COLUMNS)
    assert (run.returncode, run.stderr) == (0, "")
    for words in (
        "Évaluation : marks.csv",
        "8 notes, comparées à celles de : h1",
        "Lignes sans note de correcteur testé, laissées de côté : 1.",
        "Accord exact",
        "h1 – correcteur testé",
        "moyenne des humains – correcteur testé",
        "h1 – h2",
        "Autre part : rien, une partie, tout",
        "Totaux par élève",
        "Entre les essais (écart type)",
        "Erreur de calibration (ECE)",
        "Couverture et risque",
        "Par question",
        "Par correcteur",
        "il faut au moins 5 élèves, il y en a 2",
        "71,4",
    ):
        assert words in run.stdout.replace("\u00a0", " "), words


def test_the_same_figures_in_english_and_as_json(bareme: Run, table: Path) -> None:
    shown = bareme("eval", "score", table, *COLUMNS, "--language", "en").stdout
    report = json.loads(bareme("eval", "score", table, *COLUMNS, "--json").stdout)
    exact = report["lines"][0]["scores"]["exact"]["value"]["value"]
    assert exact == pytest.approx(4 / 7)
    assert f"{100 * exact:.1f}%" in shown
    assert report["missing"] == {"h1": 0, "h2": 0, "predicted": 1}
    assert report["lines"][3]["scores"]["pairs"] == 4
    assert [one["attempt"] for one in report["totals"]["predicted"]] == ["1", "2"]
    assert set(report["slices"]) == {"human_level", "question", "grader"}
    assert "no variation" in shown or "too few marks" in shown


def test_a_wished_error_finds_its_threshold(bareme: Run, table: Path) -> None:
    wishes = ("--error", 0, "--error-kind", "points")
    (threshold,) = json.loads(bareme("eval", "score", table, *COLUMNS, *wishes, "--json").stdout)["coverage"][
        "thresholds"
    ]
    assert (threshold["reached"], threshold["at"]["threshold"], threshold["at"]["accepted"]) == (True, 0.9, 4)


def test_labels(bareme: Run, tmp_path: Path) -> None:
    path = tmp_path / "runs.csv"
    rows = ["Incorrect,incorrect.", "Correct,Correct.\n", "Correct,no idea", "Correct,0"]
    cells = ['{},"{}"'.format(*row.split(",")) for row in rows]
    path.write_text("\n".join(["label,output", *cells]), encoding="utf-8")
    labels = ("--human", "label", "--predicted", "output", "--labels", "Incorrect,Correct")
    report = json.loads(bareme("eval", "score", path, *labels, "--json", "--language", "en").stdout)
    scores = report["labels"]["predicted"]
    assert (scores["pairs"], scores["left_out"], scores["confusion"]) == (3, 1, [[1, 0], [1, 1]])
    assert scores["macro_f1"]["value"]["value"] == pytest.approx(2 / 3)
    assert report["remarks"] == ["Predicted texts that match no label, counted as missing: 1."]
    assert "F1 macro" in bareme("eval", "score", path, *labels).stdout


def test_rounding_takes_marks_to_the_scale_and_says_so(bareme: Run, tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text("h,p\n0,-0.4\n1,0.75\n2,2.6\n1,0.5\n")
    marks = ("--human", "h", "--predicted", "p", "--scale", 0, 2, 0.5)
    report = json.loads(bareme("eval", "score", path, *marks, "--round", "--json", "--language", "en").stdout)
    # −0.4 → −0.5 → 0; 0.75 → 1; 2.6 → 2.5 → 2; 0.5.
    assert report["lines"][0]["scores"]["exact"]["value"]["value"] == 0.75
    assert report["remarks"] == ["Predicted marks outside the scale, limited to its ends: 2."]
    refused = bareme("eval", "score", path, *marks, "--language", "en")
    assert refused.returncode == 1
    assert "m.csv, line 2: -0.4 is outside the scale" in refused.stderr
    without = bareme("eval", "score", path, "--human", "h", "--predicted", "p", "--language", "en")
    assert "not multiples of the step 1: 4" in without.stdout


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("h,p\n1,2\n1,x\n", (), "m.csv, ligne 3 : 'x' n’est pas un nombre"),
        ("h,p\ngood,1\n", (), "m.csv : 'h' ne contient aucun nombre, mais par exemple 'good' ; des notes en toutes"),
        ("h,p\n1,2\n", ("--student", "pupil"), "pas de colonne 'pupil' parmi h, p"),
        ("h,p\n7,1\n", ("--scale", 0, 5, 1), "ligne 2"),
        ("h,p\n1,2\n", ("--confidence", "p"), "ligne 2"),
        ("h,p\nfine,bad\n", ("--labels", "good,bad"), "'fine' dans 'h' n’est pas un niveau"),
    ],
)
def test_tables_that_are_refused(
    bareme: Run, tmp_path: Path, text: str, options: tuple[object, ...], said: str
) -> None:
    (tmp_path / "m.csv").write_text(text)
    run = bareme("eval", "score", "m.csv", "--human", "h", "--predicted", "p", *options)
    assert (run.returncode, run.stdout) == (1, "")
    assert said in " ".join(run.stderr.split())


@pytest.mark.parametrize(
    ("options", "french", "english"),
    [
        (("--scale", 0, 5, 2), "nombre entier de fois", "whole number of STEPs"),
        (("--scale", 0, "five", 1), "'five' n’est pas un nombre", "'five' is not a number"),
        (("--labels", "one"), "étiquettes différentes", "different labels"),
        (("--reference", "nobody"), "« nobody » n’est aucun de h", "'nobody' is not one of h"),
        (("--error", "2"), "ne peut être une erreur", "not a possible error"),
    ],
)
def test_wrong_usage(bareme: Run, tmp_path: Path, options: tuple[object, ...], french: str, english: str) -> None:
    (tmp_path / "m.csv").write_text("h,p\n1,2\n")
    for language, told in (("fr", french), ("en", english)):
        marks = ("m.csv", "--human", "h", "--predicted", "p", "--language", language)
        run = bareme("eval", "score", *marks, *options)
        assert run.returncode == 2
        assert told in " ".join(run.stderr.replace("\xa0", " ").split())


def test_what_is_no_choice_is_wrong_usage(bareme: Run, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("h,p\n1,2\n")
    columns = ("--human", "h", "--predicted", "p")
    assert bareme("eval", "score", "m.csv", *columns, "--cluster", "school").returncode == 2


def test_a_table_without_marks_is_undefined_and_no_error(bareme: Run, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("h,p\n,2\n1,\n")
    run = bareme("eval", "score", "m.csv", "--human", "h", "--predicted", "p")
    assert (run.returncode, run.stderr) == (0, "")
    assert "– (aucune note)" in run.stdout
    assert "nan" not in run.stdout


def test_a_card_in_both_languages(bareme: Run, tmp_path: Path) -> None:
    header = "question_id,student_index,excluded_by_authors,me,other,ave,question,reference,answer"
    marks = [f"1.1,{n},{n < 60},{n % 6},{(n + n % 2) % 6},0,Why?,Because.,So {n}" for n in range(1134)]
    (tmp_path / "answers.csv").write_text("\n".join([header, *marks]) + "\n", encoding="utf-8")
    french = bareme("eval", "card", tmp_path, "--resamples", 20).stdout.replace("\u00a0", " ").replace("\u202f", " ")
    for words in ("Réponses", "1 074", "none stated", "Écartées : 60 ×", "me (moyenne", "me – other"):
        assert words in french, words
    english = bareme("eval", "card", tmp_path, "--resamples", 20, "--language", "en").stdout
    for words in ("Answers", "1,074", "Left out: 60", "other (mean", "Quadratic weighted kappa"):
        assert words in english, words


def test_a_card_as_json_and_a_format_by_name(bareme: Run, tmp_path: Path) -> None:
    header = "id,question,references,answer,label_5way,label_3way,label_2way"
    labels = ["correct,correct,correct", "contradictory,contradictory,incorrect", "irrelevant,incorrect,incorrect"]
    rows = [f'{n},Why?,"[""Because.""]",So {n},{labels[n % 3]}' for n in range(9)]
    (tmp_path / "set.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    run = bareme("eval", "card", "set.csv", "--format", "semeval-2way", "--json", "--resamples", 0)
    card = json.loads(run.stdout)
    assert (card["items"], card["format"], card["agreement"]) == (9, "semeval-2way", [])
    assert {one["value"]: one["count"] for one in card["raters"][0]["labels"]} == {"incorrect": 6, "correct": 3}
    assert bareme("eval", "card", "set.csv", "--format", "excel").returncode == 2


def test_a_data_set_that_is_refused(bareme: Run, tmp_path: Path) -> None:
    (tmp_path / "set.jsonl").write_text('{"question_id": "Q1"}\n{"question_id": ""}\n')
    run = bareme("eval", "card", "set.jsonl")
    assert (run.returncode, run.stdout) == (1, "")
    assert "set.jsonl, ligne 2" in run.stderr


@pytest.mark.parametrize("command", [("score", "m.csv", "--human", "h", "--predicted", "p"), ("card", "m.csv")])
def test_a_missing_extra_is_named(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "m.csv").write_text("h,p\n1,2\n")
    # A finder that knows nothing of numpy, as on a machine without the extra.
    code = (
        "import sys, importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'numpy' else find(name, *a)\n"
        f"sys.argv = ['bareme', 'eval', *{command!r}]\n"
        "from bareme.cli import app; app()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment(tmp_path / "home", BAREME_LANGUAGE="en"),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "numpy" in done.stderr
    assert "bareme[eval]" in done.stderr


@pytest.mark.parametrize("language", ["fr", "en"])
def test_of_few_students_there_are_no_intervals_and_it_is_said(bareme: Run, tmp_path: Path, language: str) -> None:
    table = tmp_path / "few.csv"
    rows = [f"s{n % 4},{n % 3},{(n + n // 5) % 3},2" for n in range(24)]
    table.write_text("\n".join(["student,teacher,model,maximum", *rows]))
    columns = ("--human", "teacher", "--predicted", "model", "--student", "student", "--maximum", "maximum")
    asked = ("eval", "score", table, *columns, "--language", language, "--report", tmp_path / "report")
    said = bareme(*asked).stdout
    page = (tmp_path / "report" / "report.md").read_text()
    sentence = {
        "fr": "il faut au moins 5 élèves, il y en a 4.",
        "en": "at least 5 students are needed, and there are 4.",
    }
    assert sentence[language] in said
    assert sentence[language] in page
    assert "%" in said
    assert "[" not in said


@pytest.mark.parametrize(
    "options", [("--error", "2"), ("--error", "-0.1"), ("--error", "-1", "--error-kind", "points")]
)
def test_an_error_that_cannot_be_wished_for_is_wrong_usage(bareme: Run, table: Path, options: tuple[str, ...]) -> None:
    run = bareme("eval", "score", table, *COLUMNS, *options)
    assert run.returncode == 2
    assert "--error" in run.stderr


def test_marks_beyond_their_rows_maximum_are_refused_and_rounded_to_it(bareme: Run, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("h,p,most\n1,1,2\n3,1,2\n1,2.6,2\n1,0,-1\n")
    asked = ("eval", "score", "m.csv", "--human", "h", "--predicted", "p", "--maximum", "most", "--language", "en")
    refused = bareme(*asked)
    assert refused.returncode == 1
    assert "line 3: 3 in 'h' is above the maximum 2" in refused.stderr
    assert "line 5: the maximum -1 is not above 0" in refused.stderr
    (tmp_path / "m.csv").write_text("h,p,most\n1,1,2\n2,1,2\n1,2.6,2\n0,0,4\n")
    beyond = bareme(*asked)
    assert beyond.returncode == 1
    assert "line 4: 2.6 is above the maximum 2; --round limits it" in " ".join(beyond.stderr.split())
    rounded = bareme(*asked, "--round")
    assert rounded.returncode == 0, rounded.stderr
    assert "limited to its ends: 1." in rounded.stdout


def test_rows_that_mark_one_answer_twice_are_told(bareme: Run, tmp_path: Path) -> None:
    columns = ("--human", "h", "--predicted", "p", "--student", "s", "--question", "q", "--language", "en")
    (tmp_path / "m.csv").write_text("s,q,h,p\na,1,1,1\na,1,2,1\na,2,1,1\nb,1,0,1\n,1,0,1\n,1,0,1\n")
    twice = bareme("eval", "score", "m.csv", *columns)
    assert "Rows that mark an answer again, counted like any other: 1." in twice.stdout
    (tmp_path / "m.csv").write_text("s,q,h,p,t\na,1,1,1,1\na,1,2,1,2\nb,1,0,1,1\nb,1,0,1,2\n")
    tries = bareme("eval", "score", "m.csv", *columns, "--try", "t")
    assert "Answers whose human marks differ from one row to another: 1." in tries.stdout
    assert "mark an answer again" not in tries.stdout
