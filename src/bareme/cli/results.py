"""A graded session as tables: the marks, where the graders differ, the class's figures, what failed."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bareme.cli.calibration import show_calibration, show_offers
from bareme.cli.screen import Screen, clean, new_table
from bareme.cli.session import Stage, Standing
from bareme.cli.spending import describe_usage, show_usage_by_copy
from bareme.cli.wording import count
from bareme.domain.attempts import Flag, Mark, MarkStatus
from bareme.domain.copies import CopyStatus, Student
from bareme.domain.results import CopyResult, QuestionResult
from bareme.domain.session import GradedSession
from bareme.domain.session_result import SessionResult
from bareme.exports.material import Material, state_of
from bareme.exports.wording import wording

_ROWS_SHOWN = 30


def show_results(screen: Screen, standing: Standing, *, every_disagreement: bool = False) -> None:
    """Print all of a session's results so far."""
    session, result = standing.graded, standing.result
    assert session is not None and result is not None  # noqa: S101, PT018 - callers ask for graded sessions
    screen.heading("results_heading")
    screen.console.print(_marks_table(screen, session, result))
    if any(copy.provisional for copy in result.copies):
        screen.print(f"~ {wording(screen.language).provisional_legend}", style="dim")
    _show_disagreements(screen, standing, result, every=every_disagreement)
    _show_figures(screen, standing, result)
    _show_calibration(screen, standing, result)
    if every_disagreement:
        show_usage_by_copy(screen, standing)
    show_faults(screen, standing)


def copy_name(screen: Screen, copy_id: str, student: Student | None) -> str:
    """Return what to call a copy."""
    return clean(student.name) if student else screen.text("unnamed_copy", copy_id=copy_id)


def short_names(question_ids: Sequence[str]) -> dict[str, str]:
    """Return the ids without the word that all begin with: "1.a" for "Exercice 1.a" where every id is one."""
    first_words = {question_id.partition(" ")[0] for question_id in question_ids}
    rests = [question_id.partition(" ")[2] for question_id in question_ids]
    shortened = len(first_words) == 1 and all(rests)
    return dict(zip(question_ids, rests if shortened else question_ids, strict=True))


def faults_of(standing: Standing) -> bool:
    """Whether a file was refused or a copy failed."""
    result = standing.result
    failed = result is not None and any(copy.status is CopyStatus.FAILED for copy in result.copies)
    return failed or any(document.refused for document in standing.state.summaries)


def show_faults(screen: Screen, standing: Standing) -> None:
    """Name the files that were refused and the copies that failed."""
    for document in standing.state.summaries:
        if document.refused:
            screen.say("refused_file", style="bold red", name=document.name, reason=document.message)
    for copy in standing.result.copies if standing.result else ():
        if copy.status is CopyStatus.FAILED:
            name = copy.copy_id if copy.student is None else f"{copy.copy_id} ({copy.student.name})"
            screen.say("failed_copy", style="bold red", copy=name, reason=copy.error)


def _show_calibration(screen: Screen, standing: Standing, result: SessionResult) -> None:
    calibration = standing.state.calibration
    assert standing.graded is not None  # noqa: S101 - as in show_results
    if calibration is None:
        return
    names = {copy.copy_id: copy_name(screen, copy.copy_id, copy.student) for copy in result.copies}
    show_calibration(screen, Material(standing.graded, standing.graded.created_at), calibration, names)
    if standing.stage is Stage.REVIEW:
        show_offers(screen, standing.review_question.offers, names)


def _marks_table(screen: Screen, session: GradedSession, result: SessionResult) -> RenderableType:
    """Return a column a question where they fit, and else the totals with the provisional questions named."""
    if any(copy.scheme_version != result.scheme.version for copy in result.copies):
        return _narrow_table(screen, session, result)  # copies under different versions share no columns
    wide = _wide_table(screen, result)
    unbounded = screen.console.options.update(max_width=10_000)
    if screen.console.measure(wide, options=unbounded).maximum <= screen.console.width:
        return wide
    return _narrow_table(screen, session, result)


def _wide_table(screen: Screen, result: SessionResult) -> Table:
    total = f"{screen.text('total')}\n/{screen.points(result.scheme.total)}"
    leaves = list(result.scheme.leaves())
    names = short_names([leaf.id for leaf in leaves])
    columns = [f"{clean(names[leaf.id])}\n/{screen.points(leaf.maximum)}" for leaf in leaves]
    table = new_table(screen.text("student"), total, *columns, right=tuple(range(1, len(columns) + 2)))
    # Between numbers one space is enough, and it is what lets a usual exam fit into 100 columns.
    table.padding = (0, 1, 0, 0)
    for copy in result.copies:
        marks = [_mark(screen, copy.questions[leaf.id]) for leaf in leaves]
        table.add_row(copy_name(screen, copy.copy_id, copy.student), _total(screen, copy), *marks)
    return table


