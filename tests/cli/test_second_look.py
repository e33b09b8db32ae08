"""Graders that differ look again: the teacher sees what each gave first and then, and that nothing rests on it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bareme.exports import read_csv_flat
from tests.cli.conftest import ENGLISH, Ended, Run
from tests.provider.server import Provider, prompt_of

type Json = dict[str, Any]

COPIES = [ENGLISH / "copies" / name for name in ("anna-smith.pdf", "ben-okafor.pdf")]
FIRST = {"alpha": 4, "beta": 1}
THEN = {"alpha": 2.5, "beta": 1}


def script(request: Json) -> Json | int | None:
    """They differ on question 1 by 3 of 4; on looking again alpha comes down, and beta's look at c02 fails."""
    if request["tools"][0]["function"]["name"] != "Examination":
        return None
    prompt, model = prompt_of(request), request["model"]
    if "<other_reading" not in prompt:
        return {"marks": [mark("Q1", FIRST[model], f"{model} read it"), mark("Q2", 2, "clear")]}
    if model == "beta" and "Okafor" in prompt:
        return 400
    return {"marks": [mark("Q1", THEN[model], f"{model} weighed it")]}


def mark(question_id: str, points: float, rationale: str) -> Json:
    return {
        "question_id": question_id,
        "points": points,
        "transcription": "a treaty",
        "rationale": rationale,
        "feedback": "",
        "confidence": 0.9,
    }


@pytest.fixture
def run(bareme: Run, provider: Provider) -> Run:
    provider.script = script
    settings = {"OPENAI_BASE_URL": provider.base_url, "OPENAI_API_KEY": "none"}

    def run(*arguments: object) -> Ended:
        ended = bareme(*arguments, env=settings)
        assert ended.returncode == 0, ended.stderr
        return ended

    return run


def grade(run: Run, *options: object) -> Json:
    two = ("--grader", "openai:alpha", "--grader", "openai:beta", "--scheme", "Q1: 4, Q2: 4", "--language", "en")
    asked = ("--verification", "disagreements", "--yes", "--json")
    given: Json = json.loads(run("grade", *COPIES, *two, *asked, *options).stdout)
    return given


def question(submission: Json) -> Json:
    return next(node for node in submission["questions"] if node["id"] == "Q1")


def test_second_looks_are_shown_beside_the_marks_and_change_none(run: Run, tmp_path: Path) -> None:
    graded = grade(run)
    session = graded["session_id"]
    first, second = map(question, graded["results"]["submissions"])
    for node in (first, second):
        assert (node["points_earned"], node["provisional"]) == (2.5, True)  # the average of the first marks
        assert sorted(attempt["points"] for attempt in node["attempts"].values()) == [1, 4]
    assert {look["first_points"]: look["points"] for look in first["second_looks"].values()} == {4: 2.5, 1: 1}
    assert {look["first_points"]: look["status"] for look in second["second_looks"].values()} == {
        4: "graded",
        1: "failed",
    }
    assert {look["rationale"] for look in first["second_looks"].values()} == {"alpha weighed it", "beta weighed it"}

    shown = run("show", session).stdout
    assert re.search(r"Q1 +4 +(4 → 2.5 +1 → 1|1 → 1 +4 → 2.5) +2.5~", shown)
    assert re.search(r"1 → failed", shown)
    assert "→ second look, after seeing another grader's reading; the first mark stays" in shown.replace("’", "'")

    run("export", session, "--format", "csv-flat", "--out", "flat.csv")
    rows = {(row.copy_id, row.question_id): row for row in read_csv_flat((tmp_path / "flat.csv").read_bytes())}
    assert {(look.first, look.second) for look in rows["c01", "Q1"].second_looks} == {(4, 2.5), (1, 1)}
    assert rows["c01", "Q2"].second_looks == ()


def test_the_walk_shows_each_second_look_below_its_mark(run: Run) -> None:
    session = grade(run)["session_id"]
    nobody = run("resume", session).stdout
    case = nobody.split("[1/")[1].split("[2/")[0]
    assert re.search(
        r"[AB] +4 +90% +a treaty +alpha read it *\n[AB], second look +2.5 +90% +a treaty +alpha weighed it", case
    )
    assert "Second look: after seeing another grader" in case
