"""What was found in the files, as tables: the scales, the copies, the warnings, and what grading will take."""

from collections.abc import Sequence
from itertools import groupby

from bareme.cli.display.scale_table import show_scale
from bareme.cli.display.spending import show_estimate
from bareme.cli.screen import Screen, clean, new_table
from bareme.cli.wording import count, percent
from bareme.domain.copies import PageRef
from bareme.domain.scheme import SchemeFinding
from bareme.exports.descriptions import COPY_FLAGS
from bareme.graphs.interrupts import ConfirmScale, ProposedCopy
from bareme.translation import translator


def show_found(screen: Screen, found: ConfirmScale) -> None:
    """Print all that the teacher is asked to confirm."""
    findings = found.findings or ((),) * len(found.candidates)
    shorthands = found.shorthands or ("",) * len(found.candidates)
    for number, candidate in enumerate(found.candidates, start=1):
        show_scale(screen, candidate, number=number)
        for finding in findings[number - 1]:
            screen.say("warning", style="yellow", text=describe_finding(screen, finding))
        if shorthands[number - 1]:
            screen.say("shorthand", style="dim", text=shorthands[number - 1])
    _show_copies(screen, found)
    for warning in found.warnings:
        screen.say("warning", style="yellow", text=warning)
    screen.console.print()
    passes = sum(grader.tries for grader in found.graders)
    screen.say(
        "calls",
        calls=count(found.calls, "call", screen.language),
        copies=count(len(found.students), "copy", screen.language),
        graders=count(passes, "grader", screen.language),
    )
    show_estimate(screen, found.estimate, found.budget)


def describe_finding(screen: Screen, finding: SchemeFinding) -> str:
    """Return what does not add up in a scheme, for the teacher."""
    return screen.text(
        f"finding_{finding.fault.value}",
        question=finding.question_id or "",
        stated=screen.points(finding.stated),
        computed=screen.points(finding.computed),
    )


def _show_copies(screen: Screen, found: ConfirmScale) -> None:
    screen.heading("copies_heading", count=len(found.students))
    titles = [screen.text(key) for key in ("copy", "student", "pages", "confidence", "to_check")]
    table = new_table(*titles, right=(3,))
    t = translator(screen.language)
    files = {document.document_id: document.name for document in found.documents if document.role == "copies"}
    for copy in found.students:
        table.add_row(
            copy.copy_id,
            clean(copy.student.name) if copy.student else f"[dim]{screen.text('unnamed')}[/]",
            screen.text("typed") if copy.typed else clean(_pages(copy, files)),
            percent(copy.name_confidence, screen.language) if copy.student else "–",
            t.enumerate([COPY_FLAGS[flag] for flag in copy.flags]),
        )
    screen.console.print(table)


def _pages(copy: ProposedCopy, files: dict[str, str]) -> str:
    """Return "1–2", with the file's name where the copies come in several."""
    spans = page_spans(copy.pages)
    return ", ".join(span if len(files) == 1 else f"{files.get(name, '?')} {span}" for name, span in spans)


def page_spans(pages: Sequence[PageRef]) -> list[tuple[str, str]]:
    """Return, for each document in turn, its id and the pages as a person counts them: "1–3, 5"."""
    return [(document_id, _span(list(run))) for document_id, run in groupby(pages, key=lambda page: page.document_id)]


def _span(pages: Sequence[PageRef]) -> str:
    """Return page numbers as a person counts them, runs as "1–3"."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page.index == runs[-1][-1] + 1:
            runs[-1].append(page.index)
        else:
            runs.append([page.index])
    return ", ".join(f"{run[0] + 1}–{run[-1] + 1}" if len(run) > 1 else str(run[0] + 1) for run in runs)
