"""`bareme export`: a part of a session, the attempts, and what is not final yet."""

import csv
from pathlib import Path

import pytest

from tests.cli.conftest import TWO_GRADERS, Run, french_set


@pytest.fixture
def session_id(bareme: Run) -> str:
    graded = bareme("grade", *french_set(), *TWO_GRADERS, "--yes", "--json")
    assert graded.returncode == 0
    listed = bareme("sessions", "--language", "en").stdout
    return next(word for line in listed.splitlines() for word in line.split() if len(word) == 8 and word.isalnum())


def rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_attempts_and_a_part(bareme: Run, session_id: str, tmp_path: Path) -> None:
    done = bareme("export", session_id, "--format", "attempts", "--out", "a.csv", "--language", "en")
    assert done.returncode == 0
    assert "Non définitifs" in done.stderr
    attempts = rows(tmp_path / "a.csv")
    assert {row["label"] for row in attempts} == {"A", "B"}
    assert len(attempts) == 8 * 12 * 2

    assert bareme("review", session_id, "accept").returncode == 0
    assert bareme("review", session_id, "complete", "c01").returncode == 0
    done = bareme("export", session_id, "--format", "csv-flat", "--only", "complete", "--out", "flat.csv")
    assert done.returncode == 0
    assert {row["Copy ID"] for row in rows(tmp_path / "flat.csv")} == {"c01"}

    refused = bareme("export", session_id, "--format", "csv", "--group", "9e Z")
    assert refused.returncode == 1
    assert "'9e Z'" in refused.stderr


def test_the_dialect_can_be_chosen(bareme: Run, session_id: str, tmp_path: Path) -> None:
    bareme("export", session_id, "--format", "csv-flat", "--out", "plain.csv")
    bareme("export", session_id, "--format", "csv-flat", "--dialect", "fr", "--out", "fr.csv")
    plain, french = rows(tmp_path / "plain.csv"), rows(tmp_path / "fr.csv", ";")
    assert [row["Points Earned"] for row in plain] == [row["Points Earned"].replace(",", ".") for row in french]


def test_the_prompt_of_an_attempt_is_shown(bareme: Run, session_id: str) -> None:
    shown = bareme("show", session_id, "--prompt", "c02", "B", "--language", "en")
    assert shown.returncode == 0, shown.stderr
    assert "<copy" in shown.stdout
    assert "Aucune réponse n’est conservée" in shown.stdout
    refused = bareme("show", session_id, "--prompt", "c02", "Z")
    assert refused.returncode == 1
    assert "'Z'" in refused.stderr
