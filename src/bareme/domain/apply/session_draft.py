"""The state of a session while a command is applied, with the outcomes of its actions."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bareme.domain.attempts import Attempt, Mark, attempts_by_copy
from bareme.domain.comparison import Comparison
from bareme.domain.decider import LOCAL_DECIDER, Decider
from bareme.domain.decisions import (
    CurrentDecisions,
    Decision,
    SessionDecision,
    copy_of,
    current_decisions,
    decision_number,
)
from bareme.domain.outcomes import ActionOutcome, OutcomeStatus
from bareme.domain.results import CopyResult
from bareme.domain.review import Action, RegradeScope
from bareme.domain.scheme import GradingScheme
from bareme.domain.session import CopyProgress, GradedSession
from bareme.domain.session_result import compare_copy, session_result
from bareme.translation import translator

_SHOWN = 12

type MarksByQuestion = dict[str, list[tuple[Attempt, Mark]]]


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

    # What a command changes is kept by copy, so that an action takes time for its own copies, not for the class.
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
        self.session = session.model_copy(update={"progress": {**session.progress}})
        """As it is now, except for decisions and attempts: ask for these by copy."""
        self.author = author
        self.decider = by
        self.at = at
        self.comparisons = comparisons
        self.t = translator(session.policy.language)
        self.changes = CommandEffects()
        self.copies = {copy.copy_id: copy for copy in session.copies}
        self.decisions = list(session.decisions)
        """All decisions, in chronological order."""
        self._attempts = attempts_by_copy(session.attempts)
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        """Of each copy's decisions."""
        for place, decision in enumerate(self.decisions):
            self._places[copy_of(decision)].append(place)
        self._decided: dict[str, CurrentDecisions] = {}
        self._marks: dict[str, MarksByQuestion] = {}
        self._results: tuple[CopyResult, ...] | None = None
        self._action: dict[str, object] = {}

    def decided(self, copy_id: str) -> CurrentDecisions:
        """Return the current decisions on one copy."""
        if copy_id not in self._decided:
            self._decided[copy_id] = current_decisions(self.decisions_on(copy_id).values())
        return self._decided[copy_id]

    def decisions_on(self, copy_id: str) -> dict[str, Decision]:
        """Return the decisions on one copy by number, in order."""
        return {decision_number(place): self.decisions[place] for place in self._places[copy_id]}

    def is_complete(self, copy_id: str) -> bool:
        """Return whether the review of a copy is complete."""
        return copy_id in self.decided(copy_id).complete

    def attempts(self, copy_id: str) -> list[Attempt]:
        """Return the attempts at one copy."""
        return self._attempts[copy_id]

    def marks(self, copy_id: str) -> MarksByQuestion:
        """Return the current marks of one copy by question id."""
        if copy_id not in self._marks:
            self._marks[copy_id] = self.session.current_marks(copy_id, self._attempts[copy_id])
        return self._marks[copy_id]

    def results(self) -> tuple[CopyResult, ...]:
        """Return the results of all copies."""
        if self._results is None:
            attempts = tuple(attempt for copy_id in self.copies for attempt in self._attempts[copy_id])
            whole = self.session.model_copy(update={"decisions": tuple(self.decisions), "attempts": attempts})
            self._results = session_result(whole, self.comparisons).copies
        return self._results

    def result(self, copy_id: str) -> CopyResult:
        """Return the result of one copy."""
        single = self.session.model_copy(
            update={
                "copies": (self.copies[copy_id],),
                "attempts": tuple(self._attempts[copy_id]),
                "decisions": tuple(self.decisions_on(copy_id).values()),
                "progress": {copy_id: self.session.progress.get(copy_id, CopyProgress())},
                # They say nothing about a copy alone.
                "second_looks": (),
                "same_answers": {},
                "roster": (),
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
        for decision in decisions:
            self._add(decision)
        self.set_progress(copy_id, evaluation_version=self.version_of(copy_id) + 1)

    def record_for_session(self, decision: Decision) -> None:
        """Add a decision that does not concern a single copy."""
        self._add(decision)

    def _add(self, decision: Decision) -> None:
        copy_id = copy_of(decision)
        self.changes.decisions.append(decision)
        self._places[copy_id].append(len(self.decisions))
        self.decisions.append(decision)
        self._decided.pop(copy_id, None)
        self._results = None

    def add_attempt(self, attempt: Attempt) -> None:
        """Add what a marker made of a copy."""
        self.changes.attempts.append(attempt)
        self._attempts[attempt.copy_id].append(attempt)
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
        self.session = self.session.model_copy(update={"finished": finished})
        self._results = None

    def set_progress(self, copy_id: str, **update: object) -> None:
        """Update a copy's progress."""
        progress = self.session.progress.get(copy_id, CopyProgress()).model_copy(update=update)
        self.changes.progress[copy_id] = progress
        self.session.progress[copy_id] = progress
        self._marks.pop(copy_id, None)
        self._results = None

    def adopt(self, scheme: GradingScheme) -> None:
        """Make `scheme` the session's latest version; copies keep their version."""
        self.changes.scheme = scheme
        earlier = (*self.session.earlier_schemes, self.session.scheme)
        self.session = self.session.model_copy(update={"scheme": scheme, "earlier_schemes": earlier})
        self._marks.clear()
        self._results = None

    def move_to_scheme(self, copy_id: str, scheme: GradingScheme) -> None:
        """Move a copy to another version of the scheme, which drops the marks that are invalid there."""
        self.set_progress(copy_id, scheme_version=scheme.version, evaluation_version=self.version_of(copy_id) + 1)
        self._compare(copy_id)

    def _compare(self, copy_id: str) -> Comparison:
        comparison = compare_copy(self.session, copy_id, self._attempts[copy_id])
        self.changes.comparisons[copy_id] = self.comparisons[copy_id] = comparison
        return comparison

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
