"""What every writer needs of a session, worked out once: marks in force, who gave them, and when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property

from bareme.domain.attempts import Attempt, Mark, MarkStatus, Slot, attempts_by_copy
from bareme.domain.calibration.report import CalibrationReport, calibrate
from bareme.domain.copies import CopyStatus
from bareme.domain.decisions import CurrentDecisions, MarkSource, current_decisions
from bareme.domain.graders import GraderFigures, agreement_of
from bareme.domain.leaves import Leaf, leaves_of
from bareme.domain.money import Usage
from bareme.domain.results import CopyResult, QuestionResult
from bareme.domain.scheme import GradingScheme
from bareme.domain.second_look import SecondLook, current_second_looks
from bareme.domain.session import GradedSession
from bareme.domain.session_result import SessionResult
from bareme.domain.spending import usage_by_grader, usage_by_label
from bareme.translation import Translator, translator

_ENGLISH = translator("en")


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


def slot_name(slot: Slot) -> str:
    """Return "A" for a grader's first try, "A/2" for its second."""
    label, try_index = slot
    return label if try_index == 1 else f"{label}/{try_index}"


def utc(at: datetime) -> datetime:
    """Return `at` in UTC; one without a time zone is taken to be in UTC already."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


@dataclass(frozen=True)
class ExportMaterial:
    """A session and the views on it that the writers share.

    `grader_names` holds, by copy id and blind label, the models' real names; without it graders stay blind.
    """

    session: GradedSession
    computed: SessionResult
    """Returned by `session_result`, hidden marks included."""
    generated_at: datetime
    grader_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def result(self) -> SessionResult:
        """Totals, statuses, statistics; of marks that are hidden from the teacher, not even what was noticed."""
        return self.computed.model_copy(update={"copies": tuple(map(_without_traces, self.computed.copies))})

    @cached_property
    def hides(self) -> bool:
        """Whether there are marks that the teacher is not to see yet."""
        return any(question.hidden for copy in self.result.copies for question in copy.questions.values())

    @cached_property
    def grader_figures(self) -> GraderFigures | None:
        """How the graders agree; None while they are blind or a mark of theirs is hidden, or where there is but one."""
        if self.hides:
            return None
        figures = agreement_of(self.session, self.grader_names)
        return figures if figures.pairs else None

    @cached_property
    def calibration(self) -> CalibrationReport | None:
        """What a look across the copies shows; None where it is off. Of hidden marks, not how their graders differ."""
        return calibrate(self.session, self.result, grader_names={} if self.hides else self.grader_names)

    @cached_property
    def versions(self) -> tuple[int, ...]:
        """The versions of the scheme that copies are under, the latest first."""
        return tuple(sorted({copy.scheme_version for copy in self.result.copies}, reverse=True))

    @property
    def reference(self) -> GradingScheme:
        """The version of the scheme that the class's figures are about."""
        return self.result.scheme

    @cached_property
    def label_usage(self) -> dict[str, dict[str, Usage]]:
        """What the attempts took, by copy id and label; empty while graders are blind, as a price tells who is who."""
        return {i: usages for i, usages in usage_by_label(self.session).items() if i in self.grader_names}

    @cached_property
    def grader_usage(self) -> dict[str, Usage]:
        """What the attempts took by grader; empty while they are blind."""
        return usage_by_grader(self.session, self.grader_names)

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """The questions that carry marks, in order: those that only an older version holds included."""
        schemes = {self.session.scheme_of(copy.copy_id).version: copy.copy_id for copy in self.result.copies}
        return leaves_of([self.session.scheme_of(i) for i in schemes.values()] or [self.session.scheme])

    @cached_property
    def is_weighted(self) -> bool:
        """Whether a mark may count more or less than its points: by a coefficient, or not at all in a choice."""
        return any(leaf.coefficient != 1 or leaf.choice for leaf in self.leaves)

    def question(self, copy: CopyResult, leaf: Leaf) -> QuestionResult | None:
        """Return what a copy has for `leaf`, or None where the copy's version of the scheme does not hold it."""
        return copy.questions[leaf.question.id] if copy.scheme_version in leaf.versions else None

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """Every grader's every try, in the order of label and try."""
        return tuple(sorted({attempt.slot for attempt in self.session.attempts}))

    @cached_property
    def _marks(self) -> dict[str, dict[str, list[tuple[Attempt, Mark]]]]:
        by_copy = attempts_by_copy(self.session.attempts)
        return {copy_id: self.session.current_marks(copy_id, attempts) for copy_id, attempts in by_copy.items()}

    @cached_property
    def _second_looks(self) -> dict[str, dict[str, tuple[SecondLook, ...]]]:
        return current_second_looks(self.session)

    @cached_property
    def _standing(self) -> CurrentDecisions:
        return current_decisions(self.session.decisions)

    def marks(self, copy: CopyResult, question_id: str) -> dict[Slot, Mark]:
        """Return the marks in force for a question, by grader and try; none while they are hidden from the teacher."""
        if copy.questions[question_id].hidden:
            return {}
        marks = self._marks.get(copy.copy_id, {}).get(question_id, [])
        return {attempt.slot: mark for attempt, mark in marks}

    def second_looks(self, copy: CopyResult, question_id: str) -> dict[Slot, SecondLook]:
        """Return what came of second looks at a question, by grader and try; none while its marks are hidden."""
        if copy.questions[question_id].hidden:
            return {}
        looks = self._second_looks.get(copy.copy_id, {}).get(question_id, ())
        return {look.slot: look for look in looks}

    @cached_property
    def looked_again(self) -> tuple[Slot, ...]:
        """The graders' tries that have a second look to show at any question, in the order of label and try."""
        shown = (self.second_looks(copy, i) for copy in self.result.copies for i in copy.questions)
        return tuple(sorted({slot for looks in shown for slot in looks}))

    def shown_mark(self, copy: CopyResult, question: QuestionResult) -> Mark | None:
        """Return the mark whose feedback stands for the question, or None where nobody marked it."""
        return self.marks(copy, question.question_id).get((question.label, question.try_index))

    def grader(self, copy: CopyResult, label: str, t: Translator = _ENGLISH) -> str:
        """Return the grader's real name where it was asked for, else "Grader A"."""
        return self.grader_names.get(copy.copy_id, {}).get(label) or t("Grader {label}", label=label)

    def graded_by(self, copy: CopyResult, question: QuestionResult, t: Translator = _ENGLISH) -> str:
        """Return whose mark is shown: the deciding person, "consensus", or the graders that a provisional one rests on.

        Empty where there is no mark.
        """
        if question.author:
            return question.author
        marks = self.marks(copy, question.question_id)
        labels = list(dict.fromkeys(label for (label, _), mark in marks.items() if mark.points is not None))
        names = ", ".join(dict.fromkeys(self.grader(copy, label, t) for label in labels))
        if question.source is not MarkSource.CONSENSUS or len(labels) == 1:
            return names
        return f"consensus ({names})" if copy.copy_id in self.grader_names else "consensus"

    def graded_at(self, copy: CopyResult, question: QuestionResult) -> datetime | None:
        """Return when the mark shown was given, in UTC: the decision's time, else the copy's."""
        decision = self._standing.marks.get((copy.copy_id, question.question_id))
        at = decision.at if decision else copy.graded_at
        return None if at is None or question.value is None else utc(at)


def _without_traces(copy: CopyResult) -> CopyResult:
    """Return the copy without what a hidden mark leaves beside its points: what became of it, and why to look."""
    unseen = {"status": MarkStatus.WAITING, "flags": (), "scheme_version": None}
    questions = {i: q.model_copy(update=unseen) if q.hidden else q for i, q in copy.questions.items()}
    return copy.model_copy(update={"questions": questions})
