"""`bareme scheme show`: the scheme of a session, as it can be read back."""

from typing import Literal

import typer

from bareme.cli.exits import DONE, FAILED, complain
from bareme.cli.screen import Screen
from bareme.cli.session_access import find_session, in_session_language
from bareme.domain.scheme import GradingScheme
from bareme.domain.shorthand import print_shorthand
from bareme.exports import SchemeFormat, write_scheme
from bareme.graphs.session_runner import SessionRunner


def print_scheme(screen: Screen, session_id: str, fmt: Literal["shorthand", "csv", "json"]) -> int:
    """Print the latest version of a session's scheme to standard output; return the exit code."""
    with SessionRunner() as runner:
        snapshot = find_session(runner, session_id)
    screen = in_session_language(screen, snapshot)
    if snapshot.state.scheme is None:
        complain(
            screen.t(
                "session {session_id} has no scale yet:\n  bareme resume {session_id}", session_id=snapshot.session_id
            ),
            screen.language,
        )
        return FAILED
    scheme = GradingScheme.model_validate(snapshot.state.scheme)
    # Not on the console, which would wrap it.
    if fmt == "shorthand":
        typer.echo(print_shorthand(scheme, screen.language))
    else:
        typer.echo(write_scheme(scheme, SchemeFormat(fmt), screen.language), nl=False)
    return DONE
