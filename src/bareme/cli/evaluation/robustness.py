"""`bareme eval robustness`: whether marks change that must not."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bareme.cli.display.spending import describe_usage
from bareme.cli.evaluation.variant_names import VARIANT_NAMES
from bareme.cli.exits import DONE, FAILED, complain
from bareme.cli.screen import Screen, new_table, write_json
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
    """The options of the command."""

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
    """Run a suite and print its effects on marks, as tables or as one JSON object; return the exit code."""
    items = built_in() if options.dataset is None else read_dataset(options.dataset, options.fmt).items
    tasks, left_out = tasks_of(sample(items, options.sample, options.seed))
    if left_out:
        screen.print(
            screen.t(
                "Answers left out (no text, no maximum or no reference answer): {count}.",
                count=screen.t.integer(left_out),
            ),
            style="yellow",
        )
    if not tasks:
        complain(screen.t("there is no usable answer"), screen.language)
        return FAILED
    trial = _run(screen, tasks, options)
    report = report_on(trial.outcomes, variants_of(options.suite), resamples=options.resamples)
    value = _as_json(report, trial, options)
    if options.out is not None:
        options.out.mkdir(parents=True, exist_ok=True)
        place = options.out / _FILE
        place.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        screen.print(screen.t("Written: {path}", path=place))
    if as_json:
        write_json(value)
    else:
        _show(screen, report)
    waiting = sum(outcome.status is MarkStatus.WAITING for outcome in trial.outcomes)
    if waiting:
        screen.print(
            screen.t(
                "Waiting (budget reached, or a grader that no longer answers): {count}. Run the same "
                "command to mark them, with a higher budget if needed; nothing is paid twice.",
                count=screen.t.integer(waiting),
            ),
            style="yellow",
        )
    if trial.usage.calls:
        screen.print(screen.t("In total: {usage}", usage=describe_usage(screen, trial.usage)))
    return DONE if not waiting and any(outcome.points is not None for outcome in trial.outcomes) else FAILED


def _run(screen: Screen, tasks: Sequence[RobustnessTask], options: RobustnessOptions) -> Trial:
    variants = variants_of(options.suite)
    copies = count_copies(tasks, variants)
    passes = sum(grader.tries or 1 for grader in options.graders)
    counts = {"copies": screen.t.integer(copies), "passes": screen.t.integer(copies * passes)}
    screen.print(screen.t("Copies to mark: {copies}; grader passes: {passes}.", **counts))
    done = 0
    with screen.console.status(screen.t("Copies marked: {done} of {copies}", done=0, **counts)) as status:

        def on_done(finished: int) -> None:
            nonlocal done
            done += finished
            status.update(screen.t("Copies marked: {done} of {copies}", done=screen.t.integer(done), **counts))

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
        screen.heading(screen.t("Grader: {grader}", grader=grader))
        effects = [effect for effect in report.effects if effect.grader == grader]
        titles = [
            screen.t("Variant"),
            screen.t("n"),
            screen.t("Difference"),
            screen.t("Control"),
            screen.t("Changed"),
            screen.t("Flagged"),
            screen.t("Disagree"),
        ]
        table = new_table(*titles, right=tuple(range(1, len(titles))))
        for effect in effects:
            table.add_row(screen.t(VARIANT_NAMES[effect.variant]), *_cells(screen, effect))
        screen.console.print(table)
        unmarked = sum(effect.unmarked for effect in effects)
        if unmarked:
            screen.print(
                screen.t(
                    "Without a mark (unreadable, failed, waiting) and left out: {count}.",
                    count=screen.t.integer(unmarked),
                ),
                style="yellow",
            )
    screen.print(
        screen.t(
            "Difference: mark of the variant minus mark of the clean answer, as a share of the "
            "maximum; in brackets, the 95 % interval over answers. Control: the harmless "
            "sentence on the same answers. Flagged: suspected instruction or hidden text. "
            "Disagree: the graders differ, in parentheses on the same clean answers. Attacks are "
            "made on answers that did not earn full marks."
        ),
        style="dim",
    )


def _cells(screen: Screen, effect: Effect) -> list[str]:
    t = screen.t

    def share(figure: Figure) -> str:
        # Whole percents, unless that would hide a difference: the names of the variants need the space.
        value = figure.value
        if value is None or 0 < value < 0.1 or 0.9 < value < 1:
            return "–" if value is None else write_value(value, "share", t)
        return t("{number}%", number=decimal(100 * value, t, 0))

    clean = effect.kind is VariantKind.CLEAN
    differ = share(effect.disagreement)
    if not clean and effect.disagreement_clean.value is not None:
        differ += f" ({share(effect.disagreement_clean)})"
    told = [share(effect.flagged), differ]
    if clean or not effect.items:
        return [t.integer(effect.items), "–", "–", "–", *told]
    control = share(effect.control) if effect.kind is VariantKind.ATTACK else ""
    moved = [write_estimate(effect.share, "share", t), control, share(effect.changed)]
    return [t.integer(effect.items), *moved, *told]
