"""`review`: show the graded session and apply the teacher's actions, until she finishes."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

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
from bareme.graphs.early_decisions import drop_taken, take_inbox
from bareme.graphs.material import keep_brief, load_brief
from bareme.graphs.nodes.aggregate import aggregate
from bareme.graphs.owner import decider_of
from bareme.graphs.review_answer import ReviewAnswer, read_answer
from bareme.graphs.review_question import review_question
from bareme.graphs.revisions import next_revision
from bareme.graphs.run_config import refuse_max_concurrency
from bareme.graphs.state import ConfirmedState, Json, dump, updated, with_budget
from bareme.graphs.state_change import change


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
    changed, update, effects = await asyncio.to_thread(_apply, state, read, read.command, decider)
    if effects.scheme is not None:
        changed, amended = await _amend(changed, effects.scheme)
        update = updated(update, amended)
    tasks: list[GradeTask] = []
    if effects.regrades:
        expect_session(state.session.session_id, (grader.model for grader in state.policy.graders))
        try:
            tasks = await asyncio.to_thread(tasks_for, changed, effects.regrades)
        except SecretChanged as error:
            return Command(goto="review", update={"error": error.explain(state.policy.language), "outcomes": []})
    if not tasks:
        # Here and not in a step of its own, which would read and write the whole state once more for each edit.
        return Command(goto="review", update=updated(update, await aggregate(changed)))
    sent = {"progress": processing(tasks), "results_current": False}
    if state.pilot:
        sent["pilot"] = list(dict.fromkeys((*state.pilot, *(task.copy_.copy_id for task in tasks))))
    return Command(goto=[task.send() for task in tasks], update=updated(update, sent))


def _apply(
    state: ConfirmedState, read: ReviewAnswer, command: ReviewCommand, decider: Decider
) -> tuple[ConfirmedState, Json, CommandEffects]:
    """Apply the actions to what was decided meanwhile; return the changed state, its update and the effects."""
    now = datetime.now(UTC)
    drop_taken(state)
    state, taken = take_inbox(state)
    effects = apply_command(state.graded_session(), command, by=decider, at=now, comparisons=state.comparisons)
    first = len(state.decisions)
    added: dict[str, Mapping[str, Any]] = {
        "decisions": {decision_number(first + i): decision for i, decision in enumerate(effects.decisions)},
        "progress": effects.progress,
        "attempts": {attempt.key: attempt for attempt in effects.attempts},
        "comparisons": effects.comparisons,
    }
    changed, update = change(
        state,
        added,
        error="",
        policy=state.policy,
        revision=state.revision + 1,
        outcomes=read.with_refused(effects.outcomes),
        finished=effects.finished,
    )
    return changed, updated(taken, update), effects


def _dump_all(outcomes: Iterable[ActionOutcome]) -> list[Json]:
    return [dump(outcome) for outcome in outcomes]


async def _amend(state: ConfirmedState, scheme: GradingScheme) -> tuple[ConfirmedState, Json]:
    """Return the state with a new version of the scheme, by which later attempts are graded, and the update."""
    store = get_store(state.owner)
    brief = await load_brief(state.brief_id, store)
    amended = brief.model_copy(update={"scheme": scheme})
    added: dict[str, Mapping[str, Any]] = {
        "changed_in": next_revision(state.changed_in, ["scheme"]),
        "earlier_schemes": {str(state.scheme.version): state.scheme},
    }
    return change(
        state,
        added,
        scheme=scheme,
        session_input={**state.session_input, "scheme": dump(scheme)},
        brief_id=await keep_brief(amended, store),
    )
