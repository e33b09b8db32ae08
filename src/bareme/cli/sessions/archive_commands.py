"""`bareme session`: options and help."""

from pathlib import Path
from typing import Annotated

import typer

from bareme.cli.command import LANGUAGE, SessionId, screen_of
from bareme.cli.exits import reported
from bareme.cli.language import DEFAULT_LANGUAGE, Language

session_app = typer.Typer(help="Carry a session to another machine, and back.", no_args_is_help=True)


@session_app.command()
def export(
    *,
    session_id: SessionId,
    out: Annotated[
        Path | None, typer.Option(metavar="PATH", help="A file, or a folder. Default: the current folder.")
    ] = None,
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Write all of a session to a file: documents, attempts, replies, decisions, and which models the labels hide.

    Whoever has the file can read all that. The session stays here.

    Examples:
      bareme session export 3f9c01ab
      bareme session export 3f9c01ab --out usb-stick/
    """
    with reported(language):
        from bareme.cli.sessions.archive import export_archive

        raise typer.Exit(export_archive(screen_of(language), session_id, out or Path()))


@session_app.command("import")
def import_(
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `export` wrote.", exists=True, dir_okay=False)],
    owner: Annotated[
        str, typer.Option(metavar="IDENTITY", help="Whose session it becomes on a server with accounts.")
    ] = "",
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Take a session in that `bareme session export` wrote. No model is asked.

    Examples:
      bareme session import bareme-session-3f9c01ab.zip
      bareme session import bareme-session-3f9c01ab.zip --owner anne@school.example
    """
    with reported(language):
        from bareme.cli.sessions.archive import import_archive

        raise typer.Exit(import_archive(screen_of(language), file, owner))
