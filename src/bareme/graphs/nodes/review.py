"""`review`: shows the graded session, takes the teacher's actions, and comes back until she finishes."""

from datetime import UTC, datetime

from langgraph.runtime import Runtime
from langgraph.types import Command, Send, interrupt
from pydantic import ValidationError

from bareme.domain.apply import Changes, apply_command
from bareme.domain.attempts import Flag
from bareme.domain.results import SessionResult
from bareme.domain.review import OutcomeStatus, ReviewCommand, Source
from bareme.graphs.contract import GradingContext, context_of
from bareme.graphs.dispatch import GradeTask, task_for
from bareme.graphs.interrupts import FlaggedQuestion, ReviewRequest
from bareme.graphs.nodes.aggregate import count_copies
from bareme.graphs.state import ConfirmedState, dump, with_budget
from bareme.graphs.wording import describe_faults, say


async def review(state: ConfirmedState, runtime: Runtime[GradingContext]) -> Command[str]:
    """Interrupt with ReviewRequest; apply a valid ReviewCommand, and else ask again."""
    state = with_budget(state, context_of(runtime))
    answer = interrupt(dump(_question(state)))
    try:
        command = ReviewCommand.model_validate(answer)
    except ValidationError as error:
        return Command(goto="review", update={"error": describe_faults(error), "outcomes": []})
    changes = apply_command(state.graded_session(), command, at=datetime.now(UTC))
    sends = _regrades(state, changes)
    first = len(state.decisions) + 1
    update = {
        "error": "",
        "policy": dump(state.policy),
        "revision": state.revision + 1,
        "outcomes": [dump(outcome) for outcome in changes.outcomes],
        "decisions": {f"{first + i:05}": dump(decision) for i, decision in enumerate(changes.decisions)},
        "progress": {copy_id: dump(progress) for copy_id, progress in changes.progress.items()},
        "finished": changes.finished and not sends,
        "summed_up": not sends,
    }
    return Command(goto=sends or "aggregate", update=update)


def _question(state: ConfirmedState) -> ReviewRequest:
    assert state.statistics is not None  # noqa: S101 - aggregate came before
    result = SessionResult(copies=tuple(state.results), statistics=state.statistics)
    questions = [(copy.copy_id, q) for copy in state.results for q in copy.questions.values()]
    flagged = [
        FlaggedQuestion(
            copy_id=copy_id,
            question_id=question.question_id,
            flags=question.flags,
            spread=_spread(state, copy_id, question.question_id),
        )
        for copy_id, question in questions
        if question.flags and question.source in {Source.NONE_YET, Source.CONSENSUS}
    ]
    reached = next(filter(None, (progress.budget_reached for progress in state.progress.values())), None)
    return ReviewRequest(
        message=say(f"review_{reached}" if reached else "review", state.policy.language),
        usage=state.usage,
        budget=state.policy.budget,
        budget_reached=reached,
        error=state.error,
        revision=state.revision,
        counts=count_copies(result),
        statistics=state.statistics,
        open_questions=sum(question.source is Source.NONE_YET for _, question in questions),
        flags=tuple(sorted(flagged, key=_urgency)),
        outcomes=tuple(state.outcomes),
        conflicts=tuple(outcome for outcome in state.outcomes if outcome.status is OutcomeStatus.CONFLICT),
        response_schema=ReviewCommand.model_json_schema(),
    )


def _spread(state: ConfirmedState, copy_id: str, question_id: str) -> object:
    comparison = state.comparisons.get(copy_id)
    return comparison.questions[question_id].spread if comparison else None


def _urgency(flagged: FlaggedQuestion) -> tuple[bool, float]:
    """Order by what needs a person most: the graders differ, and by how much."""
    return Flag.DISAGREEMENT not in flagged.flags, -float(flagged.spread or 0)


def _regrades(state: ConfirmedState, changes: Changes) -> list[Send]:
    """Return the tasks that the regrades ask for, one for each copy."""
    tasks: dict[str, GradeTask] = {}
    for regrade in changes.regrades:
        for copy_id in regrade.copy_ids or tuple(state.copies):
            task = task_for(
                state,
                copy_id,
                scope=regrade.scope,
                question_ids=regrade.question_ids,
                progress=changes.progress.get(copy_id),
            )
            if task.slots and copy_id not in tasks:
                tasks[copy_id] = task
    return [task.send() for task in tasks.values()]
