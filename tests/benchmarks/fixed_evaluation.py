"""`make eval`: a small fixed set through `bareme eval run` with both offline examiners, held to the figures on file.

The answers and both persons' marks in `fixtures/evaluation` are invented: what is measured is whether a change of the
graph, of a prompt, of the rules or of a metric moves a mark or a figure, not how good the examiner is.
`make eval-update` accepts what was found.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bareme.evaluation.metrics.paired import FIGURES
from bareme.evaluation.run_folder import METRICS, RunMetrics, read_run

FOLDER = Path(__file__).parents[2] / "fixtures" / "evaluation"
EXPECTED = FOLDER / "expected.json"
SETS = {"answers-fr": "fr", "answers-en": "en"}
GRADERS = ("offline:lexical", "offline:strict")
PLACES = 6


def evaluate(name: str, folder: Path) -> dict[str, Any]:
    """Grade one set in `folder`; return its marks by grader and item, and its figures by grader and pair of raters."""
    graders = [argument for grader in GRADERS for argument in ("--grader", grader)]
    command = [sys.executable, "-m", "bareme.cli", "eval", "run", str(FOLDER / f"{name}.jsonl"), *graders]
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("BAREME_", "OPENAI_"))}
    out = folder / name
    subprocess.run(
        [*command, "--out", str(out), "--language", SETS[name]],
        env={**kept, "BAREME_HOME": str(folder / "home")},
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=120,
    )
    metrics = RunMetrics.model_validate_json((out / METRICS).read_bytes())
    marks: dict[str, dict[str, float | None]] = {}
    for mark in read_run(out).marks:
        marks.setdefault(mark.grader, {})[mark.item_id] = None if mark.points is None else float(mark.points)
    return {
        "marks": marks,
        "figures": {
            grader: {
                f"{line.first} – {line.second}": {
                    figure: [_rounded(getattr(line.scores, figure), side) for side in ("value", "low", "high")]
                    for figure in FIGURES
                }
                for line in report.lines
            }
            for grader, report in metrics.by_grader.items()
        },
    }


def _rounded(estimate: Any, side: str) -> float | None:
    value: float | None = getattr(estimate, side).value
    return None if value is None else round(value, PLACES)


def differences(expected: Any, found: Any, place: str = "") -> list[str]:
    """Return where two values differ, in words."""
    if isinstance(expected, dict) and isinstance(found, dict):
        keys = dict.fromkeys([*expected, *found])
        inside = ((expected.get(key), found.get(key), f"{place} · {key}".strip(" ·")) for key in keys)
        return [line for one in inside for line in differences(*one)]
    return [] if expected == found else [f"{place}: {expected} on file, {found} found"]


def main() -> int:
    """Compare with the figures on file, or write them with --update; return 1 where they no longer hold."""
    with tempfile.TemporaryDirectory() as folder:
        found = {name: evaluate(name, Path(folder)) for name in SETS}
    if "--update" in sys.argv[1:]:
        EXPECTED.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"written: {EXPECTED}")
        return 0
    lines = differences(json.loads(EXPECTED.read_text(encoding="utf-8")), found)
    print("\n".join(lines) or "the marks and figures on file hold")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
