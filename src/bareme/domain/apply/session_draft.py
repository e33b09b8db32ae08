"""The session while a command is applied: what was decided so far, and what became of each action."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bareme.domain.attempts import attempts_by_copy
from bareme.domain.comparison import Comparison
from bareme.domain.decisions import CurrentDecisions, Decision, current_decisions
from bareme.domain.results import CopyResult
from bareme.domain.review import Action, ActionOutcome, OutcomeStatus, RegradeScope
from bareme.domain.scheme import GradingScheme
from bareme.domain.session import CopyProgress, GradedSession
from bareme.domain.session_result import compare_copy, session_result
from bareme.translation import translator

_SHOWN = 12


@dataclass(frozen=True)
class RegradeOrder:
    """One copy to grade again."""

    scope: RegradeScope
    question_ids: tuple[str, ...]
    """Empty: every question."""


@dataclass
class CommandEffects:
    """What a command changes, beside what became of its actions."""

    decisions: list[Decision] = field(default_factory=list)
    progress: dict[str, CopyProgress] = field(default_factory=dict)
    comparisons: dict[str, Comparison] = field(default_factory=dict)
    """Of the copies that were brought under another version of the scheme."""
    scheme: GradingScheme | None = None
    """The new version, where there is one."""
    regrades: dict[str, RegradeOrder] = field(default_factory=dict)
    """By copy id."""
    finished: bool = False
    outcomes: list[ActionOutcome] = field(default_factory=list)


class SessionDraft:
    """A session and the changes made to it so far. Each action sees what those before it decided."""

    def __init__(self, session: GradedSession, author: str, at: datetime, comparisons: dict[str, Comparison]) -> None:
        self.before = session
        self.session = session
        self.author = author
        self.at = at
        self.comparisons = comparisons
        self.t = translator(session.policy.language)
        self.changes = CommandEffects()
        self.copies = {copy.copy_id: copy for copy in session.copies}
        self._standing: CurrentDecisions | None = None
        self._action: dict[str, object] = {}

    @property
    def current(self) -> CurrentDecisions:
        """The decisions that stand."""
        if self._standing is None:
            self._standing = current_decisions(self.session.decisions)
        return self._standing

    def results(self) -> tuple[CopyResult, ...]:
        """Return every copy summed up."""
        return session_result(self.session, self.comparisons).copies

    def result(self, copy_id: str) -> CopyResult:
        """Return one copy summed up."""
        alone = self.session.model_copy(
            update={
                "copies": (self.copies[copy_id],),
                "attempts": tuple(a for a in self.session.attempts if a.copy_id == copy_id),
            }
        )
        return session_result(alone, self.comparisons).copies[0]

    def version_of(self, copy_id: str) -> int:
        """Return the copy's `evaluation_version`."""
        return self.session.progress.get(copy_id, CopyProgress()).evaluation_version

    def has_changed(self, copy_id: str, expected: int | None) -> bool:
        """Whether somebody else changed the copy: what this command itself did is no surprise to its author."""
        seen = self.before.progress.get(copy_id, CopyProgress()).evaluation_version
        return expected is not None and not seen <= expected <= self.version_of(copy_id)

    def about(self, copy_id: str, reason: str) -> dict[str, Any]:
        """Return the fields that every decision on a copy has."""
        return {
            "copy_id": copy_id,
            "author": self.author,
            "at": self.at,
            "reason": reason,
            "scheme_version": self.session.scheme_of(copy_id).version,
            "evaluation_version": self.version_of(copy_id) + 1,
        }

    def record(self, copy_id: str, decisions: Iterable[Decision]) -> None:
        """Add decisions that make one new version of a copy's evaluation."""
        made = list(decisions)
        self.changes.decisions += made
        self._replace(decisions=(*self.session.decisions, *made))
        self.set_progress(copy_id, evaluation_version=self.version_of(copy_id) + 1)

    def record_for_session(self, decision: Decision) -> None:
        """Add a decision that is about no single copy."""
        self.changes.decisions.append(decision)
        self._replace(decisions=(*self.session.decisions, decision))

    def set_progress(self, copy_id: str, **update: object) -> None:
        """Change what is known of a copy's progress."""
        progress = self.session.progress.get(copy_id, CopyProgress()).model_copy(update=update)
        self.changes.progress[copy_id] = progress
        self._replace(progress={**self.session.progress, copy_id: progress})

    def adopt(self, scheme: GradingScheme) -> None:
        """Make `scheme` the session's latest version; copies keep theirs."""
        self.changes.scheme = scheme
        self._replace(scheme=scheme, earlier_schemes=(*self.session.earlier_schemes, self.session.scheme))

    def bring_under(self, copy_id: str, scheme: GradingScheme) -> None:
        """Put a copy under another version of the scheme: marks that do not hold there no longer stand."""
        self.set_progress(copy_id, scheme_version=scheme.version, evaluation_version=self.version_of(copy_id) + 1)
        attempts = attempts_by_copy(self.session.attempts)[copy_id]
        comparison = compare_copy(self.session, copy_id, attempts)
        self.changes.comparisons[copy_id] = comparison
        self.comparisons = {**self.comparisons, copy_id: comparison}

    def _replace(self, **update: object) -> None:
        self.session = self.session.model_copy(update=update)
        self._standing = None

    def turn_to(self, number: int, action: Action) -> None:
        """Take up the next action: what is noted from here on became of it."""
        self._action = {"action": number, "type": action.type}

    def applied(self, copy_id: str | None = None, question_id: str | None = None, **about: object) -> None:
        """Note that the action was applied."""
        version = self.version_of(copy_id) if copy_id else None
        self.note(OutcomeStatus.APPLIED, copy_id=copy_id, question_id=question_id, current_version=version, **about)

    def refuse(self, why: str, **about: object) -> None:
        """Note that the action was refused."""
        self.note(OutcomeStatus.REFUSED, reason=why, **about)

    def note(self, status: OutcomeStatus, **about: object) -> None:
        """Note what became of the action."""
        self.changes.outcomes.append(ActionOutcome.model_validate({**self._action, "status": status, **about}))


def enumerate_ids(ids: list[str]) -> str:
    """Return the ids in one line, the first dozen of many."""
    return ", ".join(ids[:_SHOWN]) + (" …" if len(ids) > _SHOWN else "")
