"""The commands of `bareme`, their options and their help. Each command loads its modules when it runs."""

import inspect
import io
import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from dotenv import load_dotenv

from bareme.cli.cluster_role import Role
from bareme.cli.command import LANGUAGE, screen_of, workers
from bareme.cli.evaluation import app as evaluation
from bareme.cli.exits import MISUSED, complain, reported
from bareme.cli.grading import commands as grading_commands
from bareme.cli.language import DEFAULT_LANGUAGE, Language, requested_language
from bareme.cli.mock_exams.commands import mock_exam_app
from bareme.cli.review.commands import review_app
from bareme.cli.schemes import commands as scheme_commands
from bareme.cli.sessions import commands as session_commands
from bareme.cli.sessions import export_commands
from bareme.cli.sessions.archive_commands import session_app
from bareme.cli.tokens.commands import token_app
from bareme.cli.usage import Commands
from bareme.garbage_collection import collect_less_often
from bareme.memory_allocation import return_memory
from bareme.translation import translator

app = typer.Typer(
    name="bareme",
    cls=Commands,
    help="Grade exam copies: find the marking scale, have models mark every copy blind, decide, and write the results.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

scheme_app = typer.Typer(help="Marking schemes as files and in shorthand.", no_args_is_help=True)
for of_sessions in (
    grading_commands.grade,
    session_commands.sessions,
    grading_commands.resume,
    session_commands.show,
    export_commands.export,
    session_commands.delete,
    session_commands.purge,
):
    app.command()(of_sessions)
scheme_app.command()(scheme_commands.draft)
scheme_app.command()(scheme_commands.show)
app.add_typer(scheme_app, name="scheme")
app.add_typer(evaluation.app)
app.add_typer(review_app, name="review")
app.add_typer(session_app, name="session")
app.add_typer(mock_exam_app, name="mock-exam")
app.add_typer(token_app, name="token")


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - what Typer calls with a flag
    if wanted:
        typer.echo(f"bareme {version('bareme')}")
        raise typer.Exit


@app.callback()
def load_environment(
    *,
    _version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
    language: Annotated[Language | None, LANGUAGE] = None,
) -> None:
    """Read `.env` in the current folder: API keys and Barème's settings."""
    collect_less_often()
    return_memory()
    if language is not None:
        # The option of each command takes its default from there.
        os.environ["BAREME_LANGUAGE"] = language
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # other encodings lack some characters
            stream.reconfigure(errors="replace")
    try:
        load_dotenv(".env")
    except UnicodeDecodeError:
        language = requested_language()
        t = translator(language)
        complain(t("`.env` is not a UTF-8 text file and was not read"), language)
        raise typer.Exit(MISUSED) from None


@app.command()
def scale(
    *,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="The exam paper.", exists=True, dir_okay=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Show the marking scale that is printed on an exam paper.

    Examples:
      bareme scale exam-paper.pdf
      bareme scale page1.jpg page2.jpg --json
    """
    with workers(language, early=True):
        from bareme.cli.schemes.scale import print_scales

        raise typer.Exit(print_scales(screen_of(language), files, as_json=as_json))


@scheme_app.command()
def convert(
    *,
    source: Annotated[str, typer.Argument(metavar="IN", help="A .json or .csv file, or 'Q1: 5, Q2: 3'.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="A .json or .csv file.", dir_okay=False)],
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Convert a marking scheme to JSON or CSV. Both hold all of it: criteria, levels, coefficients, choices.

    A CSV file has the titles, separators and decimal sign of the language, so that spreadsheets open it directly.

    Examples:
      bareme scheme convert "Q1: 5, Q2: 3" scheme.csv
      bareme scheme convert scheme.csv scheme.json
    """
    with reported(language):
        from bareme.cli.schemes.convert import convert_scheme

        raise typer.Exit(convert_scheme(screen_of(language), source, target))


@app.command()
def models(
    *,
    name: Annotated[
        str | None,
        typer.Argument(metavar="MODEL", help="A model to check with tiny questions, such as openai:gpt-5.1."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Show which model providers are configured, or check that a model answers and what it can do.

    Keys come from the environment or from .env and are never shown. A check costs up to four calls of a few tokens.

    Examples:
      bareme models
      bareme models openai:gpt-5.1-mini
      bareme models openrouter:mistralai/mistral-small --json
    """
    with reported(language):
        screen = screen_of(language, as_json=as_json)
        if name:
            from bareme.cli.model_check import check_model

            raise typer.Exit(check_model(screen, name, as_json=as_json))
        from bareme.cli.models import print_providers

        raise typer.Exit(print_providers(screen, as_json=as_json))


@app.command()
def serve(
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 2024,
    config: Annotated[
        Path | None, typer.Option(help="A langgraph.json; default: Barème's own.", exists=True, dir_okay=False)
    ] = None,
    debug: Annotated[
        bool, typer.Option("--debug", help="Open the whole runs API to programs of this machine, for LangGraph Studio.")
    ] = False,
    role: Annotated[
        Role, typer.Option(help="Of a cluster: what this process does, answer requests, do the work, or both.")
    ] = Role.ALL,
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Start a server, which clients drive through the LangGraph runs API.

    It is the development server, for one machine. With BAREME_STORAGE=cluster it is a process of a cluster.

    Examples:
      bareme serve
      bareme serve --port 8123
      bareme serve --role worker
    """
    with reported(language):
        from bareme.settings import get_settings

        if get_settings().storage == "cluster":
            from bareme.cli.serve_cluster import serve_cluster

            raise typer.Exit(serve_cluster(host=host, port=port, role=role, language=language))
        from bareme.cli.serve import serve as start_server

        raise typer.Exit(start_server(host=host, port=port, config=config, debug=debug, language=language))


@app.command(name="app")
def open_app(
    *,
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 2024,
    example: Annotated[bool, typer.Option("--example", help="Begin with an example class.")] = False,
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Open the teacher's app in a browser: from the files of a class to its marks. Ctrl-C ends it.

    Examples:
      bareme app
      bareme app --example
    """
    with reported(language):
        from bareme.cli.serve import serve as start_server

        path = "/app/new?example" if example else "/app"
        raise typer.Exit(start_server(port=port, language=language, browse=path))


def _arrange_help(of: typer.Typer) -> None:
    """Give each command its examples as an epilog, and join the lines of each paragraph of its help.

    Typer keeps the line breaks of the source, and a terminal has its own width. "\\b" makes it keep those of an epilog.
    """
    for info in of.registered_commands:
        info.help, info.epilog = _split_help(info.callback.__doc__ if info.callback else None)
    for group in of.registered_groups:
        if group.typer_instance is not None:
            inner = group.typer_instance.info
            if isinstance(inner.help, str):
                inner.help, inner.epilog = _split_help(inner.help)
            _arrange_help(group.typer_instance)


def _split_help(text: str | None) -> tuple[str, str | None]:
    paragraphs = inspect.cleandoc(text or "").split("\n\n")
    examples = paragraphs.pop().splitlines() if paragraphs[-1].startswith("Example") else None
    prose = "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
    return prose, "\n".join(["\b", *examples]) if examples else None


_arrange_help(app)
