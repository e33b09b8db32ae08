"""The demo's command, seen from outside: what is on the screen, in the files, and in the exit code."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pymupdf
import pytest

from bareme.exports import read_csv_flat, read_csv_wide, read_json
from tests.cli.conftest import ENGLISH, FRENCH, TWO_GRADERS, Ended, Run, french_set, run_process

pytestmark = pytest.mark.smoke


def session_id(shown: str) -> str:
    match = re.search(r"Session ([0-9a-f]{8})", shown)
    assert match is not None
    return match[1]


def home(folder: Path) -> dict[str, str]:
    return {"BAREME_HOME": str(folder / "home")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def demo(folder: Path) -> Ended:
    return run_process(folder, "grade", *french_set(), *TWO_GRADERS, "--yes", "--out", "out")


def test_demo_shows_what_was_found_and_what_came_of_it(demo: Ended) -> None:
    assert demo.returncode == 0, demo.stderr
    assert demo.stderr == ""
    shown = demo.stdout
    assert "Barème n° 1\u00a0: 20 points" in shown
    assert "page 1\u00a0: «\u00a0Exercice 1 (6 points)" in shown
    assert "16 appels de modèle à faire\u00a0: 8 copies × 2 corrections." in shown
    assert re.search(r"c06\s+sans nom\s+11–12\s+–\s+nom incertain", shown)
    assert "8/8 0 échec" in shown
    assert re.search(r"NGUYEN Hugo\s+17,5 ~", shown)
    assert "Désaccords entre correcteurs" in shown
    assert f"bareme resume {session_id(shown)}" in shown


def test_no_line_is_wider_than_the_terminal(folder: Path, demo: Ended, bareme: Run) -> None:
    narrow = bareme("show", session_id(demo.stdout), env={**home(folder), "COLUMNS": "80"})
    assert max(map(len, demo.stdout.splitlines())) <= 100
    assert max(map(len, narrow.stdout.splitlines())) <= 80
    assert "…" not in narrow.stdout.split("Désaccords")[0]


def test_files_say_the_same_numbers(folder: Path, demo: Ended, bareme: Run) -> None:
    names = re.findall(r"out/grading_\S+", demo.stdout)
    assert sorted(path.name for path in (folder / "out").iterdir()) == sorted(Path(name).name for name in names)
    wide = read_csv_wide((folder / next(name for name in names if name.endswith(".csv"))).read_bytes())
    document = read_json((folder / next(name for name in names if name.endswith(".json"))).read_bytes())
    run = bareme(
        "export", session_id(demo.stdout), "--format", "csv-flat", "--out", folder / "flat.csv", env=home(folder)
    )
    flat = read_csv_flat((folder / "flat.csv").read_bytes())

    assert run.returncode == 0
    totals = {row.copy_id: row.total for row in wide.rows if row.copy_id}
    assert totals == {copy.copy_id: copy.total_points_earned for copy in document.submissions}
    assert sum((row.points_earned for row in flat if row.points_earned is not None), Decimal(0)) == sum(
        total for total in totals.values() if total is not None
    )
    assert any(row.provisional for row in wide.rows)


def test_show_json_and_reveal(folder: Path, demo: Ended, bareme: Run) -> None:
    identity = session_id(demo.stdout)
    shown = json.loads(bareme("show", identity, "--json", env=home(folder)).stdout)
    assert shown["state"] == "in_review"
    assert shown["results"]["export_metadata"]["session_id"] == identity
    run = bareme("export", identity, "--format", "json", "--reveal", env=home(folder))
    assert run.returncode == 0
    assert "offline:strict" in Path(run.stdout.strip()).read_text()
    assert "offline:strict" not in json.dumps(shown)


def test_sessions_lists_it(folder: Path, demo: Ended, bareme: Run) -> None:
    listed = bareme("sessions", env=home(folder)).stdout
    assert re.search(rf"{session_id(demo.stdout)}\s.*en relecture\s+8", listed)


def test_english_class_with_a_broken_file(bareme: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes((ENGLISH / "exam-paper.pdf").read_bytes()[:1500])
    copies = sorted((ENGLISH / "copies").iterdir())
    papers = ("--exam-paper", ENGLISH / "exam-paper.pdf", "--answer-key", ENGLISH / "answer-key.pdf")
    run = bareme(
        *("grade", *copies, "broken.pdf", *papers, "--students", ENGLISH / "roster.csv"),
        *("--grader", "offline:lexical", "--language", "en", "--yes", "--json"),
    )
    assert run.returncode == 1
    told = json.loads(run.stdout)
    assert [refused["name"] for refused in told["refused"]] == ["broken.pdf"]
    assert len(told["results"]["submissions"]) == 7  # the broken one too, to look at
    assert [copy["copy_id"] for copy in told["failed"]] == ["c07"]
    assert "Anna Smith" in run.stderr
    assert "“broken.pdf” is not graded" in run.stderr
    assert all((tmp_path / name).is_file() for name in told["files"])


def test_every_file_refused_names_them(bareme: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").write_bytes(b"")
    run = bareme("grade", "empty.pdf", *TWO_GRADERS, "--yes")
    assert run.returncode == 1
    assert "«\u00a0empty.pdf\u00a0»" in run.stderr
    assert "Aucune session." in bareme("sessions").stdout


def test_scale_is_typed_after_a_mistake_and_review_decides(bareme: Run) -> None:
    copy = ENGLISH / "copies" / "anna-smith.pdf"
    asked = bareme("grade", copy, *TWO_GRADERS, "--language", "en", typed="3\nQ1 five\nQ1: 5, Q2: 7.5\n\n")
    assert asked.returncode == 0, asked.stderr
    assert asked.stdout.count("This scale cannot be used") == 2
    assert "Scale 1: 12.5 points" in asked.stdout
    # Without an answer key the rules judge nothing, which is no zero.
    assert re.search(r"Anna Smith\s+incomplete", asked.stdout)


def test_without_a_scale_yes_is_not_enough(bareme: Run) -> None:
    copy = ENGLISH / "copies" / "anna-smith.pdf"
    run = bareme("grade", copy, *TWO_GRADERS, "--yes")
    assert run.returncode == 1
    assert "--scheme" in run.stderr
    identity = session_id(run.stdout)
    assert "attend le barème" in bareme("sessions").stdout
    assert json.loads(bareme("show", identity, "--json").stdout)["scale"]["candidates"] == []

    nobody = bareme("resume", identity)
    assert nobody.returncode == 1
    assert f"bareme resume {identity}" in nobody.stderr

    resumed = bareme("resume", identity, "--scheme", "Q1: 5", "--yes")
    assert resumed.returncode == 0, resumed.stderr
    assert "en relecture" in bareme("sessions").stdout


def test_review_decides_and_finishes(bareme: Run, session: str) -> None:
    refused = bareme("resume", session, "--finish")
    assert refused.returncode == 1
    assert "--force" in refused.stderr

    decided = bareme("resume", session, typed="A\nabc\n99\n0,5\n\nq\n")
    assert decided.returncode == 0, decided.stderr
    assert decided.stdout.count("Noté\u00a0:") == 2
    assert "abc" in decided.stdout
    assert "Refusé\u00a0: 99" in decided.stdout
    shown = bareme("show", session, "--json").stdout
    assert shown.count('"source": "model"') == 1
    assert shown.count('"source": "teacher"') == 1

    assert bareme("resume", session, "--finish", "--force").returncode == 0
    assert "terminée" in bareme("sessions").stdout
    assert bareme("resume", session).returncode == 0


@pytest.mark.parametrize(("typed", "decisions"), [("o", 2), ("", 1)])
def test_a_decision_is_offered_to_the_copy_with_the_same_answer(
    bareme: Run, tmp_path: Path, typed: str, decisions: int
) -> None:
    """Every copy of the class set is there twice, in two files: what is decided for one is offered to its twin."""
    with pymupdf.open(FRENCH / "copies.pdf") as class_set:
        class_set.set_metadata({"title": "twins"})
        class_set.save(tmp_path / "twins.pdf")
    graded = bareme("grade", *french_set(), "twins.pdf", *TWO_GRADERS, "--yes", "--json")
    identity = json.loads(graded.stdout)["session_id"]
    reviewed = bareme("resume", identity, typed=f"0,5\n{typed}\nq\n")
    assert reviewed.returncode == 0, reviewed.stderr
    assert reviewed.stdout.count("Donner la même note à toutes") == 1
    submissions = json.loads(bareme("show", identity, "--json").stdout)["results"]["submissions"]
    assert json.dumps(submissions).count('"source": "teacher"') == decisions
    shown = bareme("show", identity).stdout
    assert ("Même réponse, notes différentes" in shown) == (decisions == 1)
