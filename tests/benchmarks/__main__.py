"""`make bench`: speed, memory and bytes a copy, as a table and as bench-out/bench.json."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

SIZES = (10, 50, 200)
REPOSITORY = Path(__file__).parents[2]
COLUMNS = {
    "copies": "copies",
    "attempts": "attempts",
    "finding_seconds": "s to the scale",
    "grading_seconds": "s to grade",
    "plain_seconds": "s plainly",
    "grading_over_plain": "÷ plainly",
    "peak_mb": "peak MB",
    "peak_growth_mb": "of it grading",
    "checkpoint_bytes_a_copy": "checkpoint bytes a copy",
}
CALL_COLUMNS = {
    "way": "way",
    "copies": "copies",
    "in_flight": "in flight",
    "seconds": "s",
    "over_ideal": "÷ ideal",
    "over_openai": "÷ openai",
    "first_copy_seconds": "s to the first copy",
    "processor_ms_an_attempt": "CPU ms an attempt",
    "processor_over_openai": "÷ openai",
    "peak_mb": "peak MB",
}


def main() -> None:
    """Measure every size in a process of its own."""
    rows = []
    for size in SIZES:
        command = [sys.executable, "-m", "tests.benchmarks.grading", str(size)]
        with tempfile.TemporaryDirectory() as home:
            environment = {**os.environ, "BAREME_HOME": home, "BAREME_MAX_COPIES": "1000"}
            environment["LANGGRAPH_STRICT_MSGPACK"] = "true"
            output = subprocess.run(command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, check=True)
        rows.append(json.loads(output.stdout))
    table = Table(title="graph_grading, two offline graders, ten questions, SQLite checkpoints")
    for title in COLUMNS.values():
        table.add_column(title, justify="right")
    for row in rows:
        table.add_row(*(f"{row[key]:,}" for key in COLUMNS))
    Console(width=130).print(table)
    print("plainly: the same attempts one after the other, with neither graph nor checkpoints")
    exam = mock_exam()
    asked = calls()
    files, edits, marks = exports(), review(), evaluation()
    reads = review_reads()
    attacked = responsiveness()
    folder = REPOSITORY / "bench-out"
    folder.mkdir(exist_ok=True)
    figures = {
        "grading": rows,
        "mock_exam": exam,
        "calls": asked,
        "fairness": fairness(),
        "evaluation": marks,
        "exports": files,
        "review": edits,
        "review_reads": reads,
        "responsiveness": attacked,
    }
    (folder / "bench.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def evaluation() -> dict[str, float]:
    """Measure the figures of a table of marks, and print what they take."""
    marks: dict[str, float] = run("tests.benchmarks.evaluation")
    print(
        "evaluation: {marks} marks of two people and two models, all figures, {parts} parts, {resamples} resamples for "
        "each interval: {seconds} s, {processor_seconds} s of processor".format(**marks)
    )
    return marks


def responsiveness() -> dict[str, Any]:
    """Measure how promptly a server answers while one caller attacks it, and print it."""
    found: dict[str, Any] = run("tests.benchmarks.responsiveness")
    print(
        "under attack: /ok asked {asked} times, {share_under_250_ms:.1%} answered within 250 ms, the slowest after "
        "{worst_seconds} s".format(**found)
    )
    return found


def calls() -> list[dict[str, Any]]:
    """Measure the calls of a session beside the plain ways of making them, and print all as a table."""
    rows: list[dict[str, Any]] = run("tests.benchmarks.calls")
    title = "two graders over HTTP at 0.5 s ± 20 % a call; ratios to the openai SDK with a semaphore"
    table = Table(title=title)
    for title in CALL_COLUMNS.values():
        table.add_column(title, justify="right")
    for row in rows:
        same = (row["copies"], row["in_flight"])
        plain = next(r for r in rows if r["way"] == "openai" and (r["copies"], r["in_flight"]) == same)
        row["over_openai"] = round(row["seconds"] / plain["seconds"], 3)
        share = row["processor_ms_an_attempt"] / plain["processor_ms_an_attempt"]
        row["processor_over_openai"] = round(share, 2)
        table.add_row(*(str(row[key]) for key in CALL_COLUMNS))
    Console(width=130).print(table)
    print("langchain: one chat model, its tool bound; what the graph adds is checks, tasks, stores and checkpoints")
    return rows


def mock_exam() -> dict[str, float]:
    """Measure a mock exam, and print what it takes over the ideal."""
    exam: dict[str, float] = run("tests.benchmarks.mock_exam")
    print(
        "graph_mock_exam, {questions} questions in {calls} calls at 2 s: {seconds} s, ideally {ideal_seconds} s "
        "(the slowest section), ratio {over_ideal}; {first_seconds} s where the client has yet to be built, "
        "{again_seconds} s where it was paid for before".format(**exam)
    )
    return exam


def fairness() -> dict[str, float]:
    """Measure five sessions at once, and print what the last one's first copy takes over a session alone."""
    found: dict[str, float] = run("tests.benchmarks.fairness")
    print(
        "{sessions} sessions at once, {copies} copies × {graders} graders, {limit} calls in flight at "
        "{latency_seconds} s ± {jitter:.0%}, medians of {runs} runs: first finished copy after {first_seconds} to "
        "{last_seconds} s; alone at a fifth of the limit {alone_seconds} s, ratio {ratio}".format(**found)
    )
    return found


def exports() -> dict[str, float]:
    """Measure the files of a large class, and print the seconds of each."""
    seconds: dict[str, float] = run("tests.benchmarks.exports")
    print("exports of 100 copies x 50 criteria:", ", ".join(f"{name} {value} s" for name, value in seconds.items()))
    return seconds


def review() -> dict[str, float]:
    """Measure edits one by one, and print them beside what the server takes for an empty resume."""
    edits: dict[str, float] = run("tests.benchmarks.review")
    print(
        "{edits} edits one by one on {copies} copies x {questions} questions through the runs API of `langgraph dev`: "
        "median {edit_seconds} s, slowest {slowest_edit_seconds} s; an answer to a graph that only asks again, on the "
        "same server, {empty_resume_seconds} s: ratio {over_empty_resume}".format(**edits)
    )
    return edits


def review_reads() -> list[dict[str, Any]]:
    """Measure what a screen reads of a graded class, and print it for each way of reading."""
    rows: list[dict[str, Any]] = run("tests.benchmarks.review_reads")
    for row in rows:
        ways = (
            f"{way} {read['bytes']:,} B, gzip {read['gzip_bytes']:,} B, "
            f"first {read['first_seconds']} s, median {read['seconds']} s"
            for way, read in row.items()
            if isinstance(read, dict)
        )
        print(
            "{copies} copies x {questions} questions x {attempts} attempts: edit {edit_seconds} s;".format(**row),
            *ways,
            sep="\n  ",
        )
    return rows


def run(module: str) -> Any:
    """Run a benchmark in a process of its own, and return its figures."""
    command = [sys.executable, "-m", module]
    output = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, check=True)
    return json.loads(output.stdout)


if __name__ == "__main__":
    main()
