"""`review`: show the graded session and apply the teacher's actions, until she finishes."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime

from langgraph.config import get_config
from langgraph.errors import GraphInterrupt
from langgraph.runtime import Runtime
from langgraph.types import Command, interrupt

from bareme.calls.limits import expect_session
from bareme.documents import get_store
from bareme.domain.apply import CommandEffects, apply_command
from bareme.domain.decider import Decider
from bareme.domain.decisions import decision_number
from bareme.domain.outcomes import ActionOutcome
from bareme.domain.review import ReviewCommand
from bareme.domain.scheme import GradingScheme
from bareme.errors import InvalidInput, SecretChanged
from bareme.graphs.contract import GradingContext, context_of
from bareme.graphs.dispatch import GradeTask, processing, tasks_for
from bareme.graphs.early_decisions import drop_taken, merge_inbox
from bareme.graphs.material import keep_brief, load_brief
from bareme.graphs.owner import decider_of
from bareme.graphs.review_answer import ReviewAnswer, read_answer
from bareme.graphs.review_question import review_question
from bareme.graphs.revisions import next_revision
from bareme.graphs.run_config import refuse_max_concurrency
from bareme.graphs.state import ConfirmedState, Json, dump, updated, with_budget


async def review(state: ConfirmedState, runtime: Runtime[GradingContext]) -> Command[str]:
    """Show the teacher the graded session, and apply the actions that come back."""
    decider = decider_of(state.owner)
    if not decider.is_reviewer:  # money is the owner's
        state = with_budget(state, context_of(runtime))
    # For a large class, question and answer take long in pure Python: in threads, they do not block other sessions.
    try:
        answer = interrupt(None)  # with an answer, the node runs again from its start: nobody needs the question
    except GraphInterrupt:
        answer = interrupt(await asyncio.to_thread(review_question, state))
    try:
        refuse_max_concurrency(get_config())
    except InvalidInput as error:
        return Command(goto="review", update={"error": error.explain(state.policy.language), "outcomes": []})
    read = await asyncio.to_thread(read_answer, answer, state.policy.language)
    if read.command is None:
        refused = await asyncio.to_thread(_dump_all, read.refused)
        return Command(goto="review", update={"error": read.error, "outcomes": refused})
    changes, update = await asyncio.to_thread(_apply, state, read, read.command, decider)
    if changes.scheme is not None:
        update |= await _amend(state, changes.scheme)
    tasks: list[GradeTask] = []
    if changes.regrades:
        expect_session(state.session.session_id, (grader.model for grader in state.policy.graders))
        try:
            tasks = await asyncio.to_thread(_tasks, state, update, changes)
        except SecretChanged as error:
            return Command(goto="review", update={"error": error.explain(state.policy.language), "outcomes": []})
        update["progress"] |= processing(tasks)
        if state.pilot:
            update["pilot"] = list(dict.fromkeys((*state.pilot, *(task.copy_.copy_id for task in tasks))))
    sends = [task.send() for task in tasks]
    return Command(goto=sends or "aggregate", update={**update, "results_current": not sends})


def _apply(
    state: ConfirmedState, read: ReviewAnswer, command: ReviewCommand, decider: Decider
) -> tuple[CommandEffects, Json]:
    """Take in what was decided meanwhile; return what the actions change after that, and the update of the state."""
    now = datetime.now(UTC)
    drop_taken(state)
    taken = merge_inbox(state)
    state = ConfirmedState.model_validate(updated(state.model_dump(), taken)) if taken else state
    changes = apply_command(state.graded_session(), command, by=decider, at=now, comparisons=state.comparisons)
    first = len(state.decisions)
    return changes, {
        **taken,
        "error": "",
        "policy": dump(state.policy),
        "revision": state.revision + 1,
        "outcomes": _dump_all(read.with_refused(changes.outcomes)),
        "decisions": {
            **taken.get("decisions", {}),
            **{decision_number(first + i): dump(decision) for i, decision in enumerate(changes.decisions)},
        },
        "progress": {
            **taken.get("progress", {}),
            **{copy_id: dump(progress) for copy_id, progress in changes.progress.items()},
        },
        "attempts": {attempt.key: dump(attempt) for attempt in changes.attempts},
        "comparisons": {copy_id: dump(comparison) for copy_id, comparison in changes.comparisons.items()},
        "finished": changes.finished,
    }


def _dump_all(outcomes: Iterable[ActionOutcome]) -> list[Json]:
    return [dump(outcome) for outcome in outcomes]


def _tasks(state: ConfirmedState, update: Json, changes: CommandEffects) -> list[GradeTask]:
    return tasks_for(ConfirmedState.model_validate(updated(state.model_dump(), update)), changes.regrades)


async def _amend(state: ConfirmedState, scheme: GradingScheme) -> Json:
    """Return the update for a new version of the scheme, by which later attempts are graded."""
    store = get_store(state.owner)
    brief = await load_brief(state.brief_id, store)
    amended = brief.model_copy(update={"scheme": scheme})
    return {
        "scheme": dump(scheme),
        "changed_in": next_revision(state.changed_in, ["scheme"]),
        "session_input": {**state.session_input, "scheme": dump(scheme)},
        "earlier_schemes": {str(state.scheme.version): dump(state.scheme)},
        "brief_id": await keep_brief(amended, store),
    }
