"""Find the session of a command."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bareme.cli.exits import WrongUsage
from bareme.cli.screen import Screen
from bareme.graphs.session_runner import SessionRunner
from bareme.graphs.session_snapshot import SessionSnapshot, Stage
from bareme.storage.session_lock import session_lock
from bareme.translation import Message


def find_session(runner: SessionRunner, wanted: str) -> SessionSnapshot:
    """Return the snapshot of a session, by its id, by its name, or by the beginning of either.

    Raises:
        WrongUsage: there is no such session, or there are several.
    """
    snapshot = runner.snapshot(wanted)
    if snapshot.stage is not Stage.NEW:
        return snapshot
    found = _matching(runner.sessions(), wanted)
    if len(found) == 1:
        return found[0]
    if not found:
        raise WrongUsage(
            Message("there is no session {session_id!r}; `bareme sessions` lists them all", session_id=wanted), "ID"
        )
    several = [Message("{session_id} ({name})", session_id=one.session_id, name=one.name or "–") for one in found]
    raise WrongUsage(
        Message("{session_id!r} may be several sessions: {sessions}", session_id=wanted, sessions=several), "ID"
    )


def _matching(sessions: Sequence[SessionSnapshot], wanted: str) -> list[SessionSnapshot]:
    """Return the sessions of that name, or else those whose id or name begins so."""
    folded = " ".join(wanted.casefold().split())
    if not folded:
        return []
    named = [(" ".join(session.name.casefold().split()), session) for session in sessions]
    exact = [session for name, session in named if name == folded]
    return exact or [
        session for name, session in named if session.session_id.startswith(wanted) or name.startswith(folded)
    ]


@contextmanager
def open_session(runner: SessionRunner, wanted: str) -> Iterator[SessionSnapshot]:
    """Lock a session for this command, and yield its snapshot.

    Raises:
        WrongUsage: there is no such session, or there are several.
        SessionInUse: another command has locked it.
    """
    session_id = find_session(runner, wanted).session_id  # no lock file for a session that does not exist
    with session_lock(session_id):
        yield runner.snapshot(session_id)


def in_session_language(screen: Screen, snapshot: SessionSnapshot) -> Screen:
    """Return the screen in the language that the session was graded in."""
    policy = snapshot.state.policy
    return screen.in_language(policy.language) if policy else screen
