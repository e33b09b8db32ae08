"""`bareme eval score` and `bareme eval card`: options and help."""

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
    table: Annotated[
        Path, typer.Argument(metavar="TABLE.csv", help="A CSV file, one mark per row.", exists=True, dir_okay=False)
    ],
    human: Annotated[list[str], typer.Option(metavar="COL", help="Column of a person's marks. Repeatable.")],
    predicted: Annotated[str, typer.Option(metavar="COL", help="Column of the marks under test.")],
    rounded: Annotated[
        bool, typer.Option("--round", help="Round the marks under test to the scale, or to the human marks' step.")
    ] = False,
    scale: Annotated[
        tuple[str, str, str] | None,
        typer.Option(metavar="MIN MAX STEP", help="The possible marks: lowest, highest, step."),
    ] = None,
    maximum: Annotated[str | None, typer.Option(metavar="COL", help="Column of the question's maximum.")] = None,
    student: Annotated[str | None, typer.Option(metavar="COL", help="Column of the student.")] = None,
    question: Annotated[str | None, typer.Option(metavar="COL", help="Column of the question.")] = None,
    criterion: Annotated[str | None, typer.Option(metavar="COL", help="Column of the criterion.")] = None,
    model: Annotated[str | None, typer.Option(metavar="COL", help="Column of the grader.")] = None,
    attempt: Annotated[str | None, typer.Option("--try", metavar="COL", help="Column of the grader's try.")] = None,
    confidence: Annotated[
        str | None, typer.Option(metavar="COL", help="Column of the confidence, from 0 to 1.")
    ] = None,
    labels: Annotated[
        str | None, typer.Option(metavar="A,B,…", help="The marks are these labels, from the lowest to the highest.")
    ] = None,
    reference: Annotated[
        str | None,
        typer.Option(metavar="COL", help="The --human that details are compared with, or mean. Default: the first."),
    ] = None,
    cluster: Cluster = None,
    error: Annotated[
        list[float] | None, typer.Option(help="A target error: finds the confidence that keeps it. Repeatable.")
    ] = None,
    error_kind: Annotated[
        _Risk, typer.Option(help="Meaning of --error: a share of the marks, or mean points.")
    ] = "differs",
    resamples: Resamples = 1000,
    as_json: AsJson = False,
    report: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for report.html, .md and .json.", file_okay=False)
    ] = None,
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Compare marks with human marks: agreement, errors, kappa and correlations, each with its 95 % interval.

    Rows without a mark are counted and left out. With two --human columns, the agreement between people is shown too.

    Examples:
      bareme eval score scores.csv --human human1 --human human2 --predicted system --round
      bareme eval score marks.csv --human teacher --predicted model --scale 0 5 0.5 --student student
      bareme eval score runs.csv --human label --predicted output --labels "Incorrect,Correct" --json
    """
    with reported(language):
        from bareme.cli.evaluation.extra import require_metrics

        require_metrics()
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
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="A data set: a file, or its folder.", exists=True)],
    fmt: Annotated[
        str | None, typer.Option("--format", help="Format, if the file does not tell; see docs/evaluation.md.")
    ] = None,
    resamples: Resamples = 1000,
    as_json: AsJson = False,
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Show what a data set holds: answers, marks, licence, and how far its human raters agree.

    Examples:
      bareme eval card answers.jsonl
      bareme eval card marks.json --format human_marks
    """
    with reported(language):
        from bareme.cli.evaluation.extra import require_metrics

        require_metrics()
        from bareme.cli.evaluation.card import print_card
        from bareme.cli.evaluation.options import read_format

        screen = screen_of(language, as_json=as_json)
        raise typer.Exit(print_card(screen, dataset, read_format(fmt), resamples=resamples, as_json=as_json))
