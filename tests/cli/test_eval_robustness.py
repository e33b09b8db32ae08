import json
from pathlib import Path

from tests.cli.conftest import Run

SMALL = ("eval", "robustness", "--grader", "offline:lexical", "--sample", 3, "--resamples", 20)


def test_a_table_in_both_languages(bareme: Run) -> None:
    french = bareme(*SMALL, "--suite", "fairness")
    assert french.returncode == 0, french.stderr
    said = french.stdout.replace("\u00a0", " ")
    for words in ("Correcteur : offline:lexical", "Fautes d’orthographe", "Nom ouest-africain, fille", "0,0 %"):
        assert words in said, words
    assert "Sans note (illisible, échec) et laissés de côté : 6." in said  # two kinds of scans, which it cannot read
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
    assert "Answers left out (no text, no maximum or nothing to mark by): 1." in run.stdout
    (tmp_path / "own.jsonl").write_text(json.dumps(lines[1]))
    refused = bareme(*own)
    assert refused.returncode == 1
    assert "no answer that can be used" in refused.stderr
    assert bareme(*own[:3], "--grader", "nobody").returncode == 2
