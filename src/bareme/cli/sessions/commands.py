"""`bareme sessions`, `show`, `delete` and `purge`: options and help."""

from typing import Annotated

import typer

from bareme.cli.command import LANGUAGE, SessionId, screen_of
from bareme.cli.exits import reported
from bareme.cli.language import DEFAULT_LANGUAGE, Language


def sessions(*, language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE) -> None:
    """List the sessions kept on this machine.

    Example:
      bareme sessions
    """
    with reported(language):
        from bareme.cli.sessions.sessions import print_sessions

        raise typer.Exit(print_sessions(screen_of(language)))


def show(
    *,
    session_id: SessionId,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    prompt: Annotated[
        tuple[str, str] | None,
        typer.Option(
            metavar="COPY GRADER", help="Print what was sent to a grader (A, or A/2) about a copy, and its reply."
        ),
    ] = None,
    reveal: Annotated[bool, typer.Option("--reveal", help="With --prompt: name the model that replied.")] = False,
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Show a session: marks, disagreements, figures, or what it waits for.

    Examples:
      bareme show 3f9c01ab
      bareme show 3f9c01ab --json
      bareme show 3f9c01ab --prompt c03 A
    """
    with reported(language):
        if prompt is not None:
            from bareme.cli.sessions.transcript import print_prompt

            copy, grader = prompt
            raise typer.Exit(print_prompt(screen_of(language), session_id, copy, grader, reveal=reveal))
        from bareme.cli.sessions.sessions import print_session

        raise typer.Exit(print_session(screen_of(language), session_id, as_json=as_json))


def delete(
    *,
    session_id: SessionId,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Delete without asking.")] = False,
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Delete a session for good: marks, decisions, feedback, and the files and paid answers that no other session uses.

    Files that were exported stay. While a server runs on the same data, delete through it: DELETE /sessions/ID.

    Examples:
      bareme delete 3f9c01ab
      bareme delete 3f9c01ab --yes
    """
    with reported(language):
        from bareme.cli.sessions.erasure import delete_session

        raise typer.Exit(delete_session(screen_of(language), session_id, yes=yes))


def purge(
    *,
    older_than: Annotated[str, typer.Option("--older-than", metavar="DAYS", help="Such as 365d, or 365.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Delete without asking.")] = False,
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Delete all sessions in which nothing has happened for so many days.

    A server does this by itself if BAREME_RETENTION_DAYS is set.

    Examples:
      bareme purge --older-than 365d
      bareme purge --older-than 365d --yes
    """
    with reported(language):
        from bareme.cli.sessions.erasure import days_in, purge_sessions

        raise typer.Exit(purge_sessions(screen_of(language), days_in(older_than), yes=yes))
