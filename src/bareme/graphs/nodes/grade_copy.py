"""`grade_copy`: make all attempts at one copy and compare them. Copies do not wait for each other."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from langgraph.errors import NodeError
from langgraph.runtime import Runtime
from langgraph.types import Command

from bareme.calls.fair_queue import Requester
from bareme.calls.limits import calls_at_once, copy_slot
from bareme.documents import get_store
from bareme.domain.answer_groups.same_answers import answer_text
from bareme.domain.attempts import Attempt, AttemptStatus
from bareme.domain.brief import Brief
from bareme.domain.comparison import Comparison, compare
from bareme.domain.copies import Copy, CopyStatus
from bareme.domain.masking.masked_text import with_masked_answers
from bareme.domain.money import Usage
from bareme.domain.session import CopyProgress
from bareme.graphs.attempt import CopyMaterial, WaitingAttempt, attempt_or_wait
from bareme.graphs.contract import GradingContext, context_of
from bareme.graphs.copy_events import CopyEvents
from bareme.graphs.dispatch import AttemptSlot, GradeTask
from bareme.graphs.material import load_brief
from bareme.graphs.second_looks import Looks, look_again
from bareme.graphs.state import Json, dump
from bareme.translation import translator

_LONG = 5_000
"""Characters of an answer: normalising it takes some milliseconds."""


async def grade_copy(payload: Json, runtime: Runtime[GradingContext]) -> Json:
    """Grade one copy by every grader and try, and compare the attempts."""
    task = GradeTask.model_validate(payload)
    copy_id = task.copy_.copy_id
    events = CopyEvents(task)
    await events.register()
    context, store = context_of(runtime), get_store(task.owner)
    brief = await load_brief(task.brief_id, store)
    allowance = replace(task.allowance, budget=task.budget.raised_to(context.budget))
    requester = Requester(task.session_id, task.place)
    models = [brief.policy.graders[slot.grader].model for slot in task.slots]
    async with copy_slot(models, requester) as held:
        events.start()
        material = CopyMaterial(
            task.brief_id,
            task.copy_,
            store,
            asked_at=task.grading_started_at,
            requester=requester,
            allowance=allowance,
            is_alone=task.total == 1,
        )

        async def attempt(slot: AttemptSlot, model: str) -> Attempt | WaitingAttempt:
            outcome = await attempt_or_wait(slot, material, stop=context.stop)
            if isinstance(outcome, WaitingAttempt):
                events.attempt_done(slot, "waiting", outcome.reason)
            else:
                events.attempt_done(slot, outcome.status.value, outcome.error)
            models.remove(model)
            held.shrink(calls_at_once(models))
            return outcome

        made = await asyncio.gather(*map(attempt, task.slots, tuple(models)))
        attempts = [outcome for outcome in made if isinstance(outcome, Attempt)]
        waiting = [outcome for outcome in made if isinstance(outcome, WaitingAttempt)]
        comparison = compare(
            copy_id,
            brief.scheme,
            [*task.earlier, *attempts],
            brief.policy.comparison,
            expected=brief.policy.attempts_per_copy,
        )
        looks = Looks()
        if not (context.stop or waiting):
            looks = await look_again(task, brief, material, attempts, comparison)
    if brief.policy.calibration != "off":
        _normalise_answers(brief, task.copy_, attempts)
    progress = _progress(task, attempts, comparison, waiting=waiting, looks=looks, seconds=events.seconds)
    events.end(brief, attempts, comparison, progress)
    await events.note(progress.status)
    return {
        "attempts": {attempt.key: dump(attempt) for attempt in attempts},
        "second_looks": {look.key: dump(look) for look in looks.made},
        "comparisons": {copy_id: dump(comparison)},
        "progress": {copy_id: dump(progress)},
    }


def _normalise_answers(brief: Brief, copy: Copy, attempts: Sequence[Attempt]) -> None:
    """Normalise the answers, which is cached, while other copies wait for their models: `calibrate` compares them.

    Copies with a very long answer are left to `calibrate`, which works in a thread: this holds up the event loop.
    """
    masked = with_masked_answers(copy)
    marks = [mark for attempt in attempts for mark in attempt.marks.values()]
    if any(len(text) > _LONG for text in (*masked.answers.values(), *(mark.transcription for mark in marks))):
        return
    for leaf in brief.scheme.leaves():
        answer_text(masked, leaf.id, [mark for mark in marks if mark.question_id == leaf.id])


async def copy_failed(payload: Json, error: NodeError) -> Command[str]:
    """Mark a copy as failed after an unexpected error, so that the other copies go on.

    It names the next node itself: LangGraph does not follow the edges of a node that raised.
    """
    task = GradeTask.model_validate(payload)
    t = translator(task.language)
    kind = type(error.error).__name__
    reason = t("an unexpected error ({kind}): grade the copy again, or mark it yourself", kind=kind)
    events = CopyEvents(task)
    events.fail(reason)
    await events.note(CopyStatus.FAILED)
    progress = task.progress.model_copy(update={"status": CopyStatus.FAILED, "error": reason})
    return Command(goto="calibrate", update={"progress": {task.copy_.copy_id: dump(progress)}})


def _progress(
    task: GradeTask,
    attempts: list[Attempt],
    comparison: Comparison,
    *,
    waiting: list[WaitingAttempt],
    looks: Looks,
    seconds: float,
) -> CopyProgress:
    """Return the progress of the copy over all its questions, failures of earlier rounds included."""
    errors = sorted({attempt.error for attempt in attempts if attempt.status is AttemptStatus.FAILED})
    reasons = "; ".join(sorted({*errors, *(waits.reason for waits in waiting)} - {""}))
    status = CopyStatus.FAILED if errors else comparison.copy_status
    update: dict[str, Any] = {
        "status": status,
        "error": reasons or ("" if status is CopyStatus.COMPLETE else task.progress.error),
        "budget_reached": next((waits.limit for waits in (*waiting, *looks.waiting) if waits.limit), None),
        "seconds": seconds if attempts else task.progress.seconds,
        "evaluation_version": task.progress.evaluation_version + bool(attempts),
        "graded_at": datetime.now(UTC) if attempts else task.progress.graded_at,
    }
    wasted = sum((waits.wasted for waits in (*waiting, *looks.waiting)), Usage())
    if wasted.requests:
        update["wasted"] = (task.progress.wasted or Usage()) + wasted
    return task.progress.model_copy(update=update)
