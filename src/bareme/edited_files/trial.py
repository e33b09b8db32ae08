"""The decisions that edited cells ask for, tried on the session before anybody sends them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from bareme.domain.apply import CommandEffects, apply_command
from bareme.domain.decider import Decider
from bareme.domain.limits import MOST_ACTIONS
from bareme.domain.outcomes import OutcomeStatus
from bareme.domain.review import ReviewCommand, SetFeedback, SetMark
from bareme.domain.session import GradedSession
from bareme.edited_files.cells import FoundCell
from bareme.errors import InvalidInput
from bareme.exports.stamps import Part

type Decision = SetMark | SetFeedback


@dataclass
class Trial:
    """What became of the cells."""

    actions: list[Decision] = field(default_factory=list)
    """Those that can be applied."""
    changes: list[tuple[FoundCell, int]] = field(default_factory=list)
    """The cells behind them, with the position of the action."""
    conflicts: list[tuple[FoundCell, str]] = field(default_factory=list)
    """Cells of copies that have changed since, with the reason."""
    refused: list[tuple[FoundCell, str]] = field(default_factory=list)
    """The other cells that cannot be taken, with the reason."""
    after: GradedSession | None = None
    """The session with the actions."""


def tried(session: GradedSession, cells: Sequence[FoundCell], *, by: Decider, reason: str) -> Trial:
    """Return what would become of cells that hold points or feedback; the session does not change.

    Raises:
        InvalidInput: they are more than one command may change.
    """
    groups: dict[tuple[object, ...], list[FoundCell]] = defaultdict(list)
    for cell in cells:
        groups[_key(cell)].append(cell)
    if len(groups) > MOST_ACTIONS:
        raise InvalidInput("the file changes more than {n} cells: take back some of them", n=MOST_ACTIONS)
    asked = [(_action(group, reason), group) for group in groups.values()]
    effects = _apply(session, [action for action, _ in asked], by)
    trial = Trial(after=_with(session, effects))
    for outcome in effects.outcomes:
        action, group = asked[outcome.action]
        if outcome.status is OutcomeStatus.APPLIED:
            trial.changes += [(cell, len(trial.actions)) for cell in group]
            trial.actions.append(action)
        else:
            not_taken = trial.conflicts if outcome.status is OutcomeStatus.CONFLICT else trial.refused
            not_taken += [(cell, outcome.reason) for cell in group]
    return trial


def _key(cell: FoundCell) -> tuple[object, ...]:
    """Return what the cells of one action have in common: the criteria of a question are decided together."""
    subject = cell.subject
    if subject.part is Part.MARK and subject.criterion_id:
        return subject.copy_id, subject.question_id, cell.stamp.version
    return (subject,)


def _apply(session: GradedSession, actions: Sequence[Decision], by: Decider) -> CommandEffects:
    return apply_command(session, ReviewCommand(actions=tuple(actions)), at=datetime.now(UTC), by=by)


def _with(session: GradedSession, effects: CommandEffects) -> GradedSession:
    decisions = (*session.decisions, *effects.decisions)
    return session.model_copy(update={"decisions": decisions, "progress": {**session.progress, **effects.progress}})


def _action(cells: Sequence[FoundCell], reason: str) -> Decision:
    first = cells[0]
    about = first.subject
    copy_ids, version = (about.copy_id,), first.stamp.version
    if about.part is Part.FEEDBACK:
        return SetFeedback(
            copy_ids=copy_ids,
            expected_version=version,
            question_id=about.question_id or None,
            criterion_id=about.criterion_id or None,
            text=first.typed.strip(),
            reason=reason,
        )
    points = {cell.subject.criterion_id: cell.content for cell in cells if isinstance(cell.content, Decimal)}
    return SetMark(
        copy_ids=copy_ids,
        expected_version=version,
        question_id=about.question_id,
        points=points.get(""),
        criteria=points if about.criterion_id else {},
        reason=reason,
    )
