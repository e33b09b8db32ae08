"""`bareme eval score`: the figures of a table of marks."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bareme.cli.evaluation.document import FIGURES, show_document
from bareme.cli.evaluation.report import PAGE, write_files
from bareme.cli.exits import DONE, WrongUsage
from bareme.cli.screen import Screen, write_json
from bareme.evaluation.marks_file import Columns, read_marks
from bareme.evaluation.metrics import MEAN, ResamplingUnit, Risk, score
from bareme.evaluation.metrics.table import Scale
from bareme.evaluation.report import from_marks, report_document
from bareme.translation import Message


@dataclass(frozen=True)
class ScoreOptions:
    """The options of the command besides the columns."""

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
        raise WrongUsage(Message("{name!r} is not one of {known}", name=options.reference, known=known), "--reference")
    read = read_marks(path, columns, scale=options.scale, rounded=options.rounded, labels=options.labels)
    report = score(
        read.marks,
        reference=options.reference,
        unit=ResamplingUnit(options.cluster) if options.cluster else None,
        targets=options.errors,
        resamples=options.resamples,
    )
    material = from_marks(path.name, read.marks, report, read.remarks)
    if as_json:
        remarks = [screen.t(remark) for remark in read.remarks]
        write_json({"file": path.name, "remarks": remarks, **report.model_dump(mode="json")})
    else:
        show_document(screen, report_document(material, screen.language), FIGURES)
    if options.report is not None:
        write_files(screen, material, options.report / PAGE)
    return DONE
