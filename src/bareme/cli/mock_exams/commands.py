"""`bareme mock-exam …`: options and help."""

from pathlib import Path
from typing import Annotated

import typer

from bareme.cli.command import LANGUAGE, screen_of, workers
from bareme.cli.language import DEFAULT_LANGUAGE, Language

mock_exam_app = typer.Typer(help="Mock exams that were evaluated.", no_args_is_help=True)


@mock_exam_app.callback()
def mock_exam() -> None:
    """Mock exams that were evaluated."""


@mock_exam_app.command()
def sheet(
    *,
    source: Annotated[
        Path,
        typer.Argument(
            metavar="RESULT",
            exists=True,
            dir_okay=False,
            help="A JSON file: the answer of `graph_mock_exam`, or its `structured_response`.",
        ),
    ],
    title: Annotated[str, typer.Option(help="The title of the exam.")] = "",
    student: Annotated[str, typer.Option(help="The student's name.")] = "",
    out: Annotated[Path | None, typer.Option(metavar="PATH", help="A file. Default: RESULT, as .pdf.")] = None,
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Print the evaluation of a mock exam as a PDF, in the language of its feedback.

    Examples:
      bareme mock-exam sheet result.json --title "Forces" --student "MARTIN Léa"
      bareme mock-exam sheet result.json --out sheets/martin.pdf
    """
    with workers(language, early=True):
        from bareme.cli.mock_exams.sheet import print_sheet

        raise typer.Exit(print_sheet(screen_of(language), source, out, title=title, student=student))
