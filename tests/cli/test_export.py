"""`bareme export`: a part of a session, the attempts, and what is not final yet."""

import csv
import json
import re
from collections import Counter
from pathlib import Path
from zipfile import ZipFile

import pymupdf
import pytest
import rich.progress

from bareme.exports.dialect import read_rows
from tests.cli.conftest import FRENCH, Run


def rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_attempts_and_a_part(bareme: Run, session: str, tmp_path: Path) -> None:
    done = bareme("export", session, "--format", "attempts", "--out", "a.csv", "--language", "en")
    assert done.returncode == 0
    assert re.search(r"Non définitifs\u00a0: provisoire\u00a0: \d", done.stderr)
    attempts = rows(tmp_path / "a.csv")
    assert {row["label"] for row in attempts} == {"A", "B"}
    assert len(attempts) == 8 * 12 * 2

    empty = bareme("export", session, "--format", "csv", "--only", "complete")
    assert "Copies dans le fichier\u00a0: 0 sur 8." in empty.stderr

    assert bareme("review", session, "accept").returncode == 0
    assert bareme("review", session, "complete", "c01").returncode == 0
    done = bareme("export", session, "--format", "csv-flat", "--only", "complete", "--out", "flat.csv")
    assert done.returncode == 0
    assert {row["Copy ID"] for row in rows(tmp_path / "flat.csv")} == {"c01"}

    refused = bareme("export", session, "--format", "csv", "--group", "9e Z")
    assert refused.returncode == 1
    assert "'9e Z'" in refused.stderr


def test_the_dialect_can_be_chosen(bareme: Run, session: str, tmp_path: Path) -> None:
    bareme("export", session, "--format", "csv-flat", "--out", "plain.csv")
    bareme("export", session, "--format", "csv-flat", "--dialect", "fr", "--out", "fr.csv")
    plain, french = rows(tmp_path / "plain.csv"), rows(tmp_path / "fr.csv", ";")
    assert [row["Points Earned"] for row in plain] == [row["Points Earned"].replace(",", ".") for row in french]


def test_the_prompt_of_an_attempt_is_shown(bareme: Run, session: str) -> None:
    shown = bareme("show", session, "--prompt", "c02", "B", "--language", "en")
    assert shown.returncode == 0, shown.stderr
    assert "<copy" in shown.stdout
    assert "Aucune réponse n’est conservée" in shown.stdout
    refused = bareme("show", session, "--prompt", "c02", "Z")
    assert refused.returncode == 1
    assert "'Z'" in refused.stderr


