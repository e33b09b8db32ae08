"""The results of a session: marks, disagreements, statistics, failures."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rich.text import Text

from bareme.cli.display.calibration import show_calibration, show_offers
from bareme.cli.display.faults import show_faults
from bareme.cli.display.marks_table import marked_points, show_marks_table
from bareme.cli.display.names import copy_names
from bareme.cli.display.spending import describe_usage, show_usage_by_copy
from bareme.cli.screen import Screen, clean, new_table
from bareme.context_settings import CONTEXT_SETTINGS
from bareme.domain.attempts import Flag, Mark, MarkStatus, attempts_by_copy, papers_left_out
from bareme.domain.papers import Paper
from bareme.domain.second_look import SecondLook
from bareme.domain.session_result import SessionResult
from bareme.exports.descriptions import LABELS_NOTE, PAPERS, STATUSES
from bareme.exports.material import ExportMaterial
from bareme.graphs.session_snapshot import SessionSnapshot, Stage
from bareme.translation import Message

_ROWS_SHOWN = 30
_BUDGETS = {
    "calls": Message("The call budget is reached: the rest waits."),
    "dollars": Message("The dollar budget is reached: the rest waits."),
}


def show_results(screen: Screen, snapshot: SessionSnapshot, *, every_disagreement: bool = False) -> None:
    """Print all of a session's results so far."""
    material, result = snapshot.material, snapshot.result
    assert material is not None and result is not None  # noqa: S101, PT018 - callers ask for graded sessions
    screen.heading(screen.t("Results"))
    if material.rules_note:
        screen.print(screen.t("Note: {text}", text=material.rules_note), style="yellow")
    show_marks_table(screen, material)
    _show_disagreements(screen, snapshot, material, every=every_disagreement)
    _show_figures(screen, snapshot, result)
    _show_calibration(screen, snapshot, material)
    if every_disagreement:
        show_usage_by_copy(screen, snapshot)
    show_faults(screen, snapshot)


def _show_papers_left_out(screen: Screen, snapshot: SessionSnapshot) -> None:
    copies: dict[tuple[Paper, ...], list[str]] = {}
    for copy_id, attempts in attempts_by_copy(snapshot.graded.attempts if snapshot.graded else ()).items():
        if left_out := papers_left_out(attempts):
            copies.setdefault(left_out, []).append(copy_id)
    for left_out, ids in copies.items():
        screen.print(
            screen.t(
                "Graded without {papers}, because the model's context is too short for them: {copies}. Raise it "
                "({settings}) and grade these copies again.",
                papers=[PAPERS[paper] for paper in left_out],
                copies=[clean(copy_id) for copy_id in ids],
                settings=CONTEXT_SETTINGS,
            ),
            style="yellow",
        )


def _show_calibration(screen: Screen, snapshot: SessionSnapshot, material: ExportMaterial) -> None:
    calibration = snapshot.calibration
    if calibration is None:
        return
    if material.hides:  # the severity of graders is hidden as well
        calibration = calibration.model_copy(update={"graders": ()})
    names = copy_names(screen, material.result.copies)
    show_calibration(screen, material, calibration, names)
    if snapshot.stage is Stage.REVIEW:
        show_offers(screen, snapshot.offers, names)


def _show_disagreements(screen: Screen, snapshot: SessionSnapshot, material: ExportMaterial, *, every: bool) -> None:
    if len(material.slots) < 2 or not any(copy.total is not None for copy in material.result.copies):
        return
    labels = sorted({label for label, _ in material.slots})
    rows = list(_disagreements(screen, material, labels))
    if not rows and material.hides:
        return  # the absence of disagreements is hidden as well
    screen.heading(screen.t("Disagreements between graders: {count}", count=len(rows)))
    if not rows:
        return
    titles = [screen.t("Student"), screen.t("Question"), "/", *labels, screen.t("Shown")]
    table = new_table(*titles, right=tuple(range(2, len(titles))))
    shown = rows if every else rows[:_ROWS_SHOWN]
    for row in shown:
        table.add_row(*row)
    screen.console.print(table)
    if len(shown) < len(rows):
        screen.print(
            screen.t(
                "… and {count} more:\n  bareme show {session_id}",
                count=len(rows) - len(shown),
                session_id=snapshot.session_id,
            )
        )
    screen.print(screen.t(LABELS_NOTE), style="dim")
    if material.looked_again:
        screen.print(
            screen.t(
                "→ second look, after seeing another grader's reading; the first mark stays, and no "
                "total depends on the second."
            ),
            style="dim",
        )


