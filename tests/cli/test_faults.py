"""What the teacher is told of copies that were not graded: why, which, once, and the way out."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from bareme.exports import read_csv_wide
from tests.cli.conftest import ENGLISH, Ended, Run
from tests.provider.server import Provider, prompt_of
from tests.provider.wire import Reply, Wire

COPIES = sorted((ENGLISH / "copies").iterdir())[:3]
GRADE = ("grade", *COPIES, "--grader", "openai:alpha", "--scheme", "Q1: 5", "--yes")


KEY = {"OPENAI_API_KEY": "none"}


def grade(bareme: Run, provider: Provider, *more: str | Path) -> Ended:
    return bareme(*GRADE, *more, env={**KEY, "OPENAI_BASE_URL": provider.base_url, "BAREME_CALL_TRIES": "1"})


def session_of(ended: Ended) -> str:
    found = re.search(r"bareme resume (\w+)", ended.stdout)
    assert found is not None
    return found[1]


def summary(ended: Ended, heading: str) -> str:
    """Return what is below the results, in one line."""
    return " ".join((ended.stdout + ended.stderr).partition(heading)[2].split())


def test_why_every_copy_waits(bareme: Run, provider: Provider) -> None:
    provider.script = lambda request: None if "PreAnalysis" in str(request["tools"]) else 402
    ended = grade(bareme, provider)
    told = summary(ended, "Résultats")
    assert "3 copies en attente (c01, c02, c03) : le compte n’a plus de crédit ou de quota (HTTP 402)" in told
    assert told.count("HTTP 402") == 1
    assert "Aucune copie n’a de total." in told
    assert "Moyenne" not in told
    assert "bareme models openai:alpha" in told
    assert "--retry" in told
    assert "0/3 0 échec · 3 en attente" in " ".join(ended.stdout.split())
    assert ended.returncode == 1


def test_why_every_copy_failed(bareme: Run, provider: Provider) -> None:
    provider.script = lambda request: None if "PreAnalysis" in str(request["tools"]) else 401
    ended = grade(bareme, provider, "--language", "en")
    told = summary(ended, "Results")
    assert "3 copies are not graded (c01, c02, c03): the key is not accepted (HTTP 401" in told
    assert told.count("HTTP 401") == 1
    assert "No copy has a total." in told
    assert "Disagreements" not in told
    assert "bareme models openai:alpha" in told
    assert ended.returncode == 1


def test_what_a_budget_leaves_is_no_fault(bareme: Run, provider: Provider) -> None:
    ended = grade(bareme, provider, "--max-calls", "3", "--json")
    shown = json.loads(ended.stdout)
    assert len(shown["waiting"]) == 2
    assert shown["failed"] == []
    told = summary(ended, "Résultats")
    assert "Le budget d’appels est atteint" in told
    assert "bareme models" not in told
    assert not re.search(r"copies? en attente", told)
    assert ended.returncode == 0


def reading(*marks: dict[str, object]) -> Callable[[dict[str, object]], dict[str, object] | None]:
    """A script: every copy gets these marks."""

    def script(request: dict[str, object]) -> dict[str, object] | None:
        return None if "PreAnalysis" in str(request["tools"]) else {"marks": marks, "general_comment": ""}

    return script


UNREADABLE = {"status": "unreadable", "points": 0, "note": "flou", "confidence": 0.1}


def test_what_a_grader_could_not_read_is_signed(bareme: Run, tmp_path: Path, provider: Provider) -> None:
    read = {"question_id": "Q2", "points": 3, "confidence": 0.9}
    provider.script = reading({"question_id": "Q1", **UNREADABLE}, read)
    ended = grade(bareme, provider, "--scheme", "Q1: 5, Q2: 3")
    told = summary(ended, "Résultats")
    assert "3 ? 0? 3" in told
    (table,) = tmp_path.glob("grading_*.csv")
    assert table.read_text(encoding="utf-8-sig").count("Q1 (illisible)") == 3
    walked = bareme("resume", session_of(ended), env=KEY)
    assert "3 questions qu’un correcteur n’a pas pu lire" in walked.stdout
    bareme("review", session_of(ended), "mark", "c01", "Q1", "0", env=KEY)
    again = bareme("show", session_of(ended), env=KEY).stdout
    assert re.search(r"^c01 .* 3 +0 +3 *$", again, re.MULTILINE)
    assert "? Réponse qu’un correcteur au moins n’a pas pu lire (0 point) : à regarder." in told


def test_a_copy_that_nobody_could_read_has_no_total(bareme: Run, tmp_path: Path, provider: Provider) -> None:
    blank = {"question_id": "Q2", "status": "missing", "points": 0, "confidence": 0.4}
    provider.script = reading({"question_id": "Q1", **UNREADABLE}, blank)
    ended = grade(bareme, provider, "--scheme", "Q1: 5, Q2: 3")
    told = summary(ended, "Résultats")
    assert told.count("rien de lisible : à regarder") == 3
    assert "Aucune copie n’a de total." in told
    assert "Moyenne" not in told
    (table,) = tmp_path.glob("grading_*.csv")
    rows = read_csv_wide(table.read_bytes()).rows
    assert {(row.total, row.percentage, *row.marks) for row in rows} == {(None, None, None, None)}
    finished = bareme("resume", session_of(ended), "--finish", env=KEY)
    assert finished.returncode == 1
    assert "6 questions" in finished.stderr
    for question in ("Q1", "Q2"):
        bareme("review", session_of(ended), "mark", "c01", question, "2", env=KEY)
    again = bareme("show", session_of(ended), env=KEY).stdout
    assert re.search(r"^c01 .* 4 +2 +2 *$", again, re.MULTILINE)
    assert "Moyenne 4/8" in again


def test_on_a_narrow_terminal_what_a_copy_took_still_names_the_copy(bareme: Run, provider: Provider) -> None:
    identity = session_of(grade(bareme, provider))
    shown = bareme("show", identity, env={**KEY, "COLUMNS": "60"}).stdout
    usage = shown.partition("Consommation")[2]
    assert re.search(r"^c02 +1 +1", usage, re.MULTILINE)
    assert max(map(len, shown.splitlines())) <= 60


def test_requests_that_were_cut_off_are_told(bareme: Run, provider: Provider) -> None:
    cut_off = Wire((), ending="close")
    provider.script = lambda request: None if "PreAnalysis" in str(request["tools"]) else cut_off
    told = summary(grade(bareme, provider), "Résultats")
    assert "3 requêtes sont restées sans réponse et peuvent être facturées" in told


def test_papers_that_did_not_fit_are_named_with_the_copies(bareme: Run, provider: Provider) -> None:
    refused = {"type": "exceed_context_size_error", "message": "too long", "n_prompt_tokens": 9000, "n_ctx": 4096}
    too_long = Reply.of({"error": {"code": 400, **refused}}, 400)
    provider.script = lambda request: too_long if "<answer_key>" in prompt_of(request) else None
    told = summary(grade(bareme, provider, "--answer-key", ENGLISH / "answer-key.pdf"), "Résultats")
    assert "Corrigées sans le corrigé, car le contexte du modèle est trop court : c01, c02, c03." in told
    assert "--ctx-size" in told
