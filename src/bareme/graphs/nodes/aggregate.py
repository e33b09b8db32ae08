"""`aggregate`: compute totals, ranks, class statistics and usage from the state."""

import asyncio
from collections.abc import Sequence

from bareme.calls.stopped_graders import drop_stops
from bareme.domain.calibration.report import calibrate
from bareme.domain.copies import CopyStatus
from bareme.domain.results import CopyResult
from bareme.domain.session_result import session_result
from bareme.errors import SecretChanged
from bareme.graphs.early_decisions import merge_inbox
from bareme.graphs.events import Counts, SessionComplete
from bareme.graphs.progress import drop_tally, emit, seconds_since
from bareme.graphs.state import ConfirmedState, Json, dump, updated


async def aggregate(state: ConfirmedState) -> Json:
    """Take in the decisions made meanwhile, and compute results, statistics, calibration and usage."""
    taken = await asyncio.to_thread(merge_inbox, state)
    state = ConfirmedState.model_validate(updated(state.model_dump(), taken)) if taken else state
    session = state.graded_session()
    result = session_result(session, state.comparisons)
    labels, warnings = _labels(state)
    calibration = calibrate(session, result, grader_key=labels, warnings=(*state.same_answers.warnings, *warnings))
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
    return {
        **taken,
        "results": [dump(copy) for copy in result.copies],
        "absent": [dump(student) for student in result.absent],
        "statistics": dump(result.statistics),
        "calibration": dump(calibration) if calibration else None,
        "usage": dump(result.usage),
        "results_current": True,
        "results_revision": state.revision,
    }


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
