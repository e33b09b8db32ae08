"""`bareme eval compare`: two runs side by side."""

from pathlib import Path

from bareme.cli.evaluation.document import show_document
from bareme.cli.exits import DONE
from bareme.cli.screen import Screen, write_json
from bareme.evaluation.comparison import compare_runs
from bareme.evaluation.metrics import ResamplingUnit
from bareme.evaluation.report.comparison import comparison_document, write_comparison
from bareme.evaluation.run_folder import read_run

PAGE = "comparison.html"


def print_comparison(
    screen: Screen,
    before: Path,
    after: Path,
    *,
    reference: str | None,
    unit: str | None,
    resamples: int,
    as_json: bool,
    report: Path | None,
) -> int:
    """Print how the second run differs from the first, and write a report; return the exit code."""
    runs = read_run(before), read_run(after)
    found = compare_runs(*runs, reference=reference, unit=ResamplingUnit(unit) if unit else None, resamples=resamples)
    if report is not None:
        for path in write_comparison(found, *runs, report / PAGE, language=screen.language):
            screen.print(screen.t("Written: {path}", path=path))
    if as_json:
        write_json(found.model_dump(mode="json"))
    else:
        show_document(screen, comparison_document(found, *runs, language=screen.language))
    return DONE
