"""The material of a report, from a run or from a table of marks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from bareme.domain.money import Usage
from bareme.evaluation.card import DataSetCard
from bareme.evaluation.items import Remark
from bareme.evaluation.metrics import MEAN, MarkTable, ScoreReport


@dataclass(frozen=True)
class MarkedAnswer:
    """One answer with one mark under test and its human marks; unknown values are empty or None."""

    humans: dict[str, Decimal | None]  # by rater
    points: Decimal | None  # None if there is no mark; see `status`
    maximum: Decimal | None = None
    item_id: str = ""
    question_id: str = ""
    student_id: str = ""
    question: str = ""
    reference_answer: str = ""
    answer: str | None = None  # None if unknown, empty if blank
    pages: tuple[str, ...] = ()
    transcription: str = ""  # the pages as this grader read them
    grader: str = ""
    attempt: str = ""
    status: str = ""
    confidence: float | None = None
    feedback: str = ""
    rationale: str = ""

    def reference_mark(self, reference: str) -> Decimal | None:
        """Return the mark of a rater, or the mean of all for "mean"; None if a mark is missing."""
        if reference != MEAN:
            return self.humans.get(reference)
        given = [mark for mark in self.humans.values() if mark is not None]
        return sum(given, Decimal(0)) / len(given) if given and len(given) == len(self.humans) else None


@dataclass(frozen=True)
class GraderUsage:
    """The usage of one grader."""

    grader: str
    usage: Usage


@dataclass(frozen=True)
class Fact:
    """A setting with which the marks were made."""

    key: str  # key of its display name
    value: str


@dataclass(frozen=True)
class ReportMaterial:
    """Marks, their metrics, and other information for a report."""

    name: str
    rows: tuple[MarkedAnswer, ...]
    metrics: ScoreReport
    card: DataSetCard | None = None
    usage: tuple[GraderUsage, ...] = ()
    remarks: tuple[Remark, ...] = ()
    by_grader: Mapping[str, ScoreReport] = field(default_factory=dict)  # empty if unknown
    facts: tuple[Fact, ...] = ()

    @property
    def raters(self) -> tuple[str, ...]:
        """The people who marked."""
        return tuple(dict.fromkeys(name for row in self.rows for name in row.humans))

    @property
    def graders(self) -> tuple[str, ...]:
        """The graders in the order of the rows; a single empty name if they are unknown."""
        return tuple(dict.fromkeys(row.grader for row in self.rows))


def from_marks(name: str, marks: MarkTable, metrics: ScoreReport, remarks: tuple[Remark, ...] = ()) -> ReportMaterial:
    """Return the material of a table of marks, without texts and usage."""
    # Otherwise every row is a different answer.
    several = marks.answers is not None and (marks.models is not None or marks.tries is not None)
    rows = tuple(
        MarkedAnswer(
            humans={rater: given[row] for rater, given in marks.humans.items()},
            points=marks.predicted[row],
            maximum=marks.maxima[row] if marks.maxima else None,
            item_id="" if several else str(row + 1),
            question_id=" · ".join(keys[row] for keys in (marks.questions, marks.criteria) if keys),
            student_id=marks.students[row] if marks.students else "",
            grader=marks.models[row] if marks.models else "",
            attempt=marks.tries[row] if marks.tries else "",
            confidence=marks.confidence[row] if marks.confidence else None,
        )
        for row in range(marks.rows)
    )
    return ReportMaterial(name=name, rows=rows, metrics=metrics, remarks=remarks)
