"""What every writer needs of a session, worked out once: marks in force, who gave them, and when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from bareme.domain.attempts import Attempt, Mark, attempts_by_copy, attempts_in_force
from bareme.domain.calibration.report import Calibration, calibrate
from bareme.domain.copies import CopyStatus
from bareme.domain.criteria import Criterion
from bareme.domain.decisions import InForce, Source, in_force
from bareme.domain.graders import GraderFigures, agreement_of
from bareme.domain.money import Usage
from bareme.domain.points import ZERO, add
from bareme.domain.results import CopyResult, QuestionResult
from bareme.domain.scheme import GradingScheme, Question
from bareme.domain.scheme_versions import attempts_under
from bareme.domain.session import GradedSession
from bareme.domain.session_result import SessionResult, session_result
from bareme.domain.spending import usage_by_grader, usage_by_label

Slot = tuple[str, int]
"""One grader's pass: its blind label and its try."""


class State(StrEnum):
    """What a copy's total is worth. Only the first two have one."""

    FINAL = "final"
    PROVISIONAL = "provisional"
    INCOMPLETE = "incomplete"
    FAILED = "failed"
    WAITING = "waiting"
    PROCESSING = "processing"


def state_of(copy: CopyResult) -> State:
    """Return what `copy`'s total is worth. A total stands whatever became of the graders: a teacher may have set it."""
    if copy.total is not None:
        return State.PROVISIONAL if copy.provisional else State.FINAL
    return State.INCOMPLETE if copy.status is CopyStatus.COMPLETE else State(copy.status.value)


@dataclass(frozen=True)
class Leaf:
    """A question that carries marks, and the names of the groups that it stands in."""

    question: Question
    groups: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Names from the outermost group inwards, without the id: "Exercice 1 › Énergie"."""
        own = () if self.question.name == self.question.id else (self.question.name,)
        return " › ".join((*self.groups, *own))

    @property
    def title(self) -> str:
        """The id, which other columns refer to, and the path where it says more: "1.a – Exercice 1 › Énergie"."""
        path, question_id = _letters(self.path), _letters(self.question.id)
        if not path or path == question_id:
            return self.question.id
        return self.path if path.endswith(question_id) else f"{self.question.id} – {self.path}"


def leaves_of(scheme: GradingScheme) -> tuple[Leaf, ...]:
    """Return the leaves of `scheme`, in order."""

    def below(question: Question, groups: tuple[str, ...]) -> Iterator[Leaf]:
        if not question.parts:
            yield Leaf(question, groups)
        for part in question.parts:
            yield from below(part, (*groups, question.name))

    return tuple(leaf for question in scheme.questions for leaf in below(question, ()))


def slot_name(slot: Slot) -> str:
    """Return "A" for a grader's first try, "A/2" for its second."""
    label, try_index = slot
    return label if try_index == 1 else f"{label}/{try_index}"