def _disagreements(screen: Screen, material: ExportMaterial, labels: Sequence[str]) -> Iterator[list[str | Text]]:
    # The material hides the disagreements of questions whose marks are hidden.
    names = copy_names(screen, material.result.copies)
    for copy in material.result.copies:
        name = names[copy.copy_id]
        for question in copy.questions.values():
            if Flag.DISAGREEMENT not in question.flags:
                continue
            marks = material.marks(copy, question.question_id)
            looks = material.second_looks(copy, question.question_id)
            given = [
                " · ".join(
                    _describe_both(screen, mark, looks.get(slot)) for slot, mark in marks.items() if slot[0] == label
                )
                or "–"
                for label in labels
            ]
            maximum = screen.points(question.maximum)
            yield [name, clean(question.question_id), maximum, *given, marked_points(screen, question)]
            name = ""


def _describe_both(screen: Screen, mark: Mark, look: SecondLook | None) -> str:
    """Return a grader's mark and, after a second look, its second mark: "2 → 2,5"."""
    given = describe_mark(screen, mark)
    return f"{given} → {describe_mark(screen, look.second)}" if look else given


def describe_mark(screen: Screen, mark: Mark) -> str:
    """Return a grader's mark: its points, and its status unless it is graded."""
    status = "" if mark.status is MarkStatus.GRADED else screen.t(STATUSES[mark.status])
    if mark.points is None:
        return status
    return f"{screen.points(mark.points)} ({status})" if status else screen.points(mark.points)


def _show_figures(screen: Screen, snapshot: SessionSnapshot, result: SessionResult) -> None:
    figures = result.statistics
    t = screen.t
    screen.heading(screen.t("Class"))
    values: dict[str, Decimal | None] = figures.model_dump(
        include={"mean", "maximum", "median", "deviation", "lowest", "highest"}
    )
    markers = snapshot.state.policy.markers if snapshot.state.policy else ()
    hidden = not markers and any(q.hidden for copy in result.copies for q in copy.questions.values())
    if figures.mean is None:
        hint = screen.t("The averages are hidden until you have marked.")
        screen.print(hint if hidden else screen.t("No copy has a total."))
    else:
        screen.print(
            screen.t(
                "Mean {mean}/{maximum} · median {median} · standard deviation {deviation} · from {lowest} to {highest}",
                **{name: screen.points(value) for name, value in values.items()},
            )
        )
    alpha, error = figures.reliability.alpha.value, figures.reliability.standard_error.value
    if alpha is not None and error is not None:
        screen.print(
            screen.t(
                "Cronbach's alpha {alpha} · standard error of measurement {standard_error}",
                alpha=screen.points(Decimal(alpha)),
                standard_error=screen.points(Decimal(error)),
            )
        )
    notes = []
    if figures.provisional:
        notes.append(
            screen.t(
                "{copies} with a provisional total", copies=t.ngettext("{n} copy", "{n} copies", figures.provisional)
            )
        )
    if figures.left_out and not hidden:
        notes.append(
            screen.t("{copies} left out of the averages", copies=t.ngettext("{n} copy", "{n} copies", figures.left_out))
        )
    if result.absent:
        notes.append(t.ngettext("{n} student without a copy", "{n} students without a copy", len(result.absent)))
    complete = sum(copy.is_complete for copy in result.copies)
    if complete:
        notes.append(screen.t("Complete copies: {complete}/{copies}", complete=complete, copies=len(result.copies)))
    notes.append(describe_usage(screen, result.usage))
    screen.print(" · ".join(notes))
    _show_papers_left_out(screen, snapshot)
    reached = next(
        (progress.budget_reached for progress in snapshot.state.progress.values() if progress.budget_reached), None
    )
    if reached:
        screen.print(t(_BUDGETS[reached]), style="yellow")
