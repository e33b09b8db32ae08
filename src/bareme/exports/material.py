"""The data that export writers share, computed once per session: current marks, graders and times."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property

from bareme.domain.adjustments import AdjustmentCategory
from bareme.domain.attempts import Attempt, Mark, MarkStatus, Slot, attempts_by_copy
from bareme.domain.calibration.report import CalibrationReport, calibrate
from bareme.domain.calibration.severity import severity_of
from bareme.domain.copies import CopyFlag, CopyStatus, Student
from bareme.domain.decisions import CurrentDecisions, MarkSource, current_decisions
from bareme.domain.graders import GraderFigures, agreement_of
from bareme.domain.identity import People
from bareme.domain.leaves import Leaf, leaves_of
from bareme.domain.money import Usage
from bareme.domain.question_result import QuestionResult
from bareme.domain.results import CopyResult
from bareme.domain.scheme import GradingScheme
from bareme.domain.second_look import SecondLook, current_second_looks
from bareme.domain.session import GradedSession
from bareme.domain.session_result import SessionResult
from bareme.domain.spending import usage_by_grader, usage_by_label
from bareme.exports.originals import Original
from bareme.exports.rules_note import rules_note
from bareme.translation import Translator, translator

_ENGLISH = translator("en")


class State(StrEnum):
    """The state of a copy's total. Only the first two states have a total."""

    FINAL = "final"
    PROVISIONAL = "provisional"
    EXCUSED = "excused"
    UNREADABLE = "unreadable"  # nothing in the file, or no grader could read any answer
    INCOMPLETE = "incomplete"
    FAILED = "failed"
    WAITING = "waiting"
    PROCESSING = "processing"


def state_of(copy: CopyResult) -> State:
    """Return the state of a copy's total. A copy with a total is final even if graders failed: a teacher decided."""
    if copy.total is not None:
        return State.PROVISIONAL if copy.provisional else State.FINAL
    if copy.is_excused:
        return State.EXCUSED
    if copy.is_unread or (copy.status is CopyStatus.FAILED and CopyFlag.NOTHING_READABLE in copy.flags):
        return State.UNREADABLE
    return State.INCOMPLETE if copy.status is CopyStatus.COMPLETE else State(copy.status.value)