def test_sheets_and_files_for_a_schools_system(bareme: Run, session: str, tmp_path: Path) -> None:
    assert bareme("export", session, "--format", "sheets", "--out", "sheets.zip").returncode == 0
    with ZipFile(tmp_path / "sheets.zip") as archive:
        assert len(archive.namelist()) == 8 + 1
        assert "mail-merge.csv" in archive.namelist()
    bareme("review", session, "accept")
    bareme("export", session, "--format", "csv", "--out", "wide.csv")
    numbers = {row["Identifiant"] for row in rows(tmp_path / "wide.csv", ";") if row["État"] == "définitif"}

    done = bareme("export", session, "--format", "moodle", "--out", "moodle.csv")
    assert (done.returncode, done.stdout) == (0, "moodle.csv\n")
    gradebook, left_out = rows(tmp_path / "moodle.csv"), rows(tmp_path / "moodle-ecartes.csv", ";")
    assert {row["Numéro d’identification"] for row in gradebook} == numbers
    assert re.search(rf"Laissés de côté \({len(left_out)}\)\u00a0: moodle-ecartes\.csv", done.stderr)
    assert {row["Motif"] for row in left_out} >= {"Pas encore décidée"}

    with (tmp_path / "moodle-ecartes.csv").open("a") as edited:
        edited.write("my own line\n")
    bareme("review", session, "mark", "c01", "Exercice 1.a", "0.25")
    told = json.loads(bareme("show", session, "--json").stdout)
    names = {"sheets.zip", "wide.csv", "moodle.csv", "moodle-ecartes.csv"}
    assert set(told["out_of_date"]) == {str(tmp_path / name) for name in names}
    for arguments in (["--again"], ["--format", "moodle", "--out", "moodle.csv"]):
        again = bareme("export", session, *arguments)
        assert again.returncode == 0
        assert re.search(r"Laissés de côté \(\d+\).*moodle-ecartes\.csv .*changé", again.stderr)
        assert (tmp_path / "moodle-ecartes.csv").read_text().endswith("my own line\n")
    (tmp_path / "moodle-ecartes.csv").unlink()
    bareme("export", session, "--format", "moodle", "--out", "moodle.csv")
    bareme("review", session, "mark", "c01", "Exercice 1.a", "0.5")
    assert bareme("export", session, "--again").stdout.splitlines()[:2] == ["moodle-ecartes.csv", "moodle.csv"]
    assert rows(tmp_path / "moodle-ecartes.csv", ";") == left_out

    pupils = [(row["Nom"], row["Numéro d’identification"]) for row in gradebook]
    lines = [f"Participant {70 + place},{name},{number}" for place, (name, number) in enumerate(pupils)]
    worksheet = "\n".join(["Identifiant,Nom complet,Numéro d'identification", *lines])
    (tmp_path / "devoir.csv").write_text(worksheet)
    done = bareme("export", session, "--format", "moodle-feedback", "--worksheet", "devoir.csv", "--out", "f.zip")
    assert done.returncode == 0, done.stderr
    with ZipFile(tmp_path / "f.zip") as archive:
        folders = [path.split("_")[1] for path in archive.namelist()]
    assert folders == [str(70 + place) for place in range(len(gradebook))]
    refused = bareme("export", session, "--format", "moodle-feedback", "--worksheet", "moodle.csv")
    assert (refused.returncode, "'Participant 4711'" in refused.stderr) == (2, True)


def test_files_that_are_out_of_date_are_named_and_written_again(bareme: Run, session: str, tmp_path: Path) -> None:
    (tmp_path / "ecole.csv").write_text("Nom;Note\nABADIE Zoé;\n")
    bareme("export", session, "--format", "csv-short", "--out", "short.csv", "--dialect", "plain")
    bareme("export", session, "--format", "csv", "--out", "edited.csv")
    bareme("export", session, "--format", "history", "--out", "gone.csv")
    bareme("export", session, "--fill", "ecole.csv", "--provisional")
    assert "plus à jour" not in bareme("show", session).stdout
    assert "Aucun fichier" in bareme("export", session, "--again").stderr

    (tmp_path / "gone.csv").unlink()
    marked = bareme("review", session, "mark", "c01", "Exercice 1.a", "0.25", "--language", "en")
    assert marked.returncode == 0, marked.stderr
    with (tmp_path / "edited.csv").open("a") as edited:
        edited.write("my own line\n")
    told = f"3 fichiers ne sont plus à jour\u00a0: bareme export {session} --again\n"
    assert marked.stdout.endswith(told)
    assert f"{told}  ecole-avec-notes.csv\n  edited.csv\n  short.csv\n" in bareme("show", session).stdout

    before = rows(tmp_path / "short.csv")
    again = bareme("export", session, "--again")
    assert (again.returncode, again.stdout) == (0, "ecole-avec-notes.csv\nshort.csv\n")
    assert re.search(r"laissés tels quels \(1\)\u00a0:\n  edited.csv", again.stderr)
    after = rows(tmp_path / "short.csv")
    assert len(after) == len(before)
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 1
    assert (tmp_path / "edited.csv").read_text().endswith("my own line\n")
    assert not (tmp_path / "gone.csv").exists()
    assert (
        f"1 fichier n’est plus à jour\u00a0: bareme export {session} --again\n  edited.csv\n"
        in bareme("show", session).stdout
    )

    bareme("delete", session, "--yes")
    assert not list((tmp_path / "home").glob("**/written/*"))


