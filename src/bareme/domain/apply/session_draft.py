"""The state of a session while a command is applied, with the outcomes of its actions."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bareme.domain.attempts import Attempt, attempts_by_copy
from bareme.domain.comparison import Comparison
from bareme.domain.decider import LOCAL_DECIDER, Decider
from bareme.domain.decisions import CurrentDecisions, Decision, SessionDecision, current_decisions
from bareme.domain.outcomes import ActionOutcome, OutcomeStatus
from bareme.domain.results import CopyResult
from bareme.domain.review import Action, RegradeScope
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
    """The changes that a command makes and the outcomes of its actions."""

    decisions: list[Decision] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    """What markers handed in."""
    progress: dict[str, CopyProgress] = field(default_factory=dict)
    comparisons: dict[str, Comparison] = field(default_factory=dict)
    """Of the copies that moved to another version of the scheme, or that a marker has marked."""
    scheme: GradingScheme | None = None
    """The new version, if any."""
    regrades: dict[str, RegradeOrder] = field(default_factory=dict)
    """By copy id."""
    finished: bool = False
    """Whether the session is finished after the command."""
    outcomes: list[ActionOutcome] = field(default_factory=list)


class SessionDraft:
    """A session with the changes made so far. Each action sees the effects of those before it."""

    def __init__(
        self,
        session: GradedSession,
        author: str,
        at: datetime,
        comparisons: dict[str, Comparison],
        *,
        by: Decider = LOCAL_DECIDER,
    ) -> None:
        self.before = session
        self.session = session
        self.author = author
        self.decider = by
        self.at = at
        self.comparisons = comparisons
        self.t = translator(session.policy.language)
        self.changes = CommandEffects()
        self.copies = {copy.copy_id: copy for copy in session.copies}
        self._current: CurrentDecisions | None = None
        self._action: dict[str, object] = {}

    @property
    def current(self) -> CurrentDecisions:
        """The current decisions."""
        if self._current is None:
            self._current = current_decisions(self.session.decisions)
        return self._current

    def results(self) -> tuple[CopyResult, ...]:
        """Return the results of all copies."""
        return session_result(self.session, self.comparisons).copies

    def result(self, copy_id: str) -> CopyResult:
        """Return the result of one copy."""
        single = self.session.model_copy(
            update={
                "copies": (self.copies[copy_id],),
                "attempts": tuple(a for a in self.session.attempts if a.copy_id == copy_id),
            }
        )
        return session_result(single, self.comparisons).copies[0]

    def version_of(self, copy_id: str) -> int:
        """Return the copy's `evaluation_version`."""
        return self.session.progress.get(copy_id, CopyProgress()).evaluation_version

    def has_changed(self, copy_id: str, expected: int | None) -> bool:
        """Return whether the copy was changed since version `expected`, other than by this command."""
        seen = self.before.progress.get(copy_id, CopyProgress()).evaluation_version
        return expected is not None and not seen <= expected <= self.version_of(copy_id)

    @property
    def signature(self) -> dict[str, Any]:
        """The fields of a decision that say who made it and when."""
        return {"author": self.author, "identity": self.decider.identity, "at": self.at}

    def decision_fields(self, copy_id: str, reason: str) -> dict[str, Any]:
        """Return the fields common to all decisions on a copy."""
        return {
            **self.signature,
            "copy_id": copy_id,
            "reason": reason,
            "scheme_version": self.session.scheme_of(copy_id).version,
            "evaluation_version": self.version_of(copy_id) + 1,
        }

    def record(self, copy_id: str, decisions: Iterable[Decision]) -> None:
        """Add decisions that together create one new version of a copy's evaluation."""
        made = list(decisions)
        self.changes.decisions += made
        self._replace(decisions=(*self.session.decisions, *made))
        self.set_progress(copy_id, evaluation_version=self.version_of(copy_id) + 1)

    def record_for_session(self, decision: Decision) -> None:
        """Add a decision that does not concern a single copy."""
        self.changes.decisions.append(decision)
        self._replace(decisions=(*self.session.decisions, decision))

    def add_attempt(self, attempt: Attempt) -> None:
        """Add what a marker made of a copy."""
        self.changes.attempts.append(attempt)
        self._replace(attempts=(*self.session.attempts, attempt))
        comparison = self._compare(attempt.copy_id)
        version = self.version_of(attempt.copy_id) + 1
        self.set_progress(attempt.copy_id, status=comparison.copy_status, evaluation_version=version, graded_at=self.at)

    def set_finished(self, *, finished: bool, reason: str = "") -> None:
        """End the review or reopen it."""
        self.record_for_session(
            SessionDecision(
                **self.signature,
                reason=reason,
                scheme_version=self.session.scheme.version,
                finished=finished,
            )
        )
        self._replace(finished=finished)

    def set_progress(self, copy_id: str, **update: object) -> None:
        """Update a copy's progress."""
        progress = self.session.progress.get(copy_id, CopyProgress()).model_copy(update=update)
        self.changes.progress[copy_id] = progress
        self._replace(progress={**self.session.progress, copy_id: progress})

    def adopt(self, scheme: GradingScheme) -> None:
        """Make `scheme` the session's latest version; copies keep their version."""
        self.changes.scheme = scheme
        self._replace(scheme=scheme, earlier_schemes=(*self.session.earlier_schemes, self.session.scheme))

    def move_to_scheme(self, copy_id: str, scheme: GradingScheme) -> None:
        """Move a copy to another version of the scheme, which drops the marks that are invalid there."""
        self.set_progress(copy_id, scheme_version=scheme.version, evaluation_version=self.version_of(copy_id) + 1)
        self._compare(copy_id)

    def _compare(self, copy_id: str) -> Comparison:
        attempts = attempts_by_copy(self.session.attempts)[copy_id]
        comparison = compare_copy(self.session, copy_id, attempts)
        self.changes.comparisons[copy_id] = comparison
        self.comparisons = {**self.comparisons, copy_id: comparison}
        return comparison

    def _replace(self, **update: object) -> None:
        self.session = self.session.model_copy(update=update)
        self._current = None

    def begin_action(self, number: int, action: Action) -> None:
        """Start the next action; outcomes noted from now on belong to it."""
        self._action = {"action": number, "type": action.type}

    def applied(self, copy_id: str | None = None, question_id: str | None = None, **fields: object) -> None:
        """Note that the action was applied."""
        version = self.version_of(copy_id) if copy_id else None
        self.note(OutcomeStatus.APPLIED, copy_id=copy_id, question_id=question_id, current_version=version, **fields)

    def refuse(self, why: str, **fields: object) -> None:
        """Note that the action was refused."""
        self.note(OutcomeStatus.REFUSED, reason=why, **fields)

    def note(self, status: OutcomeStatus, **fields: object) -> None:
        """Note an outcome of the action."""
        self.changes.outcomes.append(ActionOutcome.model_validate({**self._action, "status": status, **fields}))


def enumerate_ids(ids: list[str]) -> str:
    """Return the ids in one line, the first dozen of many."""
    return ", ".join(ids[:_SHOWN]) + (" …" if len(ids) > _SHOWN else "")
