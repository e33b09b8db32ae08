"""`bareme sessions`, `show` and `export`."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Unpack

from bareme.cli.display.file_progress import file_progress
from bareme.cli.display.history import show_history
from bareme.cli.display.json_output import print_json
from bareme.cli.display.proposal import show_proposal
from bareme.cli.display.results import show_results
from bareme.cli.display.rubric import show_rubric
from bareme.cli.display.stage import STAGES
from bareme.cli.exits import DONE, FAILED, complain
from bareme.cli.export_files import write_file
from bareme.cli.review.early_review import print_pending
from bareme.cli.screen import Screen, clean, new_table
from bareme.cli.session_access import find_session, in_session_language
from bareme.cli.written_files import GivenCommand, print_out_of_date, remember, rewritable
from bareme.exports import ExportFormat, FormatOptions, Selection, select, unfinished
from bareme.exports.descriptions import STATES
from bareme.exports.material import State, state_of
from bareme.graphs.moodle_numbers import moodle_numbers
from bareme.graphs.session_runner import SessionRunner
from bareme.graphs.session_snapshot import SessionSnapshot, Stage
from bareme.graphs.shown_files import shown_files
from bareme.storage.written_files import WrittenFile

_DECISIONS_SHOWN = 10


def print_sessions(screen: Screen) -> int:
    """Print all sessions of this machine; return the exit code."""
    with SessionRunner() as runner:
        snapshots = runner.sessions()
    if not snapshots:
        screen.print(screen.t("There are no sessions."))
        return DONE
    table = new_table(
        *[screen.t("Session"), screen.t("Name"), screen.t("Date"), screen.t("State"), screen.t("Copies")], right=(4,)
    )
    for snapshot in snapshots:
        copies = snapshot.state.copies or (snapshot.state.analysis.current_copies if snapshot.state.analysis else ())
        table.add_row(
            clean(snapshot.session_id),
            clean(snapshot.name) or "–",
            f"{snapshot.created_at.astimezone():%Y-%m-%d %H:%M}" if snapshot.created_at else "",
            _describe_stage(screen, snapshot),
            str(len(copies)),
        )
    screen.console.print(table)
    return DONE


def _describe_stage(screen: Screen, snapshot: SessionSnapshot) -> str:
    """Return the stage, and how many copies are in each state while they are being graded."""
    t = screen.t
    stage = t(STAGES[snapshot.stage])
    if snapshot.stage is not Stage.GRADING or snapshot.result is None:
        return stage
    states = Counter(state_of(copy) for copy in snapshot.result.copies)
    counts = [t("{state}: {count}", state=STATES[state], count=states[state]) for state in State if states[state]]
    return t("{stage} ({counts})", stage=stage, counts=counts)


def print_session(screen: Screen, session_id: str, *, as_json: bool) -> int:
    """Print a session; return the exit code."""
    with SessionRunner() as runner:
        snapshot = find_session(runner, session_id)
    screen = in_session_language(screen, snapshot)
    if as_json:
        print_json(snapshot)
        return DONE
    title = screen.t("Session {session_id}: {name}", session_id=snapshot.session_id, name=snapshot.name)
    screen.print(title, style="bold")
    screen.print(screen.t(STAGES[snapshot.stage]))
    if snapshot.graded is not None:
        show_results(screen, snapshot, every_disagreement=True)
        show_history(screen, snapshot, last=_DECISIONS_SHOWN)
        print_pending(screen, snapshot)
        print_out_of_date(screen, snapshot, names=True)
    elif snapshot.stage is Stage.SCALE:
        show_proposal(screen, snapshot.scale_question)
    elif snapshot.stage is Stage.RUBRIC:
        show_rubric(screen, snapshot.rubric_question)
    return DONE


def export_session(
    screen: Screen,
    session_id: str,
    fmt: ExportFormat,
    out: Path,
    *,
    reveal: bool,
    selection: Selection,
    worksheet: Path | None = None,
    encoding: str = "",
    command: GivenCommand,
    **options: Unpack[FormatOptions],
) -> int:
    """Write a session's file, print its name and how many copies are not final; return the exit code."""
    # `show` and `sessions` need none of it.
    from bareme.cli.sessions.school_systems import LEFT_OUT, list_left_out, participants_in, say_unlisted  # noqa: PLC0415

    with SessionRunner() as runner:
        snapshot = find_session(runner, session_id)
        screen = in_session_language(screen, snapshot)
        t, material = screen.t, snapshot.revealed if reveal else snapshot.material
        if material is None:
            complain(
                t("session {session_id} has no results yet:\n  bareme resume {session_id}", session_id=session_id),
                screen.language,
            )
            return FAILED
        whole, material = material, select(material, selection)
        # Scripts take what is printed on standard output for the file's name.
        aside = Screen.beside_json(screen.language)
        if worksheet:
            options["participants"] = participants_in(worksheet, whole, encoding, screen.language)
        elif fmt is ExportFormat.MOODLE_FEEDBACK:
            options["participants"] = moodle_numbers(material.session.copies, snapshot.state.summaries)
        with runner.entered(shown_files(snapshot.state, fmt)) as originals, file_progress(aside) as progress:
            options["progress"] = progress
            shown = replace(material, originals=originals)
            path = write_file(shown, fmt, out, part=selection.name, **options)
    remember(snapshot, path, command.arguments)
    screen.print(str(path))
    if fmt.shows_pages:
        from bareme.cli.sessions.marked_places import say_places  # noqa: PLC0415 - no other format needs it

        say_places(aside, shown, **options)
    if fmt in LEFT_OUT:
        list_left_out(aside, snapshot, material, path, command, **options)
    else:
        say_unlisted(aside, material, fmt, **options)
    if material is not whole:
        count, total = len(material.result.copies), len(whole.result.copies)
        aside.print(t("Copies in the file: {count} of {total}.", count=count, total=total), style="yellow")
    if states := unfinished(material):
        counts = [t("{state}: {count}", state=STATES[state], count=count) for state, count in sorted(states.items())]
        aside.print(t("Not final: {counts}", counts=counts), style="yellow")
    if not command.is_again:
        print_out_of_date(aside, snapshot)
    return DONE


def files_to_write_again(screen: Screen, session_id: str) -> tuple[SessionSnapshot, list[WrittenFile]]:
    """Return a session and its files that are out of date and that nobody has changed; say which were changed."""
    with SessionRunner() as runner:
        snapshot = find_session(runner, session_id)
    return snapshot, rewritable(Screen.beside_json(in_session_language(screen, snapshot).language), snapshot)
