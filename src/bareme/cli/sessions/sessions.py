"""`bareme sessions`, `show` and `export`: what is kept, and handing it out again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from bareme.cli.display.history import show_history
from bareme.cli.display.json_output import print_json
from bareme.cli.display.proposal import show_found
from bareme.cli.display.results import show_results
from bareme.cli.exits import DONE, FAILED, complain
from bareme.cli.export_files import write_file
from bareme.cli.grading.rubric import show_rubric
from bareme.cli.screen import Screen, clean, new_table
from bareme.exports import ExportFormat
from bareme.graphs.session_runner import SessionRunner
from bareme.graphs.session_snapshot import SessionSnapshot, Stage
from bareme.storage.session_lock import session_lock

_DECISIONS_SHOWN = 10


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


def print_sessions(screen: Screen) -> int:
    """Print all sessions of this machine; return the exit code."""
    with SessionRunner() as runner:
        snapshots = runner.sessions()
    if not snapshots:
        screen.say("no_sessions")
        return DONE
    table = new_table(*(screen.text(key) for key in ("session_id", "name", "date", "stage", "copies")), right=(4,))
    for snapshot in snapshots:
        copies = snapshot.state.copies or (snapshot.state.analysis.copies if snapshot.state.analysis else ())
        table.add_row(
            clean(snapshot.session_id),
            clean(snapshot.name) or "–",
            f"{snapshot.created_at.astimezone():%Y-%m-%d %H:%M}" if snapshot.created_at else "",
            screen.text(f"stage_{snapshot.stage.value}"),
            str(len(copies)),
        )
    screen.console.print(table)
    return DONE


def print_session(screen: Screen, session_id: str, *, as_json: bool) -> int:
    """Print what is known of a session; return the exit code."""
    with SessionRunner() as runner:
        snapshot = find_session(runner, session_id, screen)
    screen = in_its_language(screen, snapshot)
    if as_json:
        print_json(snapshot)
        return DONE
    screen.say("session", session_id=session_id, name=snapshot.name, style="bold")
    screen.say(f"stage_{snapshot.stage.value}")
    if snapshot.graded is not None:
        show_results(screen, snapshot, every_disagreement=True)
        show_history(screen, snapshot, last=_DECISIONS_SHOWN)
    elif snapshot.stage is Stage.SCALE:
        show_found(screen, snapshot.scale_question)
    elif snapshot.stage is Stage.RUBRIC:
        show_rubric(screen, snapshot.rubric_question)
    return DONE


def export_session(screen: Screen, session_id: str, fmt: ExportFormat, out: Path, *, reveal: bool) -> int:
    """Write a session's file and print its name; return the exit code."""
    with SessionRunner() as runner:
        snapshot = find_session(runner, session_id, screen)
    screen = in_its_language(screen, snapshot)
    if snapshot.graded is None:
        complain(screen.text("not_graded_yet", session_id=session_id), screen.language)
        return FAILED
    screen.print(str(write_file(snapshot, snapshot.graded, fmt, out, reveal=reveal)))
    return DONE
