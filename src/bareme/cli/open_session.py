"""Finding the session that a command is about."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from bareme.cli.screen import Screen
from bareme.graphs.session_runner import SessionRunner
from bareme.graphs.session_snapshot import SessionSnapshot, Stage
from bareme.storage.session_lock import session_lock


def find_session(runner: SessionRunner, session_id: str, screen: Screen) -> SessionSnapshot:
    """Return the session of this id.

    Raises:
        BadParameter: there is none.
    """
    snapshot = runner.snapshot(session_id)
    if snapshot.stage is Stage.NEW:
        raise typer.BadParameter(screen.text("no_session", session_id=session_id), param_hint="ID")
    return snapshot


@contextmanager
def opened_session(runner: SessionRunner, session_id: str, screen: Screen) -> Iterator[SessionSnapshot]:
    """Hold the session of this id for this command, and yield where it stands.

    Raises:
        BadParameter: there is none.
        SessionInUse: another command is at work on it.
    """
    find_session(runner, session_id, screen)  # only of a session that there is, a lock is made
    with session_lock(session_id):
        yield find_session(runner, session_id, screen)


def in_its_language(screen: Screen, snapshot: SessionSnapshot) -> Screen:
    """Return the screen in the language that the session was graded in."""
    policy = snapshot.state.policy
    return screen.in_language(policy.language) if policy else screen
