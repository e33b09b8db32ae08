"""The commands of `bareme`, their options and their help. What each does is in another module, loaded when it runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer
from dotenv import load_dotenv

from bareme.cli.exits import reported
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

_Languages = typer.Option(envvar="BAREME_LANGUAGE", help="Of what is shown and written.")
SessionId = Annotated[str, typer.Argument(metavar="ID", help="The session's id, from `bareme sessions`.")]
Format = Literal["csv", "csv-flat", "json", "xlsx"]


@app.callback()
def load_environment() -> None:
    """Read `.env` of the current folder: the keys of models are there, and Barème's own settings."""
    load_dotenv(".env")


@contextmanager
def _workers(language: Language, *, early: bool) -> Iterator[None]:
    """End the processes that open documents with the command; `early`, have them start while its modules load."""
    from bareme.documents import start_workers, stop_workers

    with reported(language):
        starting = start_workers() if early else None
        try:
            yield
        finally:
            if starting:
                starting.join()
            stop_workers()


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
        str | None, typer.Option(help="The scale, as 'Q1: 5, Q2: 3' or a .json file. Found in the files if left out.")
    ] = None,
    students: Annotated[Path | None, typer.Option(help="The class list, a CSV.", exists=True, dir_okay=False)] = None,
    grader: Annotated[
        list[str] | None,
        typer.Option(metavar="MODEL[@TRIES]", help="A model to grade with, and its passes. May be given again."),
    ] = None,
    language: Annotated[Language, _Languages] = "fr",
    step: Annotated[str, typer.Option(help="Marks are multiples of it.")] = "0.25",
    max_calls: Annotated[
        int | None, typer.Option(help="Calls that the session may make; the rest waits.", min=0)
    ] = None,
    max_dollars: Annotated[
        float | None, typer.Option(help="US dollars that it may cost; the rest waits.", min=0)
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder of the files.", file_okay=False)] = Path(),
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take the best scale found, without asking.")] = False,
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
      bareme grade copies.pdf --grader openai:gpt-5.1 --max-dollars 2
      bareme grade copies.pdf --subject subject.pdf --yes --json --out results
    """
    with _workers(language, early=True):
        from bareme.cli.exam import Exam, Paper
        from bareme.cli.grade import Wishes, begin_session
        from bareme.cli.options import read_budget, read_context, read_scheme, read_students

        papers = [
            *(Paper("subject", path) for path in subject or []),
            *(Paper("answer_key", path) for path in answer_key or []),
            *(Paper("copies", path) for path in files),
        ]
        budget = read_budget(max_calls, max_dollars)
        context = read_context(grader or [], language=language, step=step, budget=budget)
        exam = Exam(papers, read_students(students), context)
        wishes = Wishes(yes=yes, scheme=read_scheme(scheme), out=out, as_json=as_json)
        raise typer.Exit(begin_session(_screen(language, as_json=as_json), exam, wishes))


@app.command()
def sessions(*, language: Annotated[Language, _Languages] = "fr") -> None:
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
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take the best scale found, without asking.")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Grade what is waiting or failed.")] = False,
    finish: Annotated[bool, typer.Option("--finish", help="End the review.")] = False,
    max_calls: Annotated[int | None, typer.Option(help="Raise the budget of calls to this.", min=0)] = None,
    max_dollars: Annotated[float | None, typer.Option(help="Raise the budget of US dollars to this.", min=0)] = None,
    force: Annotated[bool, typer.Option("--force", help="Finish although some questions are undecided.")] = False,
    out: Annotated[Path, typer.Option(help="Folder of the files, where grading goes on.", file_okay=False)] = Path(),
    language: Annotated[Language, _Languages] = "fr",
) -> None:
    """Go on with a session where it stopped: the scale, the grading, or the review.

    Nothing that is finished is graded again. In review it shows each flagged question and asks for your decision.

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
    with _workers(language, early=False):
        from bareme.cli.grade import Wishes
        from bareme.cli.options import read_budget, read_scheme
        from bareme.cli.resume import resume_session

        wishes = Wishes(yes=yes, scheme=read_scheme(scheme), out=out, budget=read_budget(max_calls, max_dollars))
        code = resume_session(_screen(language), session_id, wishes=wishes, finish=finish, force=force, retry=retry)
        raise typer.Exit(code)


@app.command()
def show(
    *,
    session_id: SessionId,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    language: Annotated[Language, _Languages] = "fr",
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
    fmt: Annotated[Format, typer.Option("--format", help="csv: a row a student; csv-flat: a row a question.")],
    out: Annotated[Path | None, typer.Option(help="File or folder; the usual name if left out.")] = None,
    reveal: Annotated[bool, typer.Option("--reveal", help="Name the models behind A, B…")] = False,
    language: Annotated[Language, _Languages] = "fr",
) -> None:
    """Write a session's results to a file.

    \b
    Examples:
      bareme export 3f9c01ab --format xlsx
      bareme export 3f9c01ab --format csv-flat --out details.csv
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
    language: Annotated[Language, _Languages] = "fr",
) -> None:
    """Print the marking scale that is printed on a paper, and do nothing else.

    \b
    Examples:
      bareme scale subject.pdf
      bareme scale page1.jpg page2.jpg --json
    """
    with _workers(language, early=True):
        from bareme.cli.scale import print_scales

        raise typer.Exit(print_scales(_screen(language), files, as_json=as_json))


@app.command()
def serve(
    *,
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Where to listen.", min=1, max=65535)] = 2024,
    config: Annotated[
        Path | None, typer.Option(help="langgraph.json of the current folder if left out.", exists=True, dir_okay=False)
    ] = None,
    language: Annotated[Language, _Languages] = "fr",
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
