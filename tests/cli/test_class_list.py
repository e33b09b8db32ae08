"""`bareme grade --students`: what is shown of a list, and the encoding that is asked about."""

from pathlib import Path

from tests.cli.conftest import FRENCH, Run

CASES = Path(__file__).parents[1] / "rosters" / "cases"
EXAM = (FRENCH / "copies.pdf", "--scheme", "Q1: 5", "--grader", "offline:lexical", "--language", "en")


def test_what_was_understood_is_shown(bareme: Run) -> None:
    run = bareme("grade", *EXAM, "--students", CASES / "canvas.csv", "--yes")
    shown = " ".join(run.stdout.split())
    assert "Class list: 1 student in canvas.csv" in shown
    assert "SIS User ID → number" in shown
    assert "Columns that are not used: ID, Exam (123)" in shown
    assert "Line 2 is no student: Points Possible 20" in shown


def test_a_list_whose_encoding_cannot_be_told_is_asked_about(bareme: Run) -> None:
    run = bareme("grade", *EXAM, "--students", CASES / "macroman.csv", typed="1\nq\n")
    shown = " ".join(run.stdout.split())
    assert "as mac_roman: Nom;Prénom / ÉLAN;Zoé" in shown
    assert "as cp1252: Nom;PrŽnom / ƒLAN;ZoŽ" in shown
    assert "First: ÉLAN Zoé" in shown


def test_with_yes_it_is_refused_with_both_readings(bareme: Run) -> None:
    run = bareme("grade", *EXAM, "--students", CASES / "macroman.csv", "--yes")
    assert run.returncode == 2
    assert "as mac_roman: Nom;Prénom / ÉLAN;Zoé" in " ".join(run.stderr.split())
    assert "--students-encoding" in run.stderr
    named = bareme("grade", *EXAM, "--students", CASES / "macroman.csv", "--students-encoding", "mac_roman", "--yes")
    assert "First: ÉLAN Zoé" in named.stdout


def test_binary_is_never_printed(bareme: Run) -> None:
    run = bareme("grade", *EXAM, "--students", FRENCH / "copies.pdf", "--yes")
    assert run.returncode == 2
    assert all(char.isprintable() or char.isspace() for char in run.stderr)
