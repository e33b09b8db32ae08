"""What was found in the files: scales, copies, warnings, and the cost of grading."""

from collections.abc import Sequence
from itertools import groupby

from bareme.cli.display.names import name_in_table, namesakes, student_in_table
from bareme.cli.display.roster import show_roster
from bareme.cli.display.scale_table import show_notes, show_scale
from bareme.cli.display.spending import show_estimate
from bareme.cli.screen import Screen, clean, new_table, percent
from bareme.domain.copies import PageRef, Student
from bareme.domain.file_groups import sender_of, without_sender
from bareme.domain.identity import same_name
from bareme.exports.descriptions import COPY_FLAGS
from bareme.graphs.interrupts import ConfirmScale, ProposedCopy
from bareme.graphs.scale_notes import describe_dropped


def show_proposal(screen: Screen, found: ConfirmScale) -> None:
    """Print what the teacher is asked to confirm."""
    notes = found.notes or ((),) * len(found.candidates)
    shorthands = found.shorthands or ("",) * len(found.candidates)
    for number, candidate in enumerate(found.candidates, start=1):
        show_scale(screen, candidate, number=number)
        show_notes(screen, notes[number - 1])
        if number == 1:
            show_notes(screen, describe_dropped(found.dropped, screen.t))
        if shorthands[number - 1]:
            screen.print(screen.t("In shorthand: {text}", text=shorthands[number - 1]), style="dim")
    for document in found.documents:
        if document.roster:
            show_roster(screen, document.name, document.roster)
    _show_copies(screen, found)
    _show_left_out(screen, found)
    _show_absent(screen, found)
    for sentence in found.privacy:
        screen.print(sentence)
    show_notes(screen, [note for note in (found.rules_note, *found.warnings) if note])
    screen.console.print()
    if not found.graders:
        screen.print(screen.t("No grader: you mark by hand. Nothing is sent to a model."))
        return
    passes = sum(grader.tries for grader in found.graders)
    screen.print(
        screen.t(
            "{calls} to make: {copies} × {graders}.",
            calls=screen.t.ngettext("{n} model call", "{n} model calls", found.calls),
            copies=screen.t.ngettext("{n} copy", "{n} copies", len(found.students)),
            graders=screen.t.ngettext("{n} pass", "{n} passes", passes),
        )
    )
    show_estimate(screen, found.estimate, found.budget)


def _show_copies(screen: Screen, found: ConfirmScale) -> None:
    screen.heading(screen.t("Copies found: {count}", count=len(found.students)))
    titles = [screen.t("Copy"), screen.t("Student"), screen.t("Pages"), screen.t("Confidence"), screen.t("To check")]
    table = new_table(*titles, right=(3,))
    files = _file_names(found)
    shared = _shared_names(found)
    for copy in found.students:
        table.add_row(
            copy.copy_id,
            name_in_table(screen, copy, shared),
            screen.t("typed") if copy.typed else clean(_pages(copy, files)),
            percent(copy.name_confidence, screen.t) if copy.student else "–",
            screen.t.enumerate([COPY_FLAGS[flag] for flag in copy.flags]),
        )
    screen.console.print(table)


def _shared_names(found: ConfirmScale) -> frozenset[str]:
    return namesakes([*(copy.student for copy in found.students), *found.absent])


def _show_left_out(screen: Screen, found: ConfirmScale) -> None:
    if found.left_out:
        files = _file_names(found)
        parts = [f"{copy.copy_id} {clean(_pages(copy, files))}".strip() for copy in found.left_out]
        screen.print(screen.t("Left out, not graded: {parts}", parts=parts), style="yellow")


def _file_names(found: ConfirmScale) -> dict[str, str]:
    return {document.document_id: document.name for document in found.documents if document.role == "copies"}


def _show_absent(screen: Screen, found: ConfirmScale) -> None:
    if found.absent:
        screen.print(
            screen.t(
                "On the list without a copy ({count}): {names}",
                count=len(found.absent),
                names=[student_in_table(student, _shared_names(found)) for student in found.absent],
            ),
            style="yellow",
        )


def _pages(copy: ProposedCopy, files: dict[str, str]) -> str:
    """Return "1–2", with the file's name if there are several files."""
    spans = page_spans(copy.pages)
    if len(files) == 1:
        return ", ".join(span for _, span in spans)
    return ", ".join(f"{_file_name(files.get(document_id, '?'), copy.student)} {span}" for document_id, span in spans)


def _file_name(name: str, student: Student | None) -> str:
    """Return the name of a file, without the sender's that Moodle puts before it if that is the copy's student."""
    sender, _, number = (sender_of(name) or "").rpartition("_")
    return without_sender(name) if number and student and same_name(sender, student.name) else name


def page_spans(pages: Sequence[PageRef]) -> list[tuple[str, str]]:
    """Return the id of each document and its pages, counted from 1: "1–3, 5"."""
    return [(document_id, _span(list(run))) for document_id, run in groupby(pages, key=lambda page: page.document_id)]


def _span(pages: Sequence[PageRef]) -> str:
    """Return page numbers, counted from 1, with ranges: "1–3"."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page.index == runs[-1][-1] + 1:
            runs[-1].append(page.index)
        else:
            runs.append([page.index])
    return ", ".join(f"{run[0] + 1}–{run[-1] + 1}" if len(run) > 1 else str(run[0] + 1) for run in runs)