def utc(at: datetime) -> datetime:
    """Return `at` in UTC; a naive datetime is assumed to be in UTC."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


@dataclass(frozen=True)
class ExportMaterial:
    """A session with the derived data that the writers share.

    `grader_names` are the models' names by copy id and blind label; without them the graders stay blind.
    """

    session: GradedSession
    computed: SessionResult
    """The result of `session_result`, including hidden marks."""
    generated_at: datetime
    grader_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    originals: Mapping[str, Original] = field(default_factory=dict)
    """The students' files by document id, for exports that show their pages; at hand for as long as these are made."""

    @cached_property
    def result(self) -> SessionResult:
        """The results without any trace of marks that are hidden from the teacher."""
        return self.computed.model_copy(update={"copies": tuple(map(_redact_hidden_marks, self.computed.copies))})

    @cached_property
    def rows(self) -> tuple[CopyResult | Student, ...]:
        """The copies and the students without a copy, in the roster's order; copies of other people come last."""
        listed = People(self.session.roster)
        rows: list[CopyResult | Student] = [*self.result.copies, *self.result.absent]
        return tuple(sorted(rows, key=lambda row: listed.place(row if isinstance(row, Student) else row.student)))

    @cached_property
    def hides(self) -> bool:
        """Whether any marks are hidden from the teacher."""
        return any(question.hidden for copy in self.result.copies for question in copy.questions.values())

    @property
    def rules_note(self) -> str:
        """The note that rules marked, in the session's language; empty if only models did."""
        return rules_note(self.session.policy)

    @cached_property
    def grader_figures(self) -> GraderFigures | None:
        """The agreement of the graders, or None if they are blind, a mark is hidden, or there is only one grader."""
        if self.hides:
            return None
        figures = agreement_of(self.session, self.grader_names)
        return figures if figures.pairs else None

    @cached_property
    def calibration(self) -> CalibrationReport | None:
        """The calibration report, or None if calibration is off; without the graders' severity if marks are hidden."""
        names = {} if self.hides else self.grader_names
        severities = severity_of(self.session, names) if names else ()
        return calibrate(self.session, self.result, severities=severities)

    @cached_property
    def versions(self) -> tuple[int, ...]:
        """The versions of the scheme that copies are under, latest first."""
        return tuple(sorted({copy.scheme_version for copy in self.result.copies}, reverse=True))

    @property
    def reference(self) -> GradingScheme:
        """The scheme version of the class statistics."""
        return self.result.scheme

    @cached_property
    def label_usage(self) -> dict[str, dict[str, Usage]]:
        """Usage by copy id and label; empty while graders are blind, because prices would reveal them."""
        return {i: usages for i, usages in usage_by_label(self.session).items() if i in self.grader_names}

    @cached_property
    def grader_usage(self) -> dict[str, Usage]:
        """Usage by grader; empty while they are blind."""
        return usage_by_grader(self.session, self.grader_names)

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """The leaf questions in order, including those that exist only in older versions."""
        schemes = {self.session.scheme_of(copy.copy_id).version: copy.copy_id for copy in self.result.copies}
        return leaves_of([self.session.scheme_of(i) for i in schemes.values()] or [self.session.scheme])

    @cached_property
    def is_adjusted(self) -> bool:
        """Whether any copy has an adjustment of its total."""
        return any(copy.adjustments for copy in self.result.copies)

    @cached_property
    def excuses(self) -> bool:
        """Whether any student is excused, from a question or from the exam."""
        return any(copy.excused_ids() for copy in self.result.copies)

    @cached_property
    def is_weighted(self) -> bool:
        """Whether any mark has a coefficient or belongs to a choice."""
        return any(leaf.coefficient != 1 or leaf.choice for leaf in self.leaves)

    def question(self, copy: CopyResult, leaf: Leaf) -> QuestionResult | None:
        """Return a copy's result for `leaf`, or None if the copy's version of the scheme does not contain it."""
        return copy.questions[leaf.question.id] if copy.scheme_version in leaf.versions else None

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """All tries of all graders, ordered by label and try."""
        return tuple(sorted({attempt.slot for attempt in self.session.attempts}))

    @cached_property
    def _marks(self) -> dict[str, dict[str, list[tuple[Attempt, Mark]]]]:
        by_copy = attempts_by_copy(self.session.attempts)
        return {copy_id: self.session.current_marks(copy_id, attempts) for copy_id, attempts in by_copy.items()}

    @cached_property
    def _second_looks(self) -> dict[str, dict[str, tuple[SecondLook, ...]]]:
        return current_second_looks(self.session)

    @cached_property
    def _decisions(self) -> CurrentDecisions:
        return current_decisions(self.session.decisions)

    def marks(self, copy: CopyResult, question_id: str) -> dict[Slot, Mark]:
        """Return the current marks of a question by grader and try; empty if they are hidden from the teacher."""
        if copy.questions[question_id].hidden:
            return {}
        marks = self._marks.get(copy.copy_id, {}).get(question_id, [])
        return {attempt.slot: mark for attempt, mark in marks}

    def second_looks(self, copy: CopyResult, question_id: str) -> dict[Slot, SecondLook]:
        """Return the second looks at a question by grader and try; empty if its marks are hidden."""
        if copy.questions[question_id].hidden:
            return {}
        looks = self._second_looks.get(copy.copy_id, {}).get(question_id, ())
        return {look.slot: look for look in looks}

    @cached_property
    def looked_again(self) -> tuple[Slot, ...]:
        """The graders' tries with any second look, ordered by label and try."""
        shown = (self.second_looks(copy, i) for copy in self.result.copies for i in copy.questions)
        return tuple(sorted({slot for looks in shown for slot in looks}))

    def shown_mark(self, copy: CopyResult, question: QuestionResult) -> Mark | None:
        """Return the mark whose feedback is shown for the question, or None if there is none."""
        return self.marks(copy, question.question_id).get((question.label, question.try_index))

    def grader(self, copy: CopyResult, label: str, t: Translator = _ENGLISH) -> str:
        """Return the grader's name if names are shown, else "Grader A"."""
        return self.grader_names.get(copy.copy_id, {}).get(label) or t("Grader {label}", label=label)

    def graded_by(self, copy: CopyResult, question: QuestionResult, t: Translator = _ENGLISH) -> str:
        """Return who gave the mark: the deciding person, "consensus", or the graders of a provisional mark.

        Empty if there is no mark.
        """
        if question.author or question.is_excused or question.missing_criteria:
            return question.author
        marks = self.marks(copy, question.question_id)
        labels = list(dict.fromkeys(label for (label, _), mark in marks.items() if mark.points is not None))
        names = ", ".join(dict.fromkeys(self.grader(copy, label, t) for label in labels))
        if question.source is not MarkSource.CONSENSUS or len(labels) == 1:
            return names
        return f"consensus ({names})" if copy.copy_id in self.grader_names else "consensus"

    def graded_at(self, copy: CopyResult, question: QuestionResult) -> datetime | None:
        """Return when the mark was given, in UTC: the time of the decision, else of grading the copy."""
        decision = self._decisions.marks.get((copy.copy_id, question.question_id))
        at = decision.at if decision else copy.graded_at
        return None if at is None or question.value is None else utc(at)

    def adjusted_at(self, copy: CopyResult, category: AdjustmentCategory) -> datetime:
        """Return when the copy's adjustment of this category was decided, in UTC."""
        return utc(self._decisions.adjustments[copy.copy_id, category].at)


def _redact_hidden_marks(copy: CopyResult) -> CopyResult:
    """Return the copy without the status, flags and scheme version of hidden marks."""
    redacted = {"status": MarkStatus.WAITING, "flags": (), "scheme_version": None}
    questions = {i: q.model_copy(update=redacted) if q.hidden else q for i, q in copy.questions.items()}
    return copy.model_copy(update={"questions": questions})
