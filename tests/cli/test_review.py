"""A teacher's review on the command line: what she types, what is on the screen, and what is kept."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from bareme.exports import read_csv_wide
from bareme.exports.dialect import read_rows
from tests.cli.conftest import TWO_GRADERS, Run, french_set

SCALE = (
    "Exercice 1.a: 3, Exercice 1.b: 1, Exercice 1.c: 1, Exercice 1.d: 2, Exercice 2.a: 2, Exercice 2.b: 1,5, "
    "Exercice 2.c: 1,5, Exercice 3.a: 2, Exercice 3.b: 1, Exercice 3.c: 2, Exercice 4.a: 2,5, Exercice 4.b: 1,5"
)


def begin(bareme: Run, *options: object) -> str:
    graded = bareme("grade", *french_set(), *TWO_GRADERS, "--yes", "--json", *options)
    return str(json.loads(graded.stdout)["session_id"])


def results(bareme: Run, session: str) -> Any:
    """The results, with the copies in the order of the file and not of the list."""
    shown = json.loads(bareme("show", session, "--json").stdout)["results"]
    return {**shown, "submissions": sorted(shown["submissions"], key=lambda submission: str(submission["copy_id"]))}


def questions(submission: Any) -> dict[str, Any]:
    def leaves(nodes: Any) -> Any:
        for node in nodes:
            yield from leaves(node["questions"]) if node["questions"] else [node]

    return {node["id"]: node for node in leaves(submission["questions"])}


def test_a_walk_with_feedback_undo_and_help(bareme: Run, session: str) -> None:
    typed = "A\n?\nf Relisez la question.\n0,5\nu\n1\nabc\n99\n\nq\n"
    run = bareme("resume", session, "--author", "Mme Durand", typed=typed)

    assert run.returncode == 0, run.stderr
    shown = run.stdout
    assert re.search(r"\[1/\d+\] LE GALL Maëlys, question Exercice 3\.c /2\u00a0: désaccord", shown)
    assert "f Relisez…    un commentaire pour l’élève" in shown
    assert "Commentaire enregistré." in shown
    assert "Annulé\u00a0: décision 3." in shown
    assert shown.count("\n[2/") == 2  # an undo leads back to its question
    assert "«\u00a0abc\u00a0» n’est pas une réponse possible" in shown
    assert "Refusé\u00a0: 99" in shown
    history = results(bareme, session)["history"]
    assert history[0]["points_after"] in {0.5, 2}  # who is A is drawn anew for each session
    assert [(entry["what"], entry["points_after"], entry["after"]) for entry in history] == [
        ("note du correcteur A", history[0]["points_after"], ""),
        ("commentaire", None, "Relisez la question."),
        ("note de l’enseignant", 0.5, ""),
        ("note retirée", None, ""),
        ("note de l’enseignant", 1, ""),
    ]
    assert {entry["author"] for entry in history} == {"Mme Durand"}


def test_the_end_of_input_keeps_what_was_decided(bareme: Run, session: str) -> None:
    run = bareme("resume", session, typed="A\n")

    assert run.returncode == 0
    assert len(results(bareme, session)["history"]) == 1
    assert f"bareme resume {session}" in run.stdout


def test_nothing_to_undo_is_said(bareme: Run, session: str) -> None:
    assert "Rien à annuler" in bareme("resume", session, typed="u\nq\n").stdout


def test_marks_are_hidden_until_she_has_marked(bareme: Run) -> None:
    session = begin(bareme, "--reveal", "after_decision")
    run = bareme("resume", session, typed="A\n1,5\nA\nq\n")

    first, second, *_ = run.stdout.split("[1/96]")[1].split("Votre note")[:2]
    assert "Exercice 1.a /2" in first
    assert "copies.pdf, p. 5–6" in first  # c03 is first on the class list
    assert "Pourquoi" not in first + second
    assert "Réponse lue\u00a0: " in first  # the reading without points
    assert "«\u00a0A\u00a0» n’est pas une réponse possible" in second
    after = run.stdout.split("Noté\u00a0: 1,5/2")[1]
    assert "Pourquoi" in after.split("Entrée pour garder 1,5")[0]
    assert "Noté\u00a0: 1/2" in after
    assert "Pourquoi" not in after.split("[2/96]")[1]

    shown = results(bareme, session)
    asked = questions(shown["submissions"][2])
    assert (asked["Exercice 1.a"]["points_earned"], asked["Exercice 1.b"]["points_earned"]) == (1, None)
    assert asked["Exercice 1.b"]["hidden"]
    assert asked["Exercice 1.b"]["attempts"] == {}
    assert "note cachée" in bareme("show", session).stdout


def test_a_class_is_reviewed_by_batch_commands(bareme: Run, session: str) -> None:
    def review(*arguments: object, code: int = 0) -> str:
        run = bareme("review", session, *arguments, env={"BAREME_AUTHOR": "Mme Durand"})
        assert run.returncode == code, run.stderr
        return run.stdout + run.stderr

    assert re.search(r"Acceptées\u00a0: \d+ notes, 8 copies", review("accept", "--min-confidence", 0.9))
    assert "Fait\u00a0: c06" in review("set-student", "c06", "FERRAND Jules")
    assert "Fait\u00a0: c01" in review("complete", "c01")
    assert "est terminée" in review("mark", "c01", "Exercice 1.a", "1", code=1)
    assert "sans note arrêtée\u00a0: Exercice 1.d" in review("complete", "c02", code=1).replace("\n", " ")
    review("mark", "c02", "Exercice 1.d", "1,25", "--reason", "le sens y est")
    review("complete", "c02")
    review("reopen", "c01", "--reason", "à relire")
    review("feedback", "c01", "Excellent travail.")
    review("feedback", "c01", "Très bien.", "--question", "Exercice 1.a")
    assert "12 n’est pas une note possible" in review("mark", "c01", "Exercice 1.a", "12", code=1)

    told = review("history", "c02")
    assert "note de l’enseignant\u00a0: 1,5 → 1,25 (le sens y est)" in re.sub(r"\s*\n\s+", " ", told)
    number = max(int(found) for found in re.findall(r"^ *(\d+) ", told, re.MULTILINE))
    assert f"Annulé\u00a0: décision {number}" in review("undo", number)
    assert "il n’y a pas de décision" in review("undo", 999, code=1)

    first, second, *_ = results(bareme, session)["submissions"]
    assert (first["is_complete"], second["is_complete"]) == (False, False)
    assert first["general_comment"] == "Excellent travail."
    assert questions(first)["Exercice 1.a"]["feedback"] == "Très bien."
    assert questions(second)["Exercice 1.d"]["points_earned"] == 1.25


def test_the_history_is_a_file(bareme: Run, session: str, tmp_path: Path) -> None:
    bareme("review", session, "mark", "c02", "Exercice 1.d", "1,25", "--reason", "=le sens y est")
    written = bareme("export", session, "--format", "history").stdout.strip()

    header, values = read_rows((tmp_path / written).read_bytes())
    row = dict(zip(header, values, strict=True))
    assert written.endswith("-history.csv")
    assert (row["Motif"], row["Avant"], row["Après"]) == ("=le sens y est", "1,5", "1,25")


def test_an_amended_scale_asks_first_and_keeps_the_others(bareme: Run, session: str, tmp_path: Path) -> None:
    proposed = bareme("review", session, "amend", SCALE, typed="q\n")
    assert proposed.returncode == 1
    assert "Barème, version 2\u00a0: 21 points (version 1\u00a0: 20)" in proposed.stdout
    assert "Exercice 1.a\u00a0: sur 3 au lieu de 2" in proposed.stdout
    assert "À recorriger\u00a0: Exercice 1.a." in proposed.stdout
    assert "16 appels de modèle" in proposed.stdout
    assert "Rien n’a été changé" in proposed.stdout
    nobody = bareme("review", session, "amend", SCALE, "--regrade", "all")
    assert nobody.returncode == 1
    assert "--yes" in nobody.stderr
    assert {copy["scheme_version"] for copy in results(bareme, session)["submissions"]} == {1}

    done = bareme("review", session, "amend", SCALE, "--regrade", "c03,c04", "--yes", "--reason", "1.a vaut 3")
    assert done.returncode == 0, done.stderr
    assert "Cela prend 4 appels de modèle" in done.stdout
    assert "Le barème est à la version 2. 2 copies sous cette version." in done.stdout
    shown = bareme("show", session).stdout
    assert re.search(r"MARTIN Léa v1\s+20/20", shown)
    assert "sous une ancienne version du barème" in shown
    bareme("export", session, "--format", "csv", "--out", "wide.csv")
    wide = read_csv_wide((tmp_path / "wide.csv").read_bytes())
    assert [(question.maximum, question.remark) for question in wide.questions[:2]] == [(3, ""), (2, "v1")]
    rows = {row.copy_id: (row.maximum, row.scheme_version) for row in wide.rows}
    assert [rows[i] for i in ("c02", "c03")] == [(20, 1), (21, 2)]
    assert bareme("review", session, "amend", "five points").returncode == 1


def test_regrading_asks_and_leaves_decisions_alone(bareme: Run, session: str) -> None:
    bareme("review", session, "mark", "c03", "Exercice 1.a", "0,25")
    asked = bareme("review", session, "regrade", "--copy", "c03", typed="n\n")
    assert asked.returncode == 1
    assert "1 copie à recorriger, 2 appels de modèle" in asked.stdout
    done = bareme("review", session, "regrade", "--copy", "c03", "--question", "Exercice 1.a", "--yes")
    assert done.returncode == 0, done.stderr
    assert questions(results(bareme, session)["submissions"][2])["Exercice 1.a"]["points_earned"] == 0.25
    assert "Rien n’est en attente" in bareme("review", session, "regrade", "--missing").stdout
    unknown = bareme("review", session, "regrade", "--question", "nulle", "--yes")
    assert unknown.returncode == 1
    assert "'nulle'" in unknown.stderr


def test_criteria_are_marked_one_by_one(bareme: Run, tmp_path: Path) -> None:
    criteria = [
        {"id": "law", "name": "Loi citée", "points": 1},
        {"id": "graph", "name": "Par le graphique", "points": 1, "group": "way"},
        {"id": "sum", "name": "Par le calcul", "points": 1, "kind": "all_or_nothing", "group": "way"},
        {"id": "unit", "name": "Unité absente", "points": -0.5},
    ]
    scheme = {"questions": [{"id": "Exercice 1.a", "max_points": 2, "criteria": criteria}]}
    (tmp_path / "scheme.json").write_text(json.dumps(scheme))
    session = begin(bareme, "--scheme", "scheme.json", "--reveal", "after_decision")
    run = bareme("resume", session, typed="c 1 1\nc 1 1 0,5 0\nc 1 1 1 -0,5\n\nq\n")

    assert "Par le graphique (un seul compte\u00a0: Par le calcul)" in run.stdout
    assert "de -0,5 à 0" in run.stdout
    assert "il faut 4 nombres après «\u00a0c\u00a0», un par critère" in run.stdout
    assert "0,5 n’est pas possible pour le critère 'sum'" in run.stdout
    assert "Noté\u00a0: 1,5/2" in run.stdout
    (node,) = results(bareme, session)["submissions"][2]["questions"]  # c03 is first on the class list
    assert [(one["points_given"], one["points_earned"]) for one in node["criteria"]] == [
        *((1, 1), (1, 1), (1, 0), (-0.5, -0.5)),
    ]
    batch = bareme("review", session, "mark", "c02", "Exercice 1.a", "law=1", "graph=0", "sum=0", "unit=-0,5")
    assert batch.returncode == 0, batch.stderr
    assert results(bareme, session)["submissions"][1]["questions"][0]["points_earned"] == 0.5


def test_criteria_are_decided_as_the_teacher_gets_to_them(bareme: Run, tmp_path: Path) -> None:
    criteria = [{"id": "law", "name": "Loi citée", "points": 1}, {"id": "unit", "name": "Unité", "points": 1}]
    scheme = {"questions": [{"id": "Exercice 1.a", "max_points": 2, "criteria": criteria}]}
    (tmp_path / "scheme.json").write_text(json.dumps(scheme))
    session = begin(bareme, "--scheme", "scheme.json")
    first = bareme("review", session, "mark", "c02", "Exercice 1.a", "law=0,4")
    assert "c02, question Exercice 1.a\u00a0: encore à noter\u00a0: unit" in first.stdout
    assert "question Exercice 1.a\u00a0: critères encore à noter\u00a0: unit" in bareme("show", session).stdout
    refused = bareme("review", session, "complete", "c02")
    assert (refused.returncode, "Exercice 1.a" in refused.stderr) == (1, True)

    said = ("feedback", "c02", "Quelle unité\u00a0?", "--question", "Exercice 1.a", "--criterion", "unit")
    assert bareme("review", session, *said).returncode == 0
    assert bareme("review", session, *said[:-1], "style").returncode == 1

    visited = re.findall(r"\[\d/8\] (.*), question", bareme("resume", session, typed="\n" * 8).stdout)
    skipped = visited.index("NGUYEN Hugo")
    typed = "c - -\nc 0,9 -\nfc 1 Quelle loi\u00a0?\nfc 9 x\nc - 0,5\nq\n"
    walked = bareme("resume", session, typed="\n" * skipped + typed).stdout
    assert "un par critère, ou «\u00a0-\u00a0» pour en laisser un tel quel" in walked
    assert "Enregistré. Encore à noter\u00a0: Unité" in walked
    assert "il faut le numéro d’un critère" in walked
    assert "Noté\u00a0: 1,4/2" in walked
    node = results(bareme, session)["submissions"][1]["questions"][0]
    assert [(one["points_given"], one["feedback"]) for one in node["criteria"]] == [
        (0.9, "Quelle loi\u00a0?"),
        (0.5, "Quelle unité\u00a0?"),
    ]


def test_review_wants_a_session_in_review(bareme: Run, session: str) -> None:
    bareme("resume", session, "--finish", "--force")
    closed = bareme("review", session, "accept")
    assert closed.returncode == 1
    assert f"bareme review {session} reopen-session" in closed.stderr
    assert bareme("resume", session).stdout.count(f"bareme review {session} reopen-session") == 1
    opened = bareme("review", session, "reopen-session", "--reason", "note oubliée", "--author", "Mme Roy")
    assert (opened.returncode, "La session est rouverte." in opened.stdout) == (0, True)
    assert bareme("review", session, "accept").returncode == 0
    again = bareme("review", session, "reopen-session")
    assert (again.returncode, "n’est pas terminée" in again.stderr) == (1, True)
    history = bareme("review", session, "history").stdout
    assert "relecture terminée" in history
    assert re.search(r"Mme Roy .*session rouverte \(note", history)
    assert bareme("review", session, "history", "c99").returncode == 1
    assert bareme("review", "ffffffff", "accept").returncode == 2
    assert bareme("review", session, "mark", "c01", "Exercice 1.a", "cinq").returncode == 2


@pytest.mark.parametrize(
    "name",
    [
        *("accept", "mark", "feedback", "set-student", "adjust", "excuse", "complete", "reopen", "undo", "history"),
        *("amend", "regrade", "reopen-session"),
    ],
)
def test_help_of_each_action_has_examples(bareme: Run, name: str) -> None:
    told = bareme("review", "3f9c01ab", name, "--help")
    assert told.returncode == 0
    assert f"bareme review 3f9c01ab {name}" in told.stdout.split("Exemple")[1]


def test_copies_and_questions_go_by_what_the_screen_calls_them(bareme: Run, session: str) -> None:
    shown = bareme("show", session).stdout
    assert re.search(r"^c02 +NGUYEN Hugo", shown, re.MULTILINE)
    assert re.search(r"^c06 +sans nom", shown, re.MULTILINE)
    for copy, question in (("nguyen  hugo", "1.a"), ("C02", "exercice 1.a"), ("c02", "Exercice 1.a)")):
        marked = bareme("review", session, "mark", copy, question, "1")
        assert (marked.returncode, marked.stderr) == (0, "")
        assert "Fait\u00a0: c02 (NGUYEN Hugo)." in marked.stdout
    assert bareme("review", session, "feedback", "BENALI Inès", "Bien.", "--question", "1.b").returncode == 0
    assert bareme("review", session, "accept", "--copy", "petit noé", "--question", "1.a").returncode == 0
    assert bareme("review", session, "history", "NGUYEN Hugo").stdout.count("note de l’enseignant") == 3

    lost = bareme("review", session, "mark", "DUPONT", "1.a", "1")
    assert lost.returncode == 1
    assert "première colonne de bareme show" in " ".join(lost.stderr.split())
    lost = bareme("review", session, "mark", "c02", "9", "1")
    assert "il y a : Exercice 1.a, Exercice 1.b" in " ".join(lost.stderr.split())

    bareme("review", session, "set-student", "c06", "NGUYEN Hugo")
    twice = bareme("review", session, "complete", "NGUYEN Hugo")
    assert twice.returncode == 1
    assert "c02, c06" in twice.stderr


def test_a_question_is_shown_with_what_was_expected_and_said(bareme: Run, tmp_path: Path) -> None:
    question = {"id": "Exercice 1.a", "max_points": 2, "text": "Calculer la vitesse.", "expected_answer": "0,75 m/s"}
    another = {"id": "2", "label": "Q2", "max_points": 1}
    (tmp_path / "scheme.json").write_text(json.dumps({"questions": [question, another]}), encoding="utf-8")
    session = begin(bareme, "--scheme", "scheme.json")
    marked = bareme("review", session, "mark", "c02", "q2", "1")
    assert (marked.returncode, marked.stderr) == (0, "")
    shown = bareme("resume", session, typed="v\nq\n").stdout
    assert "Question\u00a0: Calculer la vitesse.\nAttendu\u00a0: 0,75 m/s\n" in shown
    table = shown.split("Confiance")[1].split("Votre note")[0]
    assert re.search(r"^A +\S+ +\d+\u00a0%", table, re.MULTILINE)
    # Grader A's feedback stands beside its mark, B's once it is asked for.
    assert ("… (v)" in table, "… (v)" in shown.split("Votre note")[1]) == (True, False)


def test_pages_are_opened_and_files_are_said_to_be_old(
    bareme: Run, session: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opener = tmp_path / "bin" / "xdg-open"
    opener.parent.mkdir()
    opener.write_text(f'#!/bin/sh\necho "$1" >> {tmp_path / "opened"}\n', encoding="utf-8")
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", f"{opener.parent}:{os.environ['PATH']}")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    bareme("export", session, "--format", "csv", "--out", "old.csv")
    shown = bareme("resume", session, typed="o\nv\n1\nq\n").stdout
    opened = (tmp_path / "opened").read_text(encoding="utf-8").split()
    assert [Path(path).name for path in opened] == ["c05-1.png", "c05-2.png"]
    assert all(Path(path).read_bytes().startswith(b"\x89PNG") for path in opened)
    assert "Question\u00a0: voir exam-paper.pdf" in shown
    assert "Attendu\u00a0: voir answer-key.pdf" in shown
    # The first grader's words are beside its mark, those of the other on a key.
    assert shown.split("Ouvert")[0].count("… (v)") == 1
    assert shown.count("… (v)") == 2
    assert f"bareme export {session} --again" in shown
    bareme("export", session, "--again")
    assert "--again" not in bareme("resume", session, typed="q\n").stdout


def test_a_question_is_shown_with_the_pages_to_look_at(bareme: Run, session: str) -> None:
    shown = bareme("resume", session, typed="q\n").stdout
    assert "Copie c05\u00a0: copies.pdf, p. 9–10" in shown


def test_what_is_hidden_is_not_called_incomplete(bareme: Run) -> None:
    graded = bareme("grade", *french_set(), *TWO_GRADERS, "--yes", "--reveal", "after_decision")
    assert re.search(r"[1-8]/8  MARTIN Léa +corrigée", graded.stdout)
    assert re.search(r"^c01 +MARTIN Léa( +·)+ *$", graded.stdout, re.MULTILINE)
    assert "cachées tant que vous n’avez pas noté" in graded.stdout
    assert "incomplet" not in graded.stdout


def test_a_folder_that_is_not_there_is_made(bareme: Run, session: str, tmp_path: Path) -> None:
    for fmt in ("csv", "xlsx"):
        assert bareme("export", session, "--format", fmt, "--out", "new/results/").returncode == 0
    assert sorted(path.suffix for path in (tmp_path / "new" / "results").iterdir()) == [".csv", ".xlsx"]


def test_the_end_says_how_to_have_the_files(bareme: Run, session: str) -> None:
    for options in (("--finish", "--force"), ()):
        assert f"bareme export {session} --format xlsx" in bareme("resume", session, *options).stdout


def test_a_budget_that_is_not_raised_is_said_to_stay(bareme: Run, session: str) -> None:
    limited = begin(bareme, "--max-calls", "40")
    typed = {"typed": "q\n"}
    stays = "Le budget reste à 40 appels de modèle"
    assert stays in bareme("resume", limited, "--max-calls", "4", **typed).stdout
    assert stays not in bareme("resume", limited, "--max-calls", "50", **typed).stdout
    assert stays not in bareme("resume", limited, **typed).stdout
    assert "n’a pas de budget" in bareme("resume", session, "--max-calls", "4", **typed).stdout


def test_who_decides_is_called_teacher_in_her_language(bareme: Run, session: str) -> None:
    bareme("review", session, "mark", "c02", "1.a", "1")
    assert "enseignant" in bareme("review", session, "history").stdout
    assert results(bareme, session)["history"][0]["author"] == "enseignant"


def test_what_is_too_long_is_refused_and_not_lost_in_silence(bareme: Run, session: str) -> None:
    for action in (("feedback", "c02", "x" * 10_001), ("set-student", "c02", "x" * 201)):
        refused = bareme("review", session, *action)
        assert refused.returncode == 1
        assert "est trop long\xa0:" in refused.stderr
    walked = bareme("resume", session, typed=f"f {'x' * 10_001}\nq\n").stdout
    assert "Refusé" in walked
    assert "Commentaire enregistré" not in walked
    assert "Aucune décision" in bareme("review", session, "history").stdout


def test_the_author_may_be_named_behind_the_action(bareme: Run, session: str) -> None:
    named = bareme("review", session, "feedback", "c03", "Bon travail.", "--author", "Mme Durand")
    assert (named.returncode, named.stderr) == (0, "")
    assert bareme("review", session, "feedback", "c02", "Bien.", "--author=M. Petit").returncode == 0
    assert bareme("review", "--author", "Mme Roux", session, "feedback", "c01", "Bien.").returncode == 0
    shown = bareme("review", session, "history").stdout
    assert all(author in shown for author in ("Mme Durand", "M. Petit", "Mme Roux"))