def test_the_marks_are_written_into_the_schools_own_file(bareme: Run, session: str, tmp_path: Path) -> None:
    names = [line.split(";") for line in (FRENCH / "roster.csv").read_text().splitlines()[1:]]
    titles = "sep=;\r\nN°;Élève;Devoir /40;Moyenne\r\n"
    before = titles + "".join(f'{number};"{family} {given}";;=C2\r\n' for family, given, _, number in names)
    stranger = '99;"DUPONT Jean";-;\r\n'
    (tmp_path / "ecole.csv").write_bytes((before + stranger).encode("cp1252"))
    bareme("review", session, "accept")
    bareme("export", session, "--format", "csv", "--out", "wide.csv")
    finals = {
        row["Nom"]: float(row["Total"].replace(",", ".")) * 40 / float(row["Maximum"].replace(",", "."))
        for row in rows(tmp_path / "wide.csv", ";")
        if row["État"] == "définitif"
    }

    done = bareme("export", session, "--fill", "ecole.csv", "--mark", "Devoir")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "ecole-avec-notes.csv\n"
    after = (tmp_path / "ecole-avec-notes.csv").read_bytes().decode("cp1252")
    expected = titles
    for family, given, _, number in names:
        total = finals.get(f"{family} {given}")
        mark = "" if total is None else f"{total:.2f}".rstrip("0").rstrip(".").replace(".", ",")
        expected += f'{number};"{family} {given}";{mark};=C2\r\n'
    assert finals
    assert after == expected + stranger
    assert re.search(rf"^{len(finals)} notes? .* sur 40\.$", done.stderr, re.MULTILINE)
    assert re.search(r"Absents de la session \(1\).:\n  17: DUPONT Jean", done.stderr)
    assert re.search(r"Pas encore décidées, .* \(4\).:\n  9: LE GALL Maëlys", done.stderr)
    assert re.search(r"aucune ligne du fichier \(1\).:\n  c06 \(provisoire\)", done.stderr)

    assert bareme("export", session, "--fill", "ecole.csv", "--out", "ecole.csv").returncode == 2
    assert bareme("export", session).returncode == 2
    refused = bareme("export", session, "--format", "csv", "--scale", "100")
    assert (refused.returncode, "--fill" in refused.stderr) == (2, True)


def test_copies_come_back_marked(bareme: Run, session: str, tmp_path: Path) -> None:
    done = bareme("export", session, "--format", "marked", "--provisional", "--out", "marked.zip")
    assert done.returncode == 0, done.stderr
    with ZipFile(tmp_path / "marked.zip") as archive:
        names = archive.namelist()
        places = read_rows(archive.read("places.csv"))
        with pymupdf.open(stream=archive.read(names[0])) as document:
            first, *_, summary = (page.get_text() for page in document)
            assert document[0].rect.width > 595 + 140  # of an A4 page and the margin
    assert len(names) == 8 + 1
    by_place = Counter(row[-1] for row in places[1:])
    assert by_place["ses mots"] + by_place["son numéro"] > 0.9 * by_place.total()
    assert re.search(r"Notes à côté de leur réponse\s: \d\d sur \d\d\.", done.stderr)
    total = re.search(r"\d+(?:,\d+)?\s/\s20", first)
    assert total
    assert total[0] in summary
    refused = bareme("export", session, "--format", "marked-overlay", "--offset", "loin")
    assert refused.returncode == 2
    assert "'2,-1.5'" in refused.stderr


def test_sheets_that_are_interrupted_leave_the_folder_as_it_was(
    bareme: Run, session: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = bareme("export", session, "--format", "sheets", "--out", "sheets.zip")
    assert (made.returncode, made.stdout) == (0, "sheets.zip\n")
    before = (tmp_path / "sheets.zip").read_bytes()

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(rich.progress.Progress, "update", interrupted)  # where a report of the workers arrives
    stopped = bareme("export", session, "--format", "sheets", "--out", "sheets.zip")
    assert (stopped.returncode, stopped.stdout) == (130, ""), stopped.stderr
    assert (tmp_path / "sheets.zip").read_bytes() == before
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".sheets")]
