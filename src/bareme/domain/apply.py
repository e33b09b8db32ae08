"""Applying a teacher's actions: what each decides, what is refused and why. Pure: a session in, what changes out."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from bareme.domain.attempts import attempts_in_force
from bareme.domain.copies import CopyStatus
from bareme.domain.points import Language, format_points, is_mark
from bareme.domain.results import CopyResult, session_result
from bareme.domain.review import (
    Action,
    ChooseAttempt,
    Decision,
    DecisionSource,
    Finish,
    Outcome,
    OutcomeStatus,
    Regrade,
    ReviewCommand,
    SetMark,
    Source,
)
from bareme.domain.session import CopyProgress, GradedSession

_REASONS: dict[str, dict[Language, str]] = {
    "no_copy": {"fr": "il n'y a pas de copie {copy_id!r}", "en": "there is no copy {copy_id!r}"},
    "no_question": {
        "fr": "il n'y a pas de question {question_id!r} à noter",
        "en": "there is no question {question_id!r} to mark",
    },
    "no_mark": {
        "fr": "{points} n'est pas une note possible : un multiple de {step} entre 0 et {maximum}",
        "en": "{points} is not a possible mark: a multiple of {step} between 0 and {maximum}",
    },
    "no_attempt": {
        "fr": "le correcteur {label!r} (passage {try_index}) n'a pas de note pour {question_id!r}",
        "en": "grader {label!r} (try {try_index}) has no mark for {question_id!r}",
    },
    "nothing_open": {
        "fr": "toutes les questions de {copy_id!r} sont déjà décidées",
        "en": "every question of {copy_id!r} is already decided",
    },
    "already_decided": {
        "fr": "la question {question_id!r} de {copy_id!r} est déjà décidée",
        "en": "question {question_id!r} of {copy_id!r} is already decided",
    },
    "changed": {
        "fr": "la copie a changé depuis : version {current}, et non {expected}",
        "en": "the copy has changed since: version {current}, not {expected}",
    },
    "open": {
        "fr": "{count} questions n'ont pas de note arrêtée ; terminez avec « force » pour les laisser ouvertes",
        "en": "{count} questions have no mark that stands; finish with 'force' to leave them open",
    },
}


@dataclass
class Changes:
    """What a command changes, beside what became of its actions."""

    decisions: list[Decision] = field(default_factory=list)
    progress: dict[str, CopyProgress] = field(default_factory=dict)
    regrades: list[Regrade] = field(default_factory=list)
    finished: bool = False
    outcomes: list[Outcome] = field(default_factory=list)


def apply_command(session: GradedSession, command: ReviewCommand, *, at: datetime) -> Changes:
    """Apply every action of `command` in order, each seeing what those before it decided.

    A refused action changes nothing, and does not stop the next.
    """
    review = _Review(session, command.author, at)
    for number, action in enumerate(command.actions):
        review.apply(number, action)
    return review.changes


class _Review:
    def __init__(self, session: GradedSession, author: str, at: datetime) -> None:
        self.session = session
        self.author = author
        self.at = at
        self.changes = Changes()
        self.copies = {copy.copy_id for copy in session.copies}

    def apply(self, number: int, action: Action) -> None:
        match action:
            case SetMark() | ChooseAttempt():
                for copy_id in action.copy_ids:
                    self._decide(number, action, copy_id)
            case Regrade():
                self._regrade(number, action)
            case Finish():
                self._finish(number, action)

    def _decide(self, number: int, action: SetMark | ChooseAttempt, copy_id: str) -> None:
        if copy_id not in self.copies:
            self._refuse(number, action, self._say("no_copy", copy_id=copy_id), copy_id=copy_id)
            return
        result = self._result(copy_id)
        current = result.evaluation_version
        if self._has_changed(copy_id, action.expected_version, current):
            question = result.questions.get(action.question_id or "")
            self._note(
                number,
                action,
                OutcomeStatus.CONFLICT,
                copy_id=copy_id,
                question_id=action.question_id,
                reason=self._say("changed", current=current, expected=action.expected_version),
                current_version=current,
                current_points=question.value if question else None,
            )
            return
        if isinstance(action, SetMark):
            self._set_mark(number, action, result)
        else:
            self._choose(number, action, result)

    def _has_changed(self, copy_id: str, expected: int | None, current: int) -> bool:
        """Whether somebody else changed the copy: what this command itself did is no surprise to its author."""
        seen = self.session.progress.get(copy_id, CopyProgress()).evaluation_version
        return expected is not None and not seen <= expected <= current

    def _set_mark(self, number: int, action: SetMark, result: CopyResult) -> None:
        question = result.questions.get(action.question_id)
        step, language = self.session.policy.mark_step, self.session.policy.language
        if question is None:
            reason = self._say("no_question", question_id=action.question_id)
        elif action.only_undecided and question.source in {Source.TEACHER, Source.MODEL}:
            reason = self._say("already_decided", question_id=action.question_id, copy_id=result.copy_id)
        elif not is_mark(action.points, maximum=question.maximum, step=step):
            reason = self._say(
                "no_mark",
                points=format_points(action.points, language),
                step=format_points(step, language),
                maximum=format_points(question.maximum, language),
            )
        else:
            self._record(result, [self._decision(action, result, action.question_id, Source.TEACHER, action.points)])
            self._applied(number, action, result.copy_id, action.question_id)
            return
        self._refuse(number, action, reason, copy_id=result.copy_id, question_id=action.question_id)

    def _choose(self, number: int, action: ChooseAttempt, result: CopyResult) -> None:
        if action.question_id is None:
            wanted = [q.question_id for q in result.questions.values() if q.source is Source.NONE_YET]
            if not wanted:
                reason = self._say("nothing_open", copy_id=result.copy_id)
                self._refuse(number, action, reason, copy_id=result.copy_id)
                return
        elif action.question_id in result.questions:
            wanted = [action.question_id]
        else:
            reason = self._say("no_question", question_id=action.question_id)
            self._refuse(number, action, reason, copy_id=result.copy_id, question_id=action.question_id)
            return
        standing = attempts_in_force([a for a in self.session.attempts if a.copy_id == result.copy_id])
        decided: list[Decision] = []
        for question_id in wanted:
            points = next(
                (
                    mark.points
                    for attempt, mark in standing.get(question_id, [])
                    if (attempt.label, attempt.try_index) == (action.label, action.try_index)
                ),
                None,
            )
            if points is not None:
                decided.append(self._decision(action, result, question_id, Source.MODEL, points))
                continue
            reason = self._say("no_attempt", label=action.label, try_index=action.try_index, question_id=question_id)
            self._refuse(number, action, reason, copy_id=result.copy_id, question_id=question_id)
        if decided:
            self._record(result, decided)
            self._applied(number, action, result.copy_id, action.question_id)

    def _regrade(self, number: int, action: Regrade) -> None:
        unknown = [copy_id for copy_id in action.copy_ids if copy_id not in self.copies]
        leaves = set(self.session.scheme.leaf_ids())
        strange = [question_id for question_id in action.question_ids if question_id not in leaves]
        for copy_id in unknown:
            self._refuse(number, action, self._say("no_copy", copy_id=copy_id), copy_id=copy_id)
        for question_id in strange:
            self._refuse(number, action, self._say("no_question", question_id=question_id), question_id=question_id)
        if not unknown and not strange:
            self.changes.regrades.append(action)
            self._applied(number, action, None, None)

    def _finish(self, number: int, action: Finish) -> None:
        count = sum(
            question.source is Source.NONE_YET
            for copy in session_result(self._session()).copies
            for question in copy.questions.values()
        )
        if count and not action.force:
            self._refuse(number, action, self._say("open", count=count))
        else:
            self.changes.finished = True
            self._applied(number, action, None, None)

    def _session(self) -> GradedSession:
        """Return the session with what was decided so far in this command."""
        return self.session.model_copy(
            update={
                "decisions": (*self.session.decisions, *self.changes.decisions),
                "progress": {**self.session.progress, **self.changes.progress},
            }
        )

    def _result(self, copy_id: str) -> CopyResult:
        session = self._session()
        alone = session.model_copy(update={"copies": tuple(c for c in session.copies if c.copy_id == copy_id)})
        return session_result(alone).copies[0]

    def _decision(
        self,
        action: SetMark | ChooseAttempt,
        result: CopyResult,
        question_id: str,
        source: DecisionSource,
        points: Decimal,
    ) -> Decision:
        return Decision(
            copy_id=result.copy_id,
            question_id=question_id,
            source=source,
            points=points,
            previous=result.questions[question_id].value,
            label=action.label if isinstance(action, ChooseAttempt) else "",
            try_index=action.try_index if isinstance(action, ChooseAttempt) else 0,
            author=self.author,
            at=self.at,
            scheme_version=self.session.scheme.version,
            evaluation_version=result.evaluation_version + 1,
            reason=action.reason,
        )

    def _record(self, result: CopyResult, decisions: list[Decision]) -> None:
        self.changes.decisions += decisions
        progress = self._session().progress.get(result.copy_id, CopyProgress(status=CopyStatus.WAITING))
        version = result.evaluation_version + 1
        self.changes.progress[result.copy_id] = progress.model_copy(update={"evaluation_version": version})

    def _applied(self, number: int, action: Action, copy_id: str | None, question_id: str | None) -> None:
        progress = self._session().progress.get(copy_id) if copy_id else None
        version = progress.evaluation_version if progress else None
        self._note(
            number, action, OutcomeStatus.APPLIED, copy_id=copy_id, question_id=question_id, current_version=version
        )

    def _refuse(
        self, number: int, action: Action, reason: str, *, copy_id: str | None = None, question_id: str | None = None
    ) -> None:
        self._note(number, action, OutcomeStatus.REFUSED, copy_id=copy_id, question_id=question_id, reason=reason)

    def _note(self, number: int, action: Action, status: OutcomeStatus, **about: Any) -> None:
        self.changes.outcomes.append(Outcome(action=number, type=action.type, status=status, **about))

    def _say(self, key: str, **values: object) -> str:
        return _REASONS[key][self.session.policy.language].format(**values)
