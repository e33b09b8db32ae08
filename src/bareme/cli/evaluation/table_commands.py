"""`bareme eval score` and `bareme eval card`: marks and data sets as they are, nothing graded."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from bareme.cli.command import screen_of
from bareme.cli.evaluation.command import LANGUAGE, AsJson, Cluster, Resamples
from bareme.cli.exits import reported
from bareme.cli.language import DEFAULT_LANGUAGE, Language

_Risk = Literal["differs", "beyond_step", "points"]


def score(
    *,
    table: Annotated[Path, typer.Argument(metavar="TABLE.csv", help="A row a mark.", exists=True, dir_okay=False)],
    human: Annotated[list[str], typer.Option(metavar="COL", help="A person's marks. May be given again.")],
    predicted: Annotated[str, typer.Option(metavar="COL", help="The marks under test.")],
    rounded: Annotated[
        bool, typer.Option("--round", help="Round the marks under test to the scale, or to the human marks' step.")
    ] = False,
    scale: Annotated[
        tuple[str, str, str] | None, typer.Option(metavar="MIN MAX STEP", help="The marks that can be given.")
    ] = None,
    maximum: Annotated[str | None, typer.Option(metavar="COL", help="Maximum of the row's question.")] = None,
    student: Annotated[str | None, typer.Option(metavar="COL", help="Whose answer it is.")] = None,
    question: Annotated[str | None, typer.Option(metavar="COL", help="To which question.")] = None,
    criterion: Annotated[str | None, typer.Option(metavar="COL", help="For which criterion.")] = None,
    model: Annotated[str | None, typer.Option(metavar="COL", help="Who predicted it.")] = None,
    attempt: Annotated[str | None, typer.Option("--try", metavar="COL", help="In which of its tries.")] = None,
    confidence: Annotated[str | None, typer.Option(metavar="COL", help="How sure, 0 to 1.")] = None,
    labels: Annotated[
        str | None, typer.Option(metavar="A,B,…", help="The marks are labels: these, from the lowest.")
    ] = None,
    reference: Annotated[
        str | None, typer.Option(metavar="COL", help="Which --human the details are against, or mean. The first.")
    ] = None,
    cluster: Cluster = None,
    error: Annotated[
        list[float] | None, typer.Option(help="An error wished for: finds the confidence that keeps it.")
    ] = None,
    error_kind: Annotated[_Risk, typer.Option(help="What --error is: a share of marks, or mean points.")] = "differs",
    resamples: Resamples = 1000,
    as_json: AsJson = False,
    report: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write report.html, .md and .json there.", file_okay=False)
    ] = None,
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Hold marks against people's: agreement, errors, kappa, correlations, each with its 95 % interval.

    Rows without a mark are counted and left out. With two --human columns, how far people agree stands beside it.

    Examples:
      bareme eval score scores.csv --human human1 --human human2 --predicted system --round
      bareme eval score marks.csv --human teacher --predicted model --scale 0 5 0.5 --student student
      bareme eval score runs.csv --human label --predicted output --labels "Incorrect,Correct" --json
    """
    with reported(language):
        from bareme.cli.evaluation.extra import needs_metrics

        needs_metrics()
        from bareme.cli.evaluation.options import read_errors, read_labels, read_scale
        from bareme.cli.evaluation.score import ScoreOptions, print_score
        from bareme.evaluation.marks_file import Columns

        columns = Columns(
            humans=tuple(dict.fromkeys(human)),
            predicted=predicted,
            maximum=maximum,
            student=student,
            question=question,
            criterion=criterion,
            model=model,
            attempt=attempt,
            confidence=confidence,
        )
        options = ScoreOptions(
            scale=read_scale(scale),
            rounded=rounded,
            labels=read_labels(labels),
            reference=reference,
            cluster=cluster,
            errors=read_errors(error, error_kind),
            resamples=resamples,
            report=report,
        )
        raise typer.Exit(print_score(screen_of(language, as_json=as_json), table, columns, options, as_json=as_json))


def card(
    *,
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="A file, or the folder of one.", exists=True)],
    fmt: Annotated[
        str | None, typer.Option("--format", help="What it is, where the file does not tell; see docs/evaluation.md.")
    ] = None,
    resamples: Resamples = 1000,
    as_json: AsJson = False,
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Show what a data set holds: answers, marks, licence, and how far its people agree.

    Examples:
      bareme eval card answers.jsonl
      bareme eval card marks.json --format human_marks
    """
    with reported(language):
        from bareme.cli.evaluation.extra import needs_metrics

        needs_metrics()
        from bareme.cli.evaluation.card import print_card
        from bareme.cli.evaluation.options import read_format

        screen = screen_of(language, as_json=as_json)
        raise typer.Exit(print_card(screen, dataset, read_format(fmt), resamples=resamples, as_json=as_json))