def utc(at: datetime) -> datetime:
    """Return `at` in UTC; one without a time zone is taken to be in UTC already."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


@dataclass(frozen=True)
class Material:
    """A session and the views on it that the writers share.

    `grader_names` holds, by copy id and blind label, the models' real names; without it graders stay blind.
    """

    session: GradedSession
    generated_at: datetime
    grader_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def result(self) -> SessionResult:
        """Totals, statuses, statistics."""
        return session_result(self.session)

    @cached_property
    def grader_figures(self) -> GraderFigures | None:
        """How the graders agree with each other; None while they or marks are hidden, or of one alone."""
        if any(question.hidden for copy in self.result.copies for question in copy.questions.values()):
            return None  # how far the graders are apart is not shown before their marks are
        figures = agreement_of(self.session, self.grader_names)
        return figures if figures.pairs else None

    @property
    def scheme(self) -> GradingScheme:
        """The version that the class is compared under, which columns and statistics follow."""
        return self.result.scheme

    @cached_property
    def calibration(self) -> Calibration | None:
        """What a look across the copies shows; None where it is off."""
        return calibrate(self.session, self.result, grader_names=self.grader_names)

    @cached_property
    def label_usage(self) -> dict[str, dict[str, Usage]]:
        """What the attempts took, by copy id and blind label."""
        return usage_by_label(self.session)

    @cached_property
    def grader_usage(self) -> dict[str, Usage]:
        """What the attempts took by grader; empty while they are blind."""
        return usage_by_grader(self.session, self.grader_names)

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """The questions that carry marks: those of `scheme` in order, then those that only other copies have."""
        versions = {copy.scheme_version for copy in self.result.copies} - {self.scheme.version}
        others = (self.session.schemes[version] for version in sorted(versions, reverse=True))
        first: dict[str, Leaf] = {}
        for scheme in (self.scheme, *others):
            for leaf in leaves_of(scheme):
                first.setdefault(leaf.question.id, leaf)
        return tuple(first.values())

    @property
    def is_mixed(self) -> bool:
        """Whether some copies are under another version, so that their totals are no part of the class's figures."""
        return any(copy.scheme_version != self.scheme.version for copy in self.result.copies)

    def leaves_of_copy(self, copy: CopyResult) -> tuple[Leaf, ...]:
        """Return the questions that a copy is marked on, in the order of the version that it is under."""
        if copy.scheme_version == self.scheme.version:
            return self.leaves[: len(copy.questions)]
        return leaves_of(self.session.schemes[copy.scheme_version])

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """Every grader's every try, in the order of label and try."""
        return tuple(sorted({(attempt.label, attempt.try_index) for attempt in self.session.attempts}))

    @cached_property
    def _marks(self) -> dict[str, dict[str, list[tuple[Attempt, Mark]]]]:
        by_copy = attempts_by_copy(self.session.attempts)
        return {
            copy_id: attempts_in_force(
                attempts_under(scheme := self.session.scheme_of(copy_id), attempts, self.session.schemes),
                scheme.leaf_ids(),
            )
            for copy_id, attempts in by_copy.items()
        }

    @cached_property
    def _standing(self) -> InForce:
        return in_force(self.session.decisions)

    def marks(self, copy: CopyResult, question_id: str) -> dict[Slot, Mark]:
        """Return the marks in force for a question, by grader and try; none while they are hidden from the teacher."""
        if copy.questions[question_id].hidden:
            return {}
        standing = self._marks.get(copy.copy_id, {}).get(question_id, [])
        return {(attempt.label, attempt.try_index): mark for attempt, mark in standing}

    def shown_mark(self, copy: CopyResult, question: QuestionResult) -> Mark | None:
        """Return the mark whose feedback stands for the question, or None where nobody marked it."""
        return self.marks(copy, question.question_id).get((question.label, question.try_index))

    def grader(self, copy: CopyResult, label: str, word: str = "Grader") -> str:
        """Return the grader's real name where it was asked for, else "Grader A"."""
        return self.grader_names.get(copy.copy_id, {}).get(label) or f"{word} {label}"

    def graded_by(self, copy: CopyResult, question: QuestionResult, *, grader: str = "Grader") -> str:
        """Return whose mark is shown: the deciding person, "consensus", or the graders that a provisional one rests on.

        Empty where there is no mark.
        """
        if question.author:
            return question.author
        marks = self.marks(copy, question.question_id)
        labels = list(dict.fromkeys(label for (label, _), mark in marks.items() if mark.points is not None))
        names = ", ".join(dict.fromkeys(self.grader(copy, label, grader) for label in labels))
        if question.source is not Source.CONSENSUS or len(labels) == 1:
            return names
        return f"consensus ({names})" if copy.copy_id in self.grader_names else "consensus"

    def graded_at(self, copy: CopyResult, question: QuestionResult) -> datetime | None:
        """Return when the mark shown was given, in UTC: the decision's time, else the copy's."""
        decision = self._standing.marks.get((copy.copy_id, question.question_id))
        at = decision.at if decision else copy.graded_at
        return None if at is None or question.value is None else utc(at)


def criterion_points(question: Question, result: QuestionResult) -> list[tuple[Criterion, Decimal | None]] | None:
    """Return the question's criteria with what each earned, None where the question has no points.

    The points are those of the grader whose feedback is shown. Where they do not add up to the mark, because a
    teacher set another or graders were averaged, nobody has said what each criterion earned: the answer is None.
    It is None, too, for a question without criteria.
    """
    if not question.criteria:
        return None
    if result.value is None:
        return [(criterion, None) for criterion in question.criteria]
    points = {mark.criterion_id: mark.points for mark in result.criteria}
    earned = [(criterion, points.get(criterion.id, ZERO)) for criterion in question.criteria]
    return list(earned) if add(value for _, value in earned) == result.value else None


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
