"""`review`: show the graded session and apply the teacher's actions, until she finishes."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from langgraph.config import get_config
from langgraph.errors import GraphInterrupt
from langgraph.runtime import Runtime
from langgraph.types import Command, interrupt

from bareme.calls.limits import expect_session
from bareme.documents import get_store
from bareme.domain.apply import CommandEffects, apply_command
from bareme.domain.attempts import Flag
from bareme.domain.calibration.offers import offers_to_groups
from bareme.domain.decider import Decider
from bareme.domain.decisions import MarkSource, decision_number
from bareme.domain.markers import missing_by_marker
from bareme.domain.money import BudgetLimit
from bareme.domain.outcomes import ActionOutcome, OutcomeStatus
from bareme.domain.review import ReviewCommand
from bareme.domain.scheme import GradingScheme
from bareme.domain.second_look import SecondLook, current_second_looks
from bareme.domain.session import GradedSession
from bareme.errors import InvalidInput, SecretChanged
from bareme.exports.rules_note import rules_note
from bareme.graphs.contract import GradingContext, context_of
from bareme.graphs.dispatch import GradeTask, processing, tasks_for
from bareme.graphs.early_decisions import drop_taken, merge_inbox
from bareme.graphs.events import Counts
from bareme.graphs.interrupts import (
    FlaggedQuestion,
    MarkerProgress,
    PartialQuestion,
    ReviewRequest,
    SecondMark,
    answer_schema,
)
from bareme.graphs.material import keep_brief, load_brief
from bareme.graphs.nodes.aggregate import count_copies
from bareme.graphs.owner import decider_of
from bareme.graphs.review_answer import ReviewAnswer, read_answer
from bareme.graphs.revisions import next_revision
from bareme.graphs.run_config import refuse_max_concurrency
from bareme.graphs.state import ConfirmedState, Json, dump, updated, with_budget
from bareme.translation import Message, Translator, translator

_MESSAGES: dict[BudgetLimit | None, Message] = {
    None: Message("The copies are graded. Look at what is flagged, decide, then finish."),
    "calls": Message(
        "The budget of calls is reached: some copies wait. Decide on the others, or regrade what is missing with a "
        "higher budget."
    ),
    "dollars": Message(
        "The budget of dollars is reached: some copies wait. Decide on the others, or regrade what is missing with a "
        "higher budget."
    ),
}

_FINISHED = Message("The review is finished. To change something, reopen the session first.")


async def review(state: ConfirmedState, runtime: Runtime[GradingContext]) -> Command[str]:
    """Show the teacher the graded session, and apply the actions that come back."""
    decider = decider_of(state.owner)
    if not decider.is_reviewer:  # money is the owner's
        state = with_budget(state, context_of(runtime))
    # For a large class, question and answer take long in pure Python: in threads, they do not block other sessions.
    try:
        answer = interrupt(None)  # with an answer, the node runs again from its start: nobody needs the question
    except GraphInterrupt:
        answer = interrupt(await asyncio.to_thread(_question, state))
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


def _question(state: ConfirmedState) -> Json:
    assert state.statistics is not None  # noqa: S101 - aggregate came before
    questions = [(copy.copy_id, q) for copy in state.results for q in copy.questions.values()]
    session = state.graded_session()
    looks = current_second_looks(session)
    flagged = [
        FlaggedQuestion(
            copy_id=copy_id,
            question_id=question.question_id,
            flags=question.flags,
            spread=None if question.hidden else _spread(state, copy_id, question.question_id),
            second_looks=()
            if question.hidden
            else tuple(map(_second_mark, looks.get(copy_id, {}).get(question.question_id, ()))),
        )
        for copy_id, question in questions
        if question.flags and question.source in {MarkSource.NONE_YET, MarkSource.CONSENSUS}
    ]
    reached: BudgetLimit | None = next(
        (progress.budget_reached for progress in state.progress.values() if progress.budget_reached), None
    )
    counts = count_copies(state.results)
    request = ReviewRequest(
        message=_message(state, counts, reached),
        finished=state.finished,
        usage=state.usage,
        markers=tuple(_marker_progress(session)),
        budget=state.policy.budget,
        budget_reached=reached,
        error=state.error,
        revision=state.revision,
        rules_note=rules_note(state.policy),
        counts=counts,
        statistics=state.statistics,
        older_scheme=tuple(copy.copy_id for copy in state.results if copy.scheme_version < state.scheme.version),
        complete=sum(copy.is_complete for copy in state.results),
        open_questions=sum(question.is_open for _, question in questions),
        partial=tuple(
            PartialQuestion(copy_id=copy_id, question_id=q.question_id, missing_criteria=q.missing_criteria)
            for copy_id, q in questions
            if q.missing_criteria
        ),
        flags=tuple(sorted(flagged, key=_urgency)),
        calibration=state.calibration,
        offers=offers_to_groups(session, state.results),
        outcomes=tuple(state.outcomes),
        conflicts=tuple(outcome for outcome in state.outcomes if outcome.status is OutcomeStatus.CONFLICT),
        response_schema=answer_schema(ReviewCommand),
    )
    return dump(request)


def _message(state: ConfirmedState, counts: Counts, reached: BudgetLimit | None) -> str:
    """Return what the teacher is told first: whether copies are left without marks, and what to do."""
    t = translator(state.policy.language)
    if state.finished:
        return t(_FINISHED)
    left = counts.remaining + counts.failed
    if state.policy.by_hand:
        return _message_by_hand(t, left, counts.total)
    if reached is None and left:
        return t.ngettext(
            "{n} of {total} copies is not graded: grade what is missing, mark it yourself, or finish without it.",
            "{n} of {total} copies are not graded: grade what is missing, mark them yourself, or finish without them.",
            left,
            total=counts.total,
        )
    # Once people have marked what the budget left, nothing waits.
    return t(_MESSAGES[reached if left else None])


def _message_by_hand(t: Translator, left: int, total: int) -> str:
    if not left:
        return t("All copies are marked. Look at what is flagged, decide, then finish.")
    return t.ngettext(
        "{n} of {total} copies is not marked yet: mark it, or finish without it.",
        "{n} of {total} copies are not marked yet: mark them, or finish without them.",
        left,
        total=total,
    )


def _marker_progress(session: GradedSession) -> Iterator[MarkerProgress]:
    """Yield how much each marker has still to mark. It tells nothing of the marks."""
    missing = missing_by_marker(session)
    for name in session.policy.markers:
        yield MarkerProgress(name=name, missing=len(missing[name]))


def _spread(state: ConfirmedState, copy_id: str, question_id: str) -> object:
    comparison = state.comparisons.get(copy_id)
    return comparison.questions[question_id].spread if comparison else None


def _second_mark(look: SecondLook) -> SecondMark:
    assert look.first.points is not None  # noqa: S101 - a grader without points has nothing to look at
    return SecondMark(
        label=look.label,
        try_index=look.try_index,
        first=look.first.points,
        points=look.second.points,
        status=look.second.status,
    )


def _urgency(flagged: FlaggedQuestion) -> tuple[bool, float]:
    """Sort key: disagreements first, then by spread."""
    return Flag.DISAGREEMENT not in flagged.flags, -float(flagged.spread or 0)
