"""`bareme grade` on a class, from the command to its last file: `python -m tests.benchmarks.class_command [--quick]`.

Twenty copies of three pages and eight questions, two graders of OpenAI's that count tiles, defaults on; the exam paper
and the answer key are typed. Once as scans, once typed: seconds, processor time and memory of all processes, and the
tokens of what was sent, by the provider's own rules.
"""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.classes import PAGES, write_papers, write_scans, write_typed
from tests.benchmarks.laboratory import LATENCY, Laboratory, laboratory
from tests.benchmarks.processes import run_measured
from tests.benchmarks.prompt_parts import parts_of
from tests.benchmarks.provider_rules import tokens_of
from tests.benchmarks.session import GRADERS, SETTINGS

COPIES = 20

type Json = dict[str, Any]


def run_command(
    provider: Laboratory, folder: Path, files: dict[str, Path], graders: Sequence[str], latency: float
) -> tuple[Json, list[Json]]:
    """Grade a class by the command line; return what it took, and the calls that were made."""
    provider.forget(latency)
    out = folder / "out"
    command = [sys.executable, "-m", "bareme.cli", "grade", str(files["copies"]), "--yes", "--json", "--out", str(out)]
    command += ["--exam-paper", str(files["exam_paper"]), "--answer-key", str(files["answer_key"])]
    command += ["--scheme", ", ".join(f"Q{number}: 2" for number in range(1, 9))]
    command += [part for grader in graders for part in ("--grader", grader)]
    settings = {**provider.environment, **SETTINGS, "BAREME_HOME": str(folder / "home")}
    took = run_measured(command, settings)
    assert list(out.glob("*.xlsx")), "there is no workbook"
    return took, provider.calls()


def is_grading(call: Json) -> bool:
    """Whether a call asked for marks."""
    tool = call["request"]["tools"][0]
    return bool(tool.get("function", tool)["name"] == "Examination")


def token_figures(calls: Sequence[Json], copies: int) -> Json:
    """Return the tokens a copy of a class's requests: in all, of grading, of pictures and texts."""
    by_kind = {"grading": [0.0, 0.0], "pre_analysis": [0.0, 0.0]}
    for call in calls:
        request = call["request"]
        texts, pictures = tokens_of(request["model"], parts_of(request))
        counted = by_kind["grading" if is_grading(call) else "pre_analysis"]
        counted[0] += texts / copies
        counted[1] += pictures / copies
    texts, pictures = (sum(kind[place] for kind in by_kind.values()) for place in (0, 1))
    return {
        "requests_a_copy": round(len(calls) / copies, 3),
        "tokens_a_copy": round(texts + pictures),
        "grading_tokens_a_copy": round(sum(by_kind["grading"])),
        "pre_analysis_tokens_a_copy": round(sum(by_kind["pre_analysis"])),
        "picture_tokens_a_copy": round(pictures),
        "text_tokens_a_copy": round(texts),
        "megabytes_a_copy": round(sum(len(json.dumps(call["request"])) for call in calls) / copies / 1e6, 2),
    }


def timeline(took: Json, calls: Sequence[Json]) -> Json:
    """Return the seconds from the command to its first call, its first call for marks, its last answer, its end."""
    started = took["started"]
    return {
        "first_call_seconds": round(min(call["began"] for call in calls) - started, 2),
        "first_grading_seconds": round(min(call["began"] for call in calls if is_grading(call)) - started, 2),
        "last_answer_seconds": round(max(call["ended"] for call in calls) - started, 2),
        "seconds": took["seconds"],
        "processor_seconds": took["processor_seconds"],
        "peak_mb": took["peak_mb"],
    }


def measure(*, quick: bool = False) -> Json:
    """Return the figures of a scanned and of a typed class."""
    copies = 4 if quick else COPIES
    found: Json = {"copies": copies, "pages_a_copy": PAGES, "latency_seconds": LATENCY}
    with laboratory() as provider, TemporaryDirectory() as name:
        for kind, write in (("scans", write_scans), ("typed", write_typed)):
            folder = Path(name) / kind
            folder.mkdir()
            write(folder / "copies.pdf", copies)
            files = {**write_papers(folder), "copies": folder / "copies.pdf"}
            took, calls = run_command(provider, folder, files, GRADERS, LATENCY)
            grading = sum(is_grading(call) for call in calls)
            assert grading == copies * len(GRADERS), f"{grading} calls for the marks of {copies} copies"
            most = provider.most_in_flight()
            found[kind] = {**timeline(took, calls), **token_figures(calls, copies), "most_in_flight": most}
    return found


if __name__ == "__main__":
    os.environ.setdefault("BAREME_LANGUAGE", "fr")
    print(json.dumps(measure(quick="--quick" in sys.argv), indent=1))
