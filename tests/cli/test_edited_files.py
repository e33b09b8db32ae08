"""`bareme review ID import`: an export that a teacher edited comes back as decisions."""

import csv
import io
from pathlib import Path

from tests.cli.conftest import Run


def test_marks_and_remarks_of_an_edited_export_become_decisions(bareme: Run, session: str, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    assert bareme("export", session, "--format", "csv", "--out", file).returncode == 0
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline=""), delimiter=";"))
    column = {title: place for place, title in enumerate(rows[0])}
    copies = {row[column["Copie"]]: row for row in rows}
    first = next(title for title in column if title.startswith("Exercice 1.a"))
    copies["c01"][column[first]], copies["c02"][column[first]] = "0,75", "12"
    copies["c03"][column["Appréciation"]] = "Reprenez l’énergie."
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([rows[0], *reversed(rows[1:])])
    file.write_bytes(out.getvalue().encode("cp1252", errors="replace"))

    asked = bareme("review", session, "import", file, typed="n\n")
    assert "Rien n’a été changé" in asked.stdout
    run = bareme("review", session, "import", file, "--yes", "--reason", "conseil", "--author", "Mme Durand")

    assert run.returncode == 1  # not all of it can be taken
    assert "Modifications (2)" in run.stdout
    assert "c01" in run.stdout
    assert "Non repris (1)" in run.stdout
    assert "12 n’est pas une note possible" in run.stdout.replace("\n", " ")
    assert "2 décisions sont enregistrées" in run.stdout
    history = bareme("review", session, "history").stdout
    assert history.count("conseil") == 2
    again = bareme("review", session, "import", file)
    assert "Modifiées ici" not in again.stdout
    assert "Le fichier ne change rien" in again.stdout


def test_a_foreign_file_is_refused_by_its_name(bareme: Run, session: str, tmp_path: Path) -> None:
    (tmp_path / "liste.csv").write_text("Nom;Note\nDurand;12\n")
    run = bareme("review", session, "import", tmp_path / "liste.csv")

    assert run.returncode == 2
    assert "liste.csv" in run.stderr
    assert "Ne pas modifier" in run.stderr.replace("\n", " ").replace("│", "")
