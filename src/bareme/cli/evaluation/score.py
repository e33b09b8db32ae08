"""`bareme eval score`: the figures of a table of marks."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from bareme.cli.evaluation.report import PAGE, write_files
from bareme.cli.evaluation.tables import show_details, show_lines, show_slices
from bareme.cli.exits import DONE
from bareme.cli.screen import Screen, write_json
from bareme.evaluation.marks_file import Columns, MarksFile, read_marks
from bareme.evaluation.metrics import MEAN, PREDICTED, Risk, ScoreReport, Unit, score
from bareme.evaluation.metrics.table import Scale
from bareme.evaluation.report import from_marks


@dataclass(frozen=True)
class ScoreOptions:
    """What the command was asked for beside the columns."""

    scale: Scale | None
    rounded: bool
    labels: tuple[str, ...]
    reference: str | None
    cluster: str | None
    errors: Sequence[tuple[Risk, float]]
    resamples: int
    report: Path | None = None


def print_score(screen: Screen, path: Path, columns: Columns, options: ScoreOptions, *, as_json: bool) -> int:
    """Print the figures, as tables or as one JSON object; return the exit code."""
    if options.reference not in {None, MEAN, *columns.humans}:
        known = ", ".join((*columns.humans, MEAN))
        raise typer.BadParameter(
            screen.text("eval_none_of", name=options.reference, known=known), param_hint="--reference"
        )
    read = read_marks(path, columns, scale=options.scale, rounded=options.rounded, labels=options.labels)
    report = score(
        read.marks,
        reference=options.reference,
        unit=Unit(options.cluster) if options.cluster else None,
        wishes=options.errors,
        resamples=options.resamples,
    )
    if as_json:
        remarks = [remark.text(screen.language) for remark in read.remarks]
        write_json({"file": path.name, "remarks": remarks, **report.model_dump(mode="json")})
    else:
        _show(screen, path, read, report)
    if options.report is not None:
        write_files(screen, from_marks(path.name, read.marks, report, read.remarks), options.report / PAGE)
    return DONE


def _show(screen: Screen, path: Path, read: MarksFile, report: ScoreReport) -> None:
    screen.say("eval_rows", style="bold", file=path.name, rows=report.rows)
    for rater, missing in report.missing.items():
        if missing:
            name = screen.text("eval_predicted") if rater == PREDICTED else rater
            screen.say("eval_missing", style="yellow", rater=name, count=missing)
    for remark in read.remarks:
        screen.print(remark.text(screen.language), style="yellow")
    show_lines(screen, report.lines, step=report.step, clustering=report.clustering, resamples=report.resamples)
    show_details(screen, report)
    show_slices(screen, report)
