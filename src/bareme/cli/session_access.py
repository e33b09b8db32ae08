"""Find the session of a command."""

from collections.abc import Iterator
from contextlib import contextmanager

from bareme.cli.exits import WrongUsage
from bareme.cli.screen import Screen
from bareme.graphs.session_runner import SessionRunner
from bareme.graphs.session_snapshot import SessionSnapshot, Stage
from bareme.storage.session_lock import session_lock
from bareme.translation import Message


def find_session(runner: SessionRunner, session_id: str) -> SessionSnapshot:
    """Return the snapshot of a session.

    Raises:
        WrongUsage: there is no such session.
    """
    snapshot = runner.snapshot(session_id)
    if snapshot.stage is Stage.NEW:
        raise WrongUsage(
            Message("there is no session {session_id!r}; `bareme sessions` lists them all", session_id=session_id), "ID"
        )
    return snapshot


@contextmanager
def open_session(runner: SessionRunner, session_id: str) -> Iterator[SessionSnapshot]:
    """Lock a session for this command, and yield its snapshot.

    Raises:
        WrongUsage: there is no such session.
        SessionInUse: another command has locked it.
    """
    find_session(runner, session_id)  # no lock file for a session that does not exist
    with session_lock(session_id):
        yield find_session(runner, session_id)


def in_session_language(screen: Screen, snapshot: SessionSnapshot) -> Screen:
    """Return the screen in the language that the session was graded in."""
    policy = snapshot.state.policy
    return screen.in_language(policy.language) if policy else screen
