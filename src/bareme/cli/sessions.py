"""`bareme sessions`, `show` and `export`: what is kept, and handing it out again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from bareme.cli.exits import DONE, FAILED, complain
from bareme.cli.files import write_file
from bareme.cli.found import show_found
from bareme.cli.history import show_history
from bareme.cli.json_output import print_json
from bareme.cli.results import show_results
from bareme.cli.rubric import show_rubric
from bareme.cli.running import Desk
from bareme.cli.screen import Screen, clean, new_table
from bareme.cli.session import Stage, Standing, list_sessions, look_up
from bareme.cli.session_lock import session_lock
from bareme.exports import ExportFormat

_DECISIONS_SHOWN = 10


def find_session(desk: Desk, session_id: str, screen: Screen) -> Standing:
    """Return the session of this id.

    Raises:
        BadParameter: there is none.
    """
    standing = desk.run(look_up(desk.graph, session_id))
    if standing is None or not standing.began:
        raise typer.BadParameter(screen.text("no_session", session_id=session_id), param_hint="ID")
    return standing


@contextmanager
def opened_session(desk: Desk, session_id: str, screen: Screen) -> Iterator[Standing]:
    """Hold the session of this id for this command, and yield where it stands.

    Raises:
        BadParameter: there is none.
        SessionInUse: another command is at work on it.
    """
    find_session(desk, session_id, screen)  # only of a session that there is, a lock is made
    with session_lock(session_id):
        yield find_session(desk, session_id, screen)


def in_its_language(screen: Screen, standing: Standing) -> Screen:
    """Return the screen in the language that the session was graded in."""
    policy = standing.state.policy
    return screen.in_language(policy.language) if policy else screen


def print_sessions(screen: Screen) -> int:
    """Print all sessions of this machine; return the exit code."""
    with Desk() as desk:
        standings = desk.run(list_sessions(desk.graph))
    if not standings:
        screen.say("no_sessions")
        return DONE
    table = new_table(*(screen.text(key) for key in ("session_id", "name", "date", "stage", "copies")), right=(4,))
    for standing in standings:
        copies = standing.state.copies or (standing.state.analysis.copies if standing.state.analysis else ())
        table.add_row(
            clean(standing.session_id),
            clean(standing.name) or "–",
            f"{standing.created_at.astimezone():%Y-%m-%d %H:%M}" if standing.created_at else "",
            screen.text(f"stage_{standing.stage.value}"),
            str(len(copies)),
        )
    screen.console.print(table)
    return DONE


def print_session(screen: Screen, session_id: str, *, as_json: bool) -> int:
    """Print what is known of a session; return the exit code."""
    with Desk() as desk:
        standing = find_session(desk, session_id, screen)
    screen = in_its_language(screen, standing)
    if as_json:
        print_json(standing)
        return DONE
    screen.say("session", session_id=session_id, name=standing.name, style="bold")
    screen.say(f"stage_{standing.stage.value}")
    if standing.graded is not None:
        show_results(screen, standing, every_disagreement=True)
        show_history(screen, standing, last=_DECISIONS_SHOWN)
    elif standing.stage is Stage.SCALE:
        show_found(screen, standing.scale_question)
    elif standing.stage is Stage.RUBRIC:
        show_rubric(screen, standing.rubric_question)
    return DONE


def export_session(screen: Screen, session_id: str, fmt: ExportFormat, out: Path, *, reveal: bool) -> int:
    """Write a session's file and print its name; return the exit code."""
    with Desk() as desk:
        standing = find_session(desk, session_id, screen)
    screen = in_its_language(screen, standing)
    if standing.graded is None:
        complain(screen.text("not_graded_yet", session_id=session_id), screen.language)
        return FAILED
    screen.print(str(write_file(standing, standing.graded, fmt, out, reveal=reveal)))
    return DONE
