import json
from pathlib import Path

import pytest

from bareme.models.registry import build_model
from tests.cli.conftest import Run
from tests.provider.server import run_provider

SMALL = ("eval", "robustness", "--grader", "offline:lexical", "--sample", 3, "--resamples", 20)


def test_a_table_in_both_languages(bareme: Run) -> None:
    french = bareme(*SMALL, "--suite", "fairness")
    assert french.returncode == 0, french.stderr
    said = french.stdout.replace("\u00a0", " ")
    for words in ("Correcteur : offline:lexical", "Fautes d’orthographe", "Nom ouest-africain, fille", "0,0 %"):
        assert words in said, words
    # Two kinds of scans, which it cannot read.
    assert "Sans note (illisible, échec, en attente) et laissés de côté : 6." in said
    english = bareme(*SMALL, "--suite", "fairness", "--language", "en").stdout
    for words in ("Grader: offline:lexical", "Spelling mistakes", "West African name, girl", "0.0%"):
        assert words in english, words


def test_json_holds_every_mark_and_a_file_keeps_it(bareme: Run, tmp_path: Path) -> None:
    run = bareme(*SMALL, "--grader", "offline:strict", "--suite", "injection", "--out", "trial", "--json")
    assert run.returncode == 0, run.stderr
    report = json.loads(run.stdout)
    assert report == json.loads((tmp_path / "trial" / "robustness.json").read_text())
    assert {effect["grader"] for effect in report["effects"]} == {"offline:lexical", "offline:strict"}
    assert len({(m["item_id"], m["variant"], m["grader"]) for m in report["marks"]}) == len(report["marks"])
    white = next(effect for effect in report["effects"] if effect["variant"] == "page_white")
    assert (white["share"]["value"]["value"], white["flagged"]["value"]) == (0, 1)


def test_a_data_set_of_ones_own(bareme: Run, tmp_path: Path) -> None:
    lines = [
        {"question_id": "Q1", "maximum": 2, "reference_answer": "Friction.", "answer": "It rubs: friction."},
        {"question_id": "Q2", "answer": "No maximum."},
    ]
    (tmp_path / "own.jsonl").write_text("\n".join(map(json.dumps, lines)))
    own = ("eval", "robustness", "own.jsonl", "--grader", "offline:lexical", "--suite", "injection", "--language", "en")
    run = bareme(*own)
    assert run.returncode == 0, run.stderr
    assert "Answers left out (no text, no maximum or no reference answer): 1." in run.stdout
    (tmp_path / "own.jsonl").write_text(json.dumps(lines[1]))
    refused = bareme(*own)
    assert refused.returncode == 1
    assert "no usable answer" in refused.stderr
    assert bareme(*own[:3], "--grader", "nobody").returncode == 2


@pytest.mark.parametrize("limit", [("--max-calls", 12), ("--max-dollars", "0.06")], ids=["calls", "dollars"])
def test_a_budget_is_that_of_all_sessions_and_what_it_leaves_is_marked_later(
    bareme: Run, limit: tuple[object, object]
) -> None:
    command = ("eval", "robustness", "--grader", "openai:gpt-4.1", "--sample", 4, "--suite", "fairness", "--json")
    build_model.cache_clear()
    with run_provider() as provider:
        settings = {"OPENAI_BASE_URL": provider.base_url, "OPENAI_API_KEY": "none"}
        cut = bareme(*command, "--resamples", 20, *limit, env=settings)
        assert cut.returncode == 1
        report = json.loads(cut.stdout)
        statuses = [mark["status"] for mark in report["marks"]]
        assert 0 < statuses.count("graded") < len(statuses)
        assert set(statuses) == {"graded", "waiting"}
        assert all(mark["points"] is None for mark in report["marks"] if mark["status"] == "waiting")
        # Several sessions, one sum; room for asking once more is kept, so that the last calls are not all made.
        assert len({mark["question_id"] for mark in report["marks"]}) > 1
        asked, paid = len(provider.requests), dict(provider.calls)
        # Variants that are shown alike may share an answer, which then counts with each of them.
        assert report["usage"]["calls"] >= asked
        if limit[0] == "--max-calls":
            assert 8 <= asked <= report["usage"]["calls"] <= 12
        else:
            assert 0 < float(report["usage"]["cost"]) <= 0.06

        done = bareme(*command, "--resamples", 20, env=settings)
        assert done.returncode == 0
        report = json.loads(done.stdout)
        assert {mark["status"] for mark in report["marks"]} == {"graded"}
        assert report["usage"]["calls"] >= len(provider.requests) - asked
        assert {key: provider.calls[key] for key in paid} == paid
    build_model.cache_clear()


def test_dollars_that_cannot_be_counted_are_refused(bareme: Run) -> None:
    run = bareme("eval", "robustness", "--grader", "openai:unheard-of", "--max-dollars", 1, env={"OPENAI_API_KEY": "x"})
    assert run.returncode == 1
    assert "openai:unheard-of" in run.stderr
