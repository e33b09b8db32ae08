"""`bareme eval robustness`: what must not change a mark, and whether it does."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bareme.cli.display.spending import describe_usage
from bareme.cli.exits import DONE, FAILED, complain
from bareme.cli.screen import Screen, new_table, write_json
from bareme.cli.wording import number
from bareme.domain.attempts import MarkStatus
from bareme.domain.figures import Figure
from bareme.domain.money import Budget
from bareme.evaluation import FormatName, read_dataset
from bareme.evaluation.notation import decimal, write_estimate, write_value
from bareme.evaluation.robustness import (
    SuiteName,
    Trial,
    VariantKind,
    built_in,
    count_copies,
    run_suite,
    sample,
    tasks_of,
    variants_of,
)
from bareme.evaluation.robustness.answer_sets import RobustnessTask
from bareme.evaluation.robustness.report import Effect, RobustnessReport, report_on
from bareme.graphs.contract import GraderInput

_FILE = "robustness.json"


@dataclass(frozen=True)
class RobustnessOptions:
    """What the command was asked for."""

    dataset: Path | None
    fmt: FormatName | None
    graders: tuple[GraderInput, ...]
    suite: SuiteName
    sample: int | None
    seed: int
    budget: Budget
    out: Path | None
    resamples: int


def print_robustness(screen: Screen, options: RobustnessOptions, *, as_json: bool) -> int:
    """Run a suite and print what it does to marks, as tables or as one JSON object; return the exit code."""
    items = built_in() if options.dataset is None else read_dataset(options.dataset, options.fmt).items
    tasks, left_out = tasks_of(sample(items, options.sample, options.seed))
    if left_out:
        screen.say("robust_left_out", style="yellow", count=number(left_out, screen.language))
    if not tasks:
        complain(screen.text("robust_nothing"), screen.language)
        return FAILED
    trial = _run(screen, tasks, options)
    report = report_on(trial.outcomes, variants_of(options.suite), resamples=options.resamples)
    value = _as_json(report, trial, options)
    if options.out is not None:
        options.out.mkdir(parents=True, exist_ok=True)
        place = options.out / _FILE
        place.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        screen.say("robust_written", path=place)
    if as_json:
        write_json(value)
    else:
        _show(screen, report)
    waiting = sum(outcome.status is MarkStatus.WAITING for outcome in trial.outcomes)
    if waiting:
        screen.say("robust_waiting", style="yellow", count=number(waiting, screen.language))
    if trial.usage.calls:
        screen.say("robust_took", usage=describe_usage(screen, trial.usage))
    return DONE if not waiting and any(outcome.points is not None for outcome in trial.outcomes) else FAILED


def _run(screen: Screen, tasks: Sequence[RobustnessTask], options: RobustnessOptions) -> Trial:
    variants = variants_of(options.suite)
    copies = count_copies(tasks, variants)
    passes = sum(grader.tries or 1 for grader in options.graders)
    counts = {"copies": number(copies, screen.language), "passes": number(copies * passes, screen.language)}
    screen.say("robust_begins", **counts)
    done = 0
    with screen.console.status(screen.text("robust_progress", done=0, **counts)) as status:

        def on_done(finished: int) -> None:
            nonlocal done
            done += finished
            status.update(screen.text("robust_progress", done=number(done, screen.language), **counts))

        return run_suite(tasks, options.graders, variants, budget=options.budget, on_done=on_done)


def _as_json(report: RobustnessReport, trial: Trial, options: RobustnessOptions) -> dict[str, Any]:
    return {
        "suite": options.suite,
        "dataset": options.dataset.name if options.dataset else None,
        "sample": options.sample,
        "seed": options.seed,
        "budget": options.budget.model_dump(mode="json"),
        "usage": trial.usage.model_dump(mode="json"),
        **report.model_dump(mode="json"),
        "marks": [outcome.model_dump(mode="json") for outcome in trial.outcomes],
    }


def _show(screen: Screen, report: RobustnessReport) -> None:
    for grader in dict.fromkeys(effect.grader for effect in report.effects):
        screen.heading("robust_grader", grader=grader)
        effects = [effect for effect in report.effects if effect.grader == grader]
        names = ("variant", "answers", "share", "control", "changed", "flagged", "disagreement")
        table = new_table(*(screen.text(f"robust_{name}") for name in names), right=tuple(range(1, len(names))))
        for effect in effects:
            table.add_row(screen.text(f"robust_{effect.variant}"), *_cells(screen, effect))
        screen.console.print(table)
        unmarked = sum(effect.unmarked for effect in effects)
        if unmarked:
            screen.say("robust_unmarked", style="yellow", count=number(unmarked, screen.language))
    screen.say("robust_legend", style="dim")


def _cells(screen: Screen, effect: Effect) -> list[str]:
    language = screen.language

    def share(figure: Figure) -> str:
        # In whole percent where that hides nothing: the names of the variants need the room.
        value = figure.value
        if value is None or 0 < value < 0.1 or 0.9 < value < 1:
            return "–" if value is None else write_value(value, "share", language)
        return decimal(100 * value, language, 0) + ("\u00a0%" if language == "fr" else "%")

    clean = effect.kind is VariantKind.CLEAN
    differ = share(effect.disagreement)
    if not clean and effect.disagreement_clean.value is not None:
        differ += f" ({share(effect.disagreement_clean)})"
    told = [share(effect.flagged), differ]
    if clean or not effect.items:
        return [number(effect.items, language), "–", "–", "–", *told]
    control = share(effect.control) if effect.kind is VariantKind.ATTACK else ""
    moved = [write_estimate(effect.share, "share", language), control, share(effect.changed)]
    return [number(effect.items, language), *moved, *told]
