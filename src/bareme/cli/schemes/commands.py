"""`bareme scheme draft` and `show`: options and help."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from bareme.cli.command import LANGUAGE, SessionId, screen_of, workers
from bareme.cli.exits import reported
from bareme.cli.language import DEFAULT_LANGUAGE, Language


def draft(
    *,
    paper: Annotated[
        list[Path], typer.Argument(metavar="PAPER…", help="The exam paper: PDF files or pictures.", exists=True)
    ],
    answer_key: Annotated[list[Path] | None, typer.Option(help="The answer key.", exists=True, dir_okay=False)] = None,
    guidelines: Annotated[
        Path | None, typer.Option(help="A text file with your marking guidelines.", exists=True, dir_okay=False)
    ] = None,
    scheme: Annotated[
        str | None,
        typer.Option(help="The scale: 'Q1: 5, Q2: 3', or a .json or .csv file. Default: found on the paper."),
    ] = None,
    grader: Annotated[
        str | None, typer.Option(metavar="MODEL", help="The model that drafts. Asked for if left out.")
    ] = None,
    step: Annotated[str, typer.Option(help="Step of the marks, in points.")] = "0.25",
    max_calls: Annotated[int | None, typer.Option(help="Most calls that the session may make.", min=0)] = None,
    max_dollars: Annotated[float | None, typer.Option(help="Most US dollars that it may cost.", min=0)] = None,
    out: Annotated[
        Path, typer.Option(metavar="PATH", help="A .json or .csv file, or a folder. Default: scheme.json.")
    ] = Path(),
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Accept what was found and drafted without asking.")] = False,
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Draft criteria for an exam before there are copies. The scheme then serves several classes.

    Shows the scale that was found, has a model draft criteria for the questions that have none, asks you to confirm
    them, and writes the scheme.

    Examples:
      bareme scheme draft exam-paper.pdf --answer-key key.pdf --grader openai:gpt-5.1
      bareme scheme draft exam-paper.pdf --guidelines marking.txt --out scheme.csv
    """
    with workers(language, early=True):
        from bareme.cli.grading.exam_files import Exam, find_files
        from bareme.cli.grading.grade import GradeOptions, begin_session
        from bareme.cli.grading.grader_question import choose_graders
        from bareme.cli.grading.options import read_guidelines
        from bareme.cli.options import read_budget, read_context, read_scheme_option, read_step

        files = [*find_files("exam_paper", paper), *find_files("answer_key", answer_key or [])]
        known = read_scheme_option(scheme) if scheme else None
        screen = screen_of(language)
        context = read_context(
            choose_graders(screen, [grader] if grader else [], may_ask=not yes),
            language=language,
            step=read_step(step),
            reveal="always",
            rubric="generate",
            budget=read_budget(max_calls, max_dollars),
        )
        exam = Exam(files, context, read_guidelines(guidelines), known)
        options = GradeOptions(yes=yes, out=out)
        raise typer.Exit(begin_session(screen, exam, options))


def show(
    *,
    session_id: SessionId,
    fmt: Annotated[
        Literal["shorthand", "csv", "json"],
        typer.Option("--format", help="csv and json hold all of it, shorthand the questions and their points."),
    ] = "shorthand",
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Print the scheme of a session, to change it and read it back with `bareme review ID amend`.

    Examples:
      bareme scheme show 3f9c01ab
      bareme scheme show 3f9c01ab --format csv > scheme.csv
    """
    with reported(language):
        from bareme.cli.schemes.show import print_scheme

        raise typer.Exit(print_scheme(screen_of(language), session_id, fmt))
