"""Decisions on copies that are graded, taken without a run: kept in the inbox, then taken into the state.

A run takes seconds to wait for and to write; these are on disk at once, also while other copies are being graded. They
are checked against what stands when they are taken, by the rules of the review. Nothing that happens until a run takes
them in can undo them: a grader never changes a decision, and the review takes them in before its own actions.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import ConfigDict, TypeAdapter

from bareme.domain.apply import CommandEffects, apply_command
from bareme.domain.copies import CopyStatus
from bareme.domain.decider import LOCAL_DECIDER, Decider
from bareme.domain.decisions import Decision, current_decisions, decision_number
from bareme.domain.outcomes import ActionOutcome, OutcomeStatus
from bareme.domain.review import Action, AmendScheme, Finish, Regrade, ReopenSession, ReviewCommand, SubmitMarks
from bareme.domain.session import CopyProgress, GradedSession
from bareme.errors import InvalidInput
from bareme.graphs.state import ConfirmedState, Json, dump
from bareme.graphs.state_change import change
from bareme.storage.inbox import Entry, Inbox
from bareme.storage.stores import stores
from bareme.translation import translator

NEED_A_RUN = (Finish, AmendScheme, Regrade, SubmitMarks, ReopenSession)
"""Actions that change more than decisions, or the end of the review: they are answers to the review."""

_DECISIONS: TypeAdapter[list[Decision]] = TypeAdapter(list[Decision], config=ConfigDict(defer_build=True))


async def decide_early(values: Json, command: ReviewCommand, *, by: Decider = LOCAL_DECIDER) -> list[ActionOutcome]:
    """Keep the decisions of a command for the next run of the session; return the outcome of each action.

    `values` is the state of the session now. The decisions are on disk when this returns.

    Raises:
        InvalidInput: the scale is not confirmed yet, so nothing is graded.
    """
    return await asyncio.to_thread(_decide, values, command, by)


def take_inbox(state: ConfirmedState) -> tuple[ConfirmedState, Json]:
    """Return the state with the decisions of the inbox, and the update that adds them, empty if there are none.

    Their place in the inbox goes into the state with them, so a run that is repeated takes each in once.
    """
    return _take(state, _inbox().pending(state.session.session_id, after=state.inbox_position))


def drop_taken(state: ConfirmedState) -> None:
    """Delete what the state has taken in from the inbox.

    The state has to be as a run found it: what the run itself takes in may not be on disk yet, and a crash would lose
    both. Whoever has read the state before the run also finds there what it lacks.
    """
    _inbox().drop(state.session.session_id, up_to=state.inbox_position)


def pending_decisions(values: Json) -> Json:
    """Return the update by which the decisions of the inbox are shown before a run takes them in."""
    if not values.get("brief_id"):
        return {}
    # Most sessions have nothing there, and validating the whole state takes longer than looking.
    entries = _inbox().pending(values["session"]["session_id"], after=values.get("inbox_position", 0))
    return _take(ConfirmedState.model_validate(values), entries)[1] if entries else {}


def last_entry(session_id: str) -> int:
    """Return the number of the last entry in a session's inbox, which tells whether anything was decided meanwhile."""
    return _inbox().last(session_id)


def _inbox() -> Inbox:
    return stores().inbox


def _take(state: ConfirmedState, entries: Sequence[Entry]) -> tuple[ConfirmedState, Json]:
    """Return the state with the decisions and versions of copies that entries add, and the update for that."""
    if not entries:
        return state, {}
    session = _with_entries(state.graded_session(), entries)
    first = len(state.decisions)
    changed = {copy_id for entry in entries for copy_id in entry.content["versions"]}
    added: dict[str, Mapping[str, Any]] = {
        "decisions": {decision_number(first + i): decision for i, decision in enumerate(session.decisions[first:])},
        "progress": {copy_id: session.progress[copy_id] for copy_id in changed},
    }
    return change(state, added, inbox_position=entries[-1].number)


