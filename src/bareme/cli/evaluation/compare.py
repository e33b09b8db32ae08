"""`bareme eval compare`: two runs side by side."""

from collections.abc import Sequence
from pathlib import Path

from bareme.cli.display.spending import describe_usage
from bareme.cli.evaluation.tables import say_intervals
from bareme.cli.exits import DONE
from bareme.cli.screen import Screen, clean, new_table, write_json
from bareme.cli.wording import number
from bareme.evaluation.comparison import ChangedMark, MarkChanges, RunComparison, compare_runs
from bareme.evaluation.metrics import MEAN, Unit
from bareme.evaluation.notation import FIGURES, decimal, write_estimate, write_figure
from bareme.evaluation.report.comparison import write_comparison
from bareme.evaluation.run_folder import read_run

PAGE = "comparison.html"
_SHOWN = 20


def print_comparison(
    screen: Screen,
    before: Path,
    after: Path,
    *,
    reference: str | None,
    unit: str | None,
    resamples: int,
    as_json: bool,
    report: Path | None,
) -> int:
    """Print what the second run does otherwise than the first, and write a report; return the exit code."""
    runs = read_run(before), read_run(after)
    found = compare_runs(*runs, reference=reference, unit=Unit(unit) if unit else None, resamples=resamples)
    if report is not None:
        for path in write_comparison(found, *runs, report / PAGE, language=screen.language):
            screen.say("eval_written", path=path)
    if as_json:
        write_json(found.model_dump(mode="json"))
        return DONE
    screen.say("compare_title", style="bold", before=found.before, after=found.after)
    _show_settings(screen, found)
    _show_common(screen, found)
    _show_figures(screen, found)
    _show_changes(screen, found.overall, found.questions)
    _show_marks(screen, found.changed)
    for run, cost in ((found.before, found.cost_before), (found.after, found.cost_after)):
        if cost is not None:
            usage = describe_usage(screen, cost.usage)
            seconds = decimal(cost.seconds, screen.language, 1)
            screen.say("compare_took", run=run, usage=usage, seconds=seconds)
    return DONE


def _show_settings(screen: Screen, found: RunComparison) -> None:
    if found.cost_before is None or found.cost_after is None:
        screen.say("compare_no_record", style="dim")
        return
    if not found.settings:
        screen.say("compare_same_settings")
        return
    screen.heading("compare_settings")
    table = new_table("", clean(found.before), clean(found.after))
    for setting in found.settings:
        table.add_row(setting.name, clean(setting.before), clean(setting.after))
    screen.console.print(table)


def _show_common(screen: Screen, found: RunComparison) -> None:
    language = screen.language
    for before, after in found.pairing:
        if before != after:
            screen.say("compare_pairing", before=before, after=after)
    screen.say("compare_common", common=number(found.common, language))
    for key, missing in (
        ("compare_before_only", found.before_only),
        ("compare_after_only", found.after_only),
        ("compare_without_mark", found.without_mark),
        ("compare_unlike", found.unlike),
    ):
        if missing:
            screen.say(key, style="yellow", count=number(missing, language))


def _show_figures(screen: Screen, found: RunComparison) -> None:
    language = screen.language
    reference = screen.text("eval_mean") if found.reference == MEAN else found.reference
    screen.heading("compare_figures", reference=reference)
    table = new_table("", clean(found.before), clean(found.after), screen.text("compare_difference"), right=(1, 2, 3))
    for name, kind in FIGURES:
        figure = found.figures[name]
        if name == "share_of_maximum" and figure.before.value is None and figure.after.value is None:
            continue  # no maximum is known
        cells = [write_figure(one, kind, language) for one in (figure.before, figure.after)]
        table.add_row(screen.text(f"eval_{name}"), *cells, write_estimate(figure.difference, kind, language))
    screen.console.print(table)
    say_intervals(screen, found.clustering, found.resamples)


def _show_changes(screen: Screen, overall: MarkChanges, questions: Sequence[MarkChanges]) -> None:
    screen.heading("compare_changes")
    names = ("better", "worse", "as_far", "same", "error_before", "error_after")
    columns = [screen.text("eval_short_pairs"), *(screen.text(f"compare_{name}") for name in names)]
    table = new_table("", *columns, right=tuple(range(1, len(columns) + 1)))
    table.add_row(screen.text("compare_all"), *_cells(screen, overall))
    # The questions on which most marks changed.
    ordered = sorted(questions, key=lambda one: one.same - one.marks)
    for one in ordered[:_SHOWN]:
        table.add_row(clean(one.key), *_cells(screen, one))
    screen.console.print(table)
    if len(questions) > _SHOWN:
        screen.say("eval_more", style="dim", count=len(questions) - _SHOWN)


def _cells(screen: Screen, one: MarkChanges) -> list[str]:
    counts = (one.marks, one.better, one.worse, one.as_far, one.same)
    off = [write_figure(figure, "points", screen.language) for figure in (one.error_before, one.error_after)]
    return [*(number(found, screen.language) for found in counts), *off]


def _show_marks(screen: Screen, changed: Sequence[ChangedMark]) -> None:
    if not changed:
        return
    screen.heading("compare_marks")
    names = ("compare_answer", "question", "eval_try", "eval_human", "compare_before", "compare_after")
    table = new_table(*(screen.text(name) for name in names), right=(2, 3, 4, 5))
    half = _SHOWN // 2
    shown = changed if len(changed) <= _SHOWN else [*changed[:half], *changed[-half:]]
    for mark in shown:
        points = [decimal(float(value), screen.language, 2) for value in (mark.human, mark.before, mark.after)]
        table.add_row(clean(mark.item_id), clean(mark.question), str(mark.attempt), *points)
    screen.console.print(table)
    if len(changed) > _SHOWN:
        screen.say("eval_more", style="dim", count=len(changed) - _SHOWN)
