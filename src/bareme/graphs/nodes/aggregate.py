"""`aggregate`: compute totals, ranks, class statistics and usage from the state."""

import asyncio

from bareme.calls.stopped_graders import drop_stops
from bareme.graphs.aggregation import aggregation, count_copies
from bareme.graphs.events import CopyChanged, SessionComplete
from bareme.graphs.progress import drop_tally, emit, seconds_since
from bareme.graphs.revisions import revision_of
from bareme.graphs.state import ConfirmedState, Json


async def aggregate(state: ConfirmedState) -> Json:
    """Take in the decisions made meanwhile, and compute results, statistics, calibration and usage."""
    # For a large class this takes seconds of pure Python: in a thread, it does not block other sessions.
    update, result = await asyncio.to_thread(aggregation, state)
    changed_in: dict[str, int] = update["changed_in"]
    changed = [copy.copy_id for copy in result.copies if copy.copy_id in changed_in]
    if changed and state.results:
        revision = revision_of(changed_in)
        emit(CopyChanged(session_id=state.session.session_id, copy_ids=tuple(changed), revision=revision))
    if not state.results_current:
        await drop_tally(state.session.session_id)
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
