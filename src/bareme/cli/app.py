"""The commands of `bareme`, their options and their help. What each does is in another module, loaded when it runs."""

from pathlib import Path
from typing import Annotated, Literal

import typer
from dotenv import load_dotenv

from bareme.cli import evaluation
from bareme.cli.command import LANGUAGE, Author, SessionId, workers
from bareme.cli.exits import reported
from bareme.cli.review_commands import review_app
from bareme.cli.screen import Screen
from bareme.cli.wording import Language

app = typer.Typer(
    name="bareme",
    help="Grade exam copies: find the marking scale, have models mark every copy blind, decide, hand back files.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Format = Literal["csv", "csv-flat", "history", "json", "xlsx"]
Reveal = Literal["always", "after_decision"]
scheme_app = typer.Typer(help="Marking schemes as files.", no_args_is_help=True)
app.add_typer(scheme_app, name="scheme")
app.add_typer(evaluation.app)
app.add_typer(review_app, name="review")


@app.callback()
def load_environment() -> None:
    """Read `.env` of the current folder: the keys of models are there, and Barème's own settings."""
    load_dotenv(".env")


def _screen(language: Language, *, as_json: bool = False) -> Screen:
    return Screen.beside_json(language) if as_json else Screen(language)


@app.command()
def grade(
    *,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILES…", help="The copies: PDFs or pictures.", exists=True, dir_okay=False),
    ],
    subject: Annotated[list[Path] | None, typer.Option(help="The exam paper.", exists=True, dir_okay=False)] = None,
    answer_key: Annotated[list[Path] | None, typer.Option(help="The answer key.", exists=True, dir_okay=False)] = None,
    scheme: Annotated[
        str | None,
        typer.Option(help="The scale: 'Q1: 5, Q2: 3', or a .json or .csv file. Found in the files if left out."),
    ] = None,
    students: Annotated[Path | None, typer.Option(help="The class list, a CSV.", exists=True, dir_okay=False)] = None,
    guidelines: Annotated[
        Path | None, typer.Option(help="A text: how you want it marked.", exists=True, dir_okay=False)
    ] = None,
    rubric: Annotated[
        Literal["off", "generate"], typer.Option(help="generate: draft criteria, which you confirm, before grading.")
    ] = "off",
    grader: Annotated[
        list[str] | None,
        typer.Option(metavar="MODEL[@TRIES]", help="A model to grade with, and its passes. May be given again."),
    ] = None,
    language: Annotated[Language, LANGUAGE] = "fr",
    step: Annotated[str, typer.Option(help="Marks are multiples of it.")] = "0.25",
    reveal: Annotated[
        Reveal, typer.Option(help="When you see the graders' marks of a question; after_decision: once you marked it.")
    ] = "always",
    verification: Annotated[
        Literal["off", "disagreements"],
        typer.Option(help="disagreements: graders that differ look again, shown the other's reading. No mark changes."),
    ] = "off",
    max_calls: Annotated[
        int | None, typer.Option(help="Calls that the session may make; the rest waits.", min=0)
    ] = None,
    max_dollars: Annotated[
        float | None, typer.Option(help="US dollars that it may cost; the rest waits.", min=0)
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder of the files.", file_okay=False)] = Path(),
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take what was found and drafted, without asking.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object; the rest goes to stderr.")] = False,
) -> None:
    """Grade copies, and write the results as CSV, JSON and Excel.

    Shows the scale and the students that were found, asks you to confirm, grades, and leaves the session open for you
    to decide where graders differ. Ctrl-C keeps what is finished.

    \b
    Examples:
      bareme grade copies.pdf --subject subject.pdf --answer-key key.pdf
      bareme grade copies/*.pdf --scheme "Q1: 5, Q2: 3" --students class.csv
      bareme grade copies.pdf --grader openai:gpt-5.1-mini@2 --grader offline:lexical
      bareme grade copies.pdf --grader openai:gpt-5.1 --grader openai:gpt-4.1 --verification disagreements
      bareme grade copies.pdf --grader openai:gpt-5.1 --max-dollars 2
      bareme grade copies.pdf --answer-key key.pdf --rubric generate --guidelines marking.txt
      bareme grade copies.pdf --subject subject.pdf --yes --json --out results
      bareme grade copies.pdf --subject subject.pdf --reveal after_decision
    """
    with workers(language, early=True):
        from bareme.cli.exam import Exam, Paper
        from bareme.cli.grade import Wishes, begin_session
        from bareme.cli.options import (
            read_budget,
            read_context,
            read_guidelines,
            read_scheme_option,
            read_students,
        )

        papers = [
            *(Paper("subject", path) for path in subject or []),
            *(Paper("answer_key", path) for path in answer_key or []),
            *(Paper("copies", path) for path in files),
        ]
        budget = read_budget(max_calls, max_dollars)
        context = read_context(
            grader or [],
            language=language,
            step=step,
            reveal=reveal,
            rubric=rubric,
            verification=verification,
            budget=budget,
        )
        exam = Exam(papers, read_students(students), context, read_guidelines(guidelines))
        known = read_scheme_option(scheme, language) if scheme else None
        wishes = Wishes(yes=yes, scheme=known, out=out, as_json=as_json)
        raise typer.Exit(begin_session(_screen(language, as_json=as_json), exam, wishes))


@app.command()
def sessions(*, language: Annotated[Language, LANGUAGE] = "fr") -> None:
    """List the sessions kept on this machine.

    \b
    Example:
      bareme sessions
    """
    with reported(language):
        from bareme.cli.sessions import print_sessions

        raise typer.Exit(print_sessions(_screen(language)))


@app.command()
def resume(
    *,
    session_id: SessionId,
    scheme: Annotated[str | None, typer.Option(help="The scale, where the session waits for it.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take what was found and drafted, without asking.")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Grade what is waiting or failed.")] = False,
    finish: Annotated[bool, typer.Option("--finish", help="End the review.")] = False,
    max_calls: Annotated[int | None, typer.Option(help="Raise the budget of calls to this.", min=0)] = None,
    max_dollars: Annotated[float | None, typer.Option(help="Raise the budget of US dollars to this.", min=0)] = None,
    force: Annotated[bool, typer.Option("--force", help="Finish although some questions are undecided.")] = False,
    out: Annotated[Path, typer.Option(help="Folder of the files, where grading goes on.", file_okay=False)] = Path(),
    author: Author = "",
    language: Annotated[Language, LANGUAGE] = "fr",
) -> None:
    """Go on with a session where it stopped: the scale, the criteria, the grading, or the review.

    Nothing that is finished is graded again. In review it shows each flagged question and asks for your decision: a
    mark, a grader's letter, points for each criterion, feedback; you can skip, undo and quit, and everything decided is
    kept. `bareme review ID` does one thing at once.

    \b
    Examples:
      bareme resume 3f9c01ab
      bareme resume 3f9c01ab --scheme "Q1: 5, Q2: 3"
      bareme resume 3f9c01ab --retry
      bareme resume 3f9c01ab --retry --max-dollars 5
      bareme resume 3f9c01ab --finish --force
    """
    if finish and retry:
        raise typer.BadParameter("give either --finish or --retry")
    if force and not finish:
        raise typer.BadParameter("--force goes with --finish")
    with workers(language, early=False):
        from bareme.cli.grade import Wishes
        from bareme.cli.options import read_budget, read_scheme_option
        from bareme.cli.resume import resume_session

        known = read_scheme_option(scheme, language) if scheme else None
        wishes = Wishes(yes=yes, scheme=known, out=out, budget=read_budget(max_calls, max_dollars))
        ended = resume_session(
            _screen(language), session_id, wishes=wishes, author=author, finish=finish, force=force, retry=retry
        )
        raise typer.Exit(ended)


@app.command()
def show(
    *,
    session_id: SessionId,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    language: Annotated[Language, LANGUAGE] = "fr",
) -> None:
    """Show a session: marks, disagreements, figures, or what it waits for.

    \b
    Examples:
      bareme show 3f9c01ab
      bareme show 3f9c01ab --json
    """
    with reported(language):
        from bareme.cli.sessions import print_session

        raise typer.Exit(print_session(_screen(language), session_id, as_json=as_json))


@app.command()
def export(
    *,
    session_id: SessionId,
    fmt: Annotated[
        Format,
        typer.Option("--format", help="csv: a row a student; csv-flat: a row a question; history: a row a decision."),
    ],
    out: Annotated[Path | None, typer.Option(help="File or folder; the usual name if left out.")] = None,
    reveal: Annotated[bool, typer.Option("--reveal", help="Name the models behind A, B…")] = False,
    language: Annotated[Language, LANGUAGE] = "fr",
) -> None:
    """Write a session's results to a file.

    \b
    Examples:
      bareme export 3f9c01ab --format xlsx
      bareme export 3f9c01ab --format csv-flat --out details.csv
      bareme export 3f9c01ab --format history
      bareme export 3f9c01ab --format json --reveal
    """
    with reported(language):
        from bareme.cli.sessions import export_session
        from bareme.exports import ExportFormat

        code = export_session(_screen(language), session_id, ExportFormat(fmt), out, reveal=reveal)
        raise typer.Exit(code)


@app.command()
def scale(
    *,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="The exam paper.", exists=True, dir_okay=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    language: Annotated[Language, LANGUAGE] = "fr",
) -> None:
    """Print the marking scale that is printed on a paper, and do nothing else.

    \b
    Examples:
      bareme scale subject.pdf
      bareme scale page1.jpg page2.jpg --json
    """
    with workers(language, early=True):
        from bareme.cli.scale import print_scales

        raise typer.Exit(print_scales(_screen(language), files, as_json=as_json))


@scheme_app.command()
def convert(
    *,
    source: Annotated[str, typer.Argument(metavar="IN", help="A .json or .csv file, or 'Q1: 5, Q2: 3'.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="A .json or .csv file.", dir_okay=False)],
    language: Annotated[Language, LANGUAGE] = "fr",
) -> None:
    """Write a marking scheme as JSON or CSV. Both hold all of it: criteria, levels, coefficients, choices.

    A CSV has the titles, separators and decimal sign of the language, so that its spreadsheets open it as it is.

    \b
    Examples:
      bareme scheme convert "Q1: 5, Q2: 3" scheme.csv
      bareme scheme convert scheme.csv scheme.json
    """
    with reported(language):
        from bareme.cli.scheme import convert_scheme

        raise typer.Exit(convert_scheme(_screen(language), source, target))


@app.command()
def models(
    *,
    name: Annotated[
        str | None, typer.Argument(metavar="MODEL", help="A model to ask one tiny question, such as openai:gpt-5.1.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    language: Annotated[Language, LANGUAGE] = "fr",
) -> None:
    """Show which providers of models are configured, or check that a model answers.

    Keys come from the environment or .env, and are never shown. Checking costs one call of a few tokens.

    \b
    Examples:
      bareme models
      bareme models openai:gpt-5.1-mini
      bareme models openrouter:mistralai/mistral-small --json
    """
    with reported(language):
        from bareme.cli.models import check_model, print_providers

        screen = _screen(language, as_json=as_json)
        code = check_model(screen, name, as_json=as_json) if name else print_providers(screen, as_json=as_json)
        raise typer.Exit(code)


@app.command()
def serve(
    *,
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Where to listen.", min=1, max=65535)] = 2024,
    config: Annotated[
        Path | None, typer.Option(help="langgraph.json of the current folder if left out.", exists=True, dir_okay=False)
    ] = None,
    language: Annotated[Language, LANGUAGE] = "fr",
) -> None:
    """Start the development server, which clients drive through the LangGraph runs API.

    \b
    Examples:
      bareme serve
      bareme serve --port 8123
    """
    with reported(language):
        from bareme.cli.serve import serve as start_server

        raise typer.Exit(start_server(host=host, port=port, config=config, language=language))
