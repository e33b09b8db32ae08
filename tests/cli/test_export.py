"""`bareme export`: a part of a session, the attempts, and what is not final yet."""

import csv
import re
from pathlib import Path

from tests.cli.conftest import Run


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
