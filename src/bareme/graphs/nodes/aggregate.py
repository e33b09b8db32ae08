"""`aggregate`: compute totals, ranks, class statistics and usage from the state."""

import asyncio
from collections.abc import Sequence

from bareme.calls.stopped_graders import drop_stops
from bareme.domain.calibration.report import calibrate
from bareme.domain.copies import CopyStatus
from bareme.domain.results import CopyResult
from bareme.domain.session_result import SessionResult, session_result
from bareme.errors import SecretChanged
from bareme.graphs.early_decisions import merge_inbox
from bareme.graphs.events import CopyChanged, Counts, SessionComplete
from bareme.graphs.progress import drop_tally, emit, seconds_since
from bareme.graphs.revisions import changed_copies, next_revision, revision_of
from bareme.graphs.session_cache import session_cache
from bareme.graphs.state import ConfirmedState, Json, dump, updated


async def aggregate(state: ConfirmedState) -> Json:
    """Take in the decisions made meanwhile, and compute results, statistics, calibration and usage."""
    # For a large class this takes seconds of pure Python: in a thread, it does not block other sessions.
    update, result = await asyncio.to_thread(_compute, state)
    changed_in: dict[str, int] = update["changed_in"]
    changed = [copy.copy_id for copy in result.copies if copy.copy_id in changed_in]
    if changed and state.results:
        revision = revision_of(changed_in)
        emit(CopyChanged(session_id=state.session.session_id, copy_ids=tuple(changed), revision=revision))
    if not state.results_current:
        drop_tally(state.session.session_id)
        drop_stops(state.session.session_id)
        emit(
            SessionComplete(
                session_id=state.session.session_id,
                counts=count_copies(result.copies),
                session_seconds=seconds_since(state.session.grading_started_at),
                average=result.statistics.mean,
                max_points=result.statistics.maximum,
            )
        )
    return update


def _compute(state: ConfirmedState) -> tuple[Json, SessionResult]:
    """Return the update of the state, and the result in it."""
    taken = merge_inbox(state)
    state = ConfirmedState.model_validate(updated(state.model_dump(), taken)) if taken else state
    session = state.graded_session()
    result = session_result(session, state.comparisons, session_cache(session.session_id).results)
    labels, warnings = _labels(state)
    calibration = calibrate(session, result, grader_key=labels, warnings=(*state.same_answers.warnings, *warnings))
    changed = changed_copies(state.results, result.copies)
    parts = [*changed, *(["absent"] if state.absent != list(result.absent) else [])]
    return {
        **taken,
        "changed_in": next_revision(state.changed_in, parts),
        "results": [dump(copy) for copy in result.copies],
        "absent": [dump(student) for student in result.absent],
        "statistics": dump(result.statistics),
        "open_questions": sum(question.is_open for copy in result.copies for question in copy.questions.values()),
        "calibration": dump(calibration) if calibration else None,
        "usage": dump(result.usage),
        "results_current": True,
        "results_revision": state.revision,
    }, result


def _labels(state: ConfirmedState) -> tuple[dict[str, dict[str, int]], tuple[str, ...]]:
    """Return who is behind each label; if that cannot be told, nothing, with the reason."""
    try:
        return state.labels, ()
    except SecretChanged as error:
        return {}, (error.explain(state.policy.language),)


def count_copies(copies: Sequence[CopyResult]) -> Counts:
    """Return the number of copies in each state."""
    statuses = [copy.status for copy in copies]
    completed, failed = statuses.count(CopyStatus.COMPLETE), statuses.count(CopyStatus.FAILED)
    return Counts(total=len(statuses), completed=completed, failed=failed, remaining=len(statuses) - completed - failed)
