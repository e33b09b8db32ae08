"""`bareme eval run`: grade a data set with the grading graph and report its metrics."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from bareme.agents.examiner_prompt import PROMPT
from bareme.cli.display.spending import describe_usage, show_estimate
from bareme.cli.evaluation.document import FIGURES, show_document
from bareme.cli.evaluation.progress import RunProgress
from bareme.cli.exits import DONE, FAILED, INTERRUPTED
from bareme.cli.screen import Screen, write_json
from bareme.domain.attempts import MarkStatus
from bareme.domain.money import Usage
from bareme.errors import InvalidInput
from bareme.evaluation import FormatName, read_dataset
from bareme.evaluation.card import data_set_card
from bareme.evaluation.code_version import code_hash, package_version
from bareme.evaluation.items import DataSet, EvaluationItem
from bareme.evaluation.notation import decimal
from bareme.evaluation.page_files import Pages, store_pages
from bareme.evaluation.report import compose_card, report_document
from bareme.evaluation.run import GradedPart, Run, estimate_run, grade_run
from bareme.evaluation.run_folder import (
    CHECKPOINTS,
    NamedGrader,
    RunMetrics,
    RunRecord,
    count_marks,
    dataset_used,
    earlier_record,
    run_metrics,
    write_record,
    write_results,
)
from bareme.evaluation.run_marks import marks_of_part, usage_by_grader
from bareme.evaluation.run_report import read_material
from bareme.evaluation.sampling import Sample, draw_sample
from bareme.evaluation.session_plan import gradable, plan_sessions
from bareme.graphs.contract import GradingContext
from bareme.graphs.session_runner import SessionRunner
from bareme.models.temperature import with_temperature
from bareme.settings import get_settings
from bareme.storage.session_lock import session_lock
from bareme.translation import Message

_STATUSES = {
    MarkStatus.NOT_JUDGED: Message("not judged"),
    MarkStatus.INVALID_OUTPUT: Message("invalid output"),
    MarkStatus.FAILED: Message("failed"),
    MarkStatus.WAITING: Message("waiting"),
}


@dataclass(frozen=True)
class RunOptions:
    """The options of the command."""

    context: GradingContext
    step: Decimal | None
    fmt: FormatName | None
    sample: int | None
    seed: int
    out: Path | None
    resamples: int
    as_json: bool


def run_dataset(screen: Screen, path: Path, options: RunOptions) -> int:
    """Grade a data set and write its folder; return the exit code."""
    data = read_dataset(path, options.fmt)
    card = data_set_card(data, resamples=options.resamples)
    show_document(screen, compose_card(card, screen.language, resamples=options.resamples))
    run, record = _plan(screen, data, path, options)
    folder = options.out or get_settings().home / "evaluations" / run.run_id
    earlier = earlier_record(folder, run.run_id)
    _show_plan(screen, run, record)
    folder.mkdir(parents=True, exist_ok=True)
    screen.print(screen.t("Folder: {folder}", folder=folder))
    if earlier is not None:
        record = record.model_copy(update={"started_at": earlier.started_at, "seconds": earlier.seconds})
    with session_lock(f"eval-{run.run_id}"), SessionRunner(folder / CHECKPOINTS) as runner:
        write_record(folder, record)
        try:
            with screen.console.status(screen.t("Preparing the sessions…")):
                estimate = estimate_run(runner, run)
            if estimate.calls:
                calls = {"calls": screen.t.integer(estimate.calls)}
                screen.print(
                    screen.t(
                        "Calls to make, at least: {calls}; at most: {most}.",
                        most=screen.t.integer(estimate.most_calls),
                        **calls,
                    )
                )
                show_estimate(screen, estimate, options.context.budget)
            started = time.perf_counter()
            with RunProgress(screen, run) as bar:
                parts = list(_grade(runner, run, bar))
            seconds = time.perf_counter() - started
        except KeyboardInterrupt:
            screen.print(screen.t("Stopped. What is marked is kept; run the same command to continue."))
            return INTERRUPTED
    marks = [mark for part in parts for mark in marks_of_part(part)]
    used = usage_by_grader(parts)
    graded_again = earlier is None or earlier.state == "running" or _spent(used) != earlier.usage
    record = record.model_copy(
        update={
            "state": "done",
            "finished_at": datetime.now(UTC),
            # A run that was already complete is only summed up again.
            "seconds": round(record.seconds + (seconds if graded_again else 0.0), 3),
            "usage": _spent(used),
            "usage_by_grader": used,
            "marks": count_marks(marks),
        }
    )
    metrics = run_metrics(marks, resamples=options.resamples)
    write_results(folder, marks, metrics, card)
    write_record(folder, record)
    return _report(screen, record, metrics, folder, options)


def _grade(runner: SessionRunner, run: Run, bar: RunProgress) -> Iterator[GradedPart]:
    for part in grade_run(runner, run, on_event=bar.follow):
        bar.through(part)
        yield part


def _plan(screen: Screen, data: DataSet, path: Path, options: RunOptions) -> tuple[Run, RunRecord]:
    settings = get_settings()
    sample = Sample(size=options.sample, seed=options.seed) if options.sample is not None else None
    items, left_out = gradable(data.items)
    if not items:
        reasons = [Message("{count} × {reason}", count=one.count, reason=one.reason) for one in left_out]
        raise InvalidInput("no answer can be graded: {reasons}", reasons=reasons)
    chosen = draw_sample(items, sample) if sample else items
    pages = _take_pages(screen, data, chosen)
    if not any(item.human_marks for item in chosen):
        raise InvalidInput("none of the answers to mark has a human mark: there is nothing to compare with")
    sessions = plan_sessions(chosen, max_copies=settings.max_copies, step=options.step, pages=pages)
    policy = options.context.policy(settings.default_model)
    policy = policy.model_copy(update={"graders": tuple(map(with_temperature, policy.graders))})
    run = Run(tuple(sessions), options.context, policy.graders)
    names = zip(policy.grader_names, policy.graders, strict=True)
    record = RunRecord(
        run_id=run.run_id,
        state="running",
        dataset=dataset_used(data, path, pages),
        sample=sample,
        items=len(chosen),
        left_out=left_out,
        graders=tuple(NamedGrader(name=name, grader=grader) for name, grader in names),
        language=policy.language,
        steps=tuple(sorted({session.step for session in sessions})),
        sessions=tuple(run.thread_ids),
        copies=run.copies,
        prompts={PROMPT.name: PROMPT.version},
        version=package_version(),
        code=code_hash(),
        budget=options.context.budget,
        started_at=datetime.now(UTC),
    )
    return run, record


def _take_pages(screen: Screen, data: DataSet, items: Sequence[EvaluationItem]) -> Pages:
    if not any(item.pages for item in items):
        return {}
    with screen.console.status(screen.t("Opening the page files…")):
        return asyncio.run(store_pages(data, items))


def _show_plan(screen: Screen, run: Run, record: RunRecord) -> None:
    t = screen.t
    screen.console.print()
    if record.sample is not None:
        sizes = {"size": t.integer(record.items), "all": t.integer(record.dataset.items)}
        screen.print(
            screen.t(
                "Sample: {size} of {all} answers, seed {seed}, drawn from each question in proportion.",
                seed=record.sample.seed,
                **sizes,
            )
        )
    for left_out in record.left_out:
        reason = left_out.reason
        screen.print(
            screen.t("Not marked: {count} × {reason}", count=t.integer(left_out.count), reason=reason), style="yellow"
        )
    screen.print(
        screen.t(
            "To mark: answers {items}, copies {copies}, sessions {sessions}, step {steps}; marks {marks}.",
            items=t.integer(record.items),
            copies=t.integer(record.copies),
            sessions=t.integer(len(record.sessions)),
            steps=" · ".join(decimal(float(step), t) for step in record.steps),
            marks=t.integer(run.expected),
        )
    )


def _spent(usage: dict[str, Usage]) -> Usage:
    return sum(usage.values(), Usage())


def _report(screen: Screen, record: RunRecord, metrics: RunMetrics, folder: Path, options: RunOptions) -> int:
    """Print the figures; return an exit code that is 0 if no mark is missing."""
    t = screen.t
    without = {
        status: record.marks[status.value]
        for status in MarkStatus
        if not status.has_points and status.value in record.marks
    }
    if without:
        statuses = ", ".join(f"{t(_STATUSES[status])} {found}" for status, found in without.items())
        screen.print(
            screen.t(
                "Without a mark, left out: {count} ({statuses}). Run the same command to try them again.",
                count=sum(without.values()),
                statuses=statuses,
            ),
            style="yellow",
        )
    unreadable = record.marks.get(MarkStatus.UNREADABLE.value, 0)
    if unreadable:
        screen.print(
            screen.t(
                "Unreadable for the grader, counted with 0 points as in a class: {count}.", count=t.integer(unreadable)
            ),
            style="yellow",
        )
    for name, usage in record.usage_by_grader.items():
        screen.print(screen.t("{grader}: {usage}", grader=name, usage=describe_usage(screen, usage)))
    screen.print(screen.t("Grading took {seconds} s", seconds=decimal(record.seconds, t, 1)))
    if options.as_json:
        figures = metrics.model_dump(mode="json")
        write_json({"run": record.model_dump(mode="json"), "marks": sum(record.marks.values()), "metrics": figures})
    else:
        show_document(screen, report_document(read_material(folder), screen.language), FIGURES)
    return FAILED if without else DONE