def _narrow_table(screen: Screen, session: GradedSession, result: SessionResult) -> Table:
    total = f"{screen.text('total')} /{screen.points(result.scheme.total)}"
    titles = (screen.text("student"), total, screen.text("band"), screen.text("provisional_marks"))
    table = new_table(*titles, right=(1,))
    for copy in result.copies:
        names = short_names(session.scheme_of(copy.copy_id).leaf_ids())
        open_ids = ", ".join(names[q.question_id] for q in copy.questions.values() if q.provisional is not None)
        name = copy_name(screen, copy.copy_id, copy.student)
        own = _total(screen, copy)
        if copy.scheme_version != result.scheme.version and copy.total is not None:
            own.append(f" /{screen.points(copy.maximum)}", style="yellow")
        table.add_row(name, own, copy.band or "", clean(open_ids))
    return table


def _total(screen: Screen, copy: CopyResult) -> Text:
    if copy.total is None:
        return Text(wording(screen.language).states[state_of(copy)], style="red")
    return _marked(screen.points(copy.total), " ~", provisional=copy.provisional, style="bold")


def _mark(screen: Screen, question: QuestionResult) -> Text:
    return _marked(screen.points(question.value), "~", provisional=question.provisional is not None)


def _marked(value: str, sign: str, *, provisional: bool, style: str = "") -> Text:
    """Return the value, and the sign of a provisional one or room for it: the numbers stay below each other."""
    text = Text(value, style=style)
    return text.append(sign, style="yellow") if provisional else text.append(" " * len(sign))


def _show_disagreements(screen: Screen, standing: Standing, result: SessionResult, *, every: bool) -> None:
    assert standing.graded is not None  # noqa: S101 - as in show_results
    material = Material(standing.graded, standing.graded.created_at)
    if len(material.slots) < 2:
        return
    labels = sorted({label for label, _ in material.slots})
    rows = list(_disagreements(screen, material, result, labels))
    screen.heading("disagreements_heading", count=len(rows))
    if not rows:
        return
    titles = [screen.text("student"), screen.text("question"), "/", *labels, screen.text("shown")]
    table = new_table(*titles, right=tuple(range(2, len(titles))))
    shown = rows if every else rows[:_ROWS_SHOWN]
    for row in shown:
        table.add_row(*row)
    screen.console.print(table)
    if len(shown) < len(rows):
        screen.say("more_disagreements", count=len(rows) - len(shown), session_id=standing.session_id)
    screen.print(wording(screen.language).labels_note, style="dim")


def _disagreements(
    screen: Screen, material: Material, result: SessionResult, labels: Sequence[str]
) -> Iterator[list[str | Text]]:
    for copy in result.copies:
        name = copy_name(screen, copy.copy_id, copy.student)
        for question in copy.questions.values():
            if Flag.DISAGREEMENT not in question.flags:
                continue
            marks = material.marks(copy, question.question_id)
            given = [
                " · ".join(describe_mark(screen, mark) for (owner, _), mark in marks.items() if owner == label) or "–"
                for label in labels
            ]
            maximum = screen.points(question.maximum)
            yield [name, clean(question.question_id), maximum, *given, _mark(screen, question)]
            name = ""


def describe_mark(screen: Screen, mark: Mark) -> str:
    """Return a grader's mark: its points, and the status where that says more."""
    status = "" if mark.status is MarkStatus.GRADED else wording(screen.language).statuses[mark.status]
    if mark.points is None:
        return status
    return f"{screen.points(mark.points)} ({status})" if status else screen.points(mark.points)


def _show_figures(screen: Screen, standing: Standing, result: SessionResult) -> None:
    figures = result.statistics
    language = screen.language
    screen.heading("class_heading")
    values: dict[str, Decimal | None] = figures.model_dump(
        include={"mean", "maximum", "median", "deviation", "lowest", "highest"}
    )
    screen.say("figures", **{name: screen.points(value) for name, value in values.items()})
    alpha, error = figures.reliability.alpha.value, figures.reliability.standard_error.value
    if alpha is not None and error is not None:
        screen.say("reliability", alpha=screen.points(Decimal(alpha)), standard_error=screen.points(Decimal(error)))
    notes = []
    if figures.provisional:
        notes.append(screen.text("rests_on_provisional", copies=count(figures.provisional, "copy", language)))
    if figures.left_out:
        notes.append(screen.text("left_out", copies=count(figures.left_out, "copy", language)))
    notes.append(describe_usage(screen, result.usage))
    screen.print(" · ".join(notes))
    reached = next(
        (progress.budget_reached for progress in standing.state.progress.values() if progress.budget_reached), None
    )
    if reached:
        screen.say(f"budget_{reached}", style="yellow")