def _with_entries(session: GradedSession, entries: Sequence[Entry]) -> GradedSession:
    made = [decision for entry in entries for decision in _DECISIONS.validate_python(entry.content["decisions"])]
    steps: Counter[str] = sum((Counter(entry.content["versions"]) for entry in entries), Counter())
    progress = {copy_id: _stepped(session.progress.get(copy_id, CopyProgress()), n) for copy_id, n in steps.items()}
    return session.model_copy(
        update={"decisions": (*session.decisions, *made), "progress": {**session.progress, **progress}}
    )


def _stepped(progress: CopyProgress, steps: int) -> CopyProgress:
    return progress.model_copy(update={"evaluation_version": progress.evaluation_version + steps})


def _decide(values: Json, command: ReviewCommand, by: Decider) -> list[ActionOutcome]:
    if not values.get("brief_id"):
        raise InvalidInput("no copy is being graded: confirm the scale first")
    state = ConfirmedState.model_validate(values)
    with _inbox().writing(state.session.session_id, after=state.inbox_position) as writer:
        session = _with_entries(state.graded_session(), writer.pending)
        looked_at = [_on_graded_copies(session, action, number) for number, action in enumerate(command.actions)]
        allowed = {number: action for number, (action, _) in enumerate(looked_at) if action is not None}
        outcomes = [outcome for _, refused in looked_at for outcome in refused]
        # As one command, so that its actions do not conflict with each other.
        left = command.model_copy(update={"actions": tuple(allowed.values())})
        effects = apply_command(session, left, by=by, at=datetime.now(UTC), comparisons=state.comparisons)
        numbers = tuple(allowed)
        outcomes += [one.model_copy(update={"action": numbers[one.action]}) for one in effects.outcomes]
        if effects.decisions:
            versions = dict(_steps(session, effects))
            writer.add({"decisions": [dump(decision) for decision in effects.decisions], "versions": versions})
    return sorted(outcomes, key=lambda outcome: outcome.action)


def _steps(session: GradedSession, effects: CommandEffects) -> Counter[str]:
    return Counter(
        {
            copy_id: progress.evaluation_version - session.progress.get(copy_id, CopyProgress()).evaluation_version
            for copy_id, progress in effects.progress.items()
        }
    )


def _on_graded_copies(session: GradedSession, action: Action, number: int) -> tuple[Action | None, list[ActionOutcome]]:
    """Return the action on the copies that are graded, or None if there are none, and what is refused of it."""
    t = translator(session.policy.language)

    def refused(reason: str, copy_id: str | None = None) -> ActionOutcome:
        return ActionOutcome(
            action=number, type=action.type, status=OutcomeStatus.REFUSED, copy_id=copy_id, reason=reason
        )

    if isinstance(action, NEED_A_RUN):
        why = t("{action!r} has to be sent as the answer to the review, once all copies are graded", action=action.type)
        return None, [refused(why)]
    copy_ids = getattr(action, "copy_ids", None)
    if copy_ids is None:
        return action, []
    graded = [copy.copy_id for copy in session.copies if _is_graded(session, copy.copy_id)]
    if not copy_ids:
        complete = current_decisions(session.decisions).complete
        left = tuple(copy_id for copy_id in graded if copy_id not in complete)
        return (action.model_copy(update={"copy_ids": left}) if left else None), []
    ungraded = [c.copy_id for c in session.copies if c.copy_id in copy_ids and c.copy_id not in graded]
    outcomes = [refused(t("copy {copy_id!r} is still being graded", copy_id=one), one) for one in ungraded]
    left = tuple(copy_id for copy_id in copy_ids if copy_id not in ungraded)
    return (action.model_copy(update={"copy_ids": left}) if left else None), outcomes


def _is_graded(session: GradedSession, copy_id: str) -> bool:
    """Return whether a copy was graded or is no part of the run. It may be with its graders once more."""
    is_with_them = session.progress.get(copy_id, CopyProgress()).status is CopyStatus.PROCESSING
    return not is_with_them or any(attempt.copy_id == copy_id for attempt in session.attempts)
