"""Totals that a teacher adjusts and students that she excuses, on the command line."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from bareme.exports import read_csv_wide
from bareme.exports.csv_wide import WideRow
from tests.cli.conftest import Run


def wide(bareme: Run, session: str, folder: Path) -> dict[str, WideRow]:
    done = bareme("export", session, "--format", "csv", "--out", folder / "marks.csv")
    assert done.returncode == 0, done.stderr
    rows = read_csv_wide((folder / "marks.csv").read_bytes()).rows
    return {row.copy_id: row.model_copy(update={"stamp": ""}) for row in rows}  # which has the version of the copy


def test_totals_are_adjusted_and_students_excused(bareme: Run, session: str, tmp_path: Path) -> None:
    before = wide(bareme, session, tmp_path)

    def review(*action: object) -> Any:
        done = bareme("review", session, *action, "--author", "Mme Roy")
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "Fait\u00a0: c01 (MARTIN Léa)." in review("adjust", "late", "-10%", "martin léa", "--reason", "deux jours")
    review("adjust", "presentation", "-0,5", "c04", "c05")
    review("adjust", "class-correction", "+1", "--all")
    review("excuse", "c02", "--question", "3.b", "--question", "1.a", "--reason", "absente au cours")
    review("excuse", "c03", "--reason", "malade")

    rows = wide(bareme, session, tmp_path)
    assert rows["c01"].total == 20 * Decimal("0.9") + 1
    assert rows["c04"].total == (before["c04"].total or 0) + Decimal("0.5")
    assert (rows["c02"].maximum, rows["c02"].excused) == (17, "Exercice 1.a, Exercice 3.b")
    assert (rows["c03"].total, rows["c03"].state, rows["c03"].percentage) == (None, "dispensé", None)
    shown = bareme("show", session).stdout
    assert "± retard\u00a0: −10\u00a0% des points obtenus (deux jours)\u00a0: MARTIN Léa" in shown
    assert "± correction de la classe\u00a0: +1 pt\u00a0: toute la classe" in shown
    assert re.search("BENALI Inès +dispensé", shown)
    history = bareme("review", session, "history", "c03").stdout
    assert "élève dispensé (malade)" in history

    review("excuse", "c03", "--not")
    review("adjust", "class-correction", "aucun", "--all")
    review("adjust", "presentation", "none", "c04", "c05")
    review("adjust", "late", "none", "c01")
    after = wide(bareme, session, tmp_path)
    assert {i: row for i, row in after.items() if i != "c02"} == {i: row for i, row in before.items() if i != "c02"}


def test_what_makes_no_sense_is_refused(bareme: Run, session: str) -> None:
    for action, code, said in [
        (("adjust", "late", "beaucoup", "c01"), 2, "'beaucoup'"),
        (("adjust", "late", "-1"), 2, "--all"),
        (("adjust", "late", "-1", "c01", "--all"), 2, "--all"),
        (("adjust", "late", "none", "c01"), 1, "n’a pas d’ajustement"),
        (("excuse", "c01", "--not"), 1, "n’est pas dispensé"),
        (("excuse", "c01", "--question", "7"), 1, "'7'"),
    ]:
        done = bareme("review", session, *action)
        assert (done.returncode, done.stdout) == (code, "")
        assert said in done.stderr


def test_two_graders_that_differ_are_one_sentence(bareme: Run, session: str) -> None:
    shown = bareme("show", session).stdout
    assert "L’un des deux correcteurs est plus sévère que l’autre\u00a0: de 4,8\u00a0% du maximum en moyenne." in shown
    assert "indulgent" not in shown
