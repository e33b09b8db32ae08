"""Finding the session that a command is about."""

from collections.abc import Iterator
from contextlib import contextmanager

from bareme.cli.exits import WrongUsage
from bareme.cli.screen import Screen
from bareme.graphs.session_runner import SessionRunner
from bareme.graphs.session_snapshot import SessionSnapshot, Stage
from bareme.storage.session_lock import session_lock
from bareme.translation import Message


def find_session(runner: SessionRunner, session_id: str) -> SessionSnapshot:
    """Return the session of this id.

    Raises:
        WrongUsage: there is none.
    """
    snapshot = runner.snapshot(session_id)
    if snapshot.stage is Stage.NEW:
        raise WrongUsage(
            Message("there is no session {session_id!r}; `bareme sessions` lists them all", session_id=session_id), "ID"
        )
    return snapshot


@contextmanager
def opened_session(runner: SessionRunner, session_id: str) -> Iterator[SessionSnapshot]:
    """Hold the session of this id for this command, and yield where it stands.

    Raises:
        WrongUsage: there is none.
        SessionInUse: another command is at work on it.
    """
    find_session(runner, session_id)  # only of a session that there is, a lock is made
    with session_lock(session_id):
        yield find_session(runner, session_id)


def in_its_language(screen: Screen, snapshot: SessionSnapshot) -> Screen:
    """Return the screen in the language that the session was graded in."""
    policy = snapshot.state.policy
    return screen.in_language(policy.language) if policy else screen
