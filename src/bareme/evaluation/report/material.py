"""What a report is made from, whether the marks come from a run or from a table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from bareme.domain.money import Usage
from bareme.evaluation.card import DataSetCard
from bareme.evaluation.items import Remark
from bareme.evaluation.metrics import MEAN, MarkTable, ScoreReport


@dataclass(frozen=True)
class MarkedAnswer:
    """One answer and one mark that it was given, beside people's; what is not known is empty, or None."""

    humans: dict[str, Decimal | None]  # by rater
    points: Decimal | None  # None: there is no mark, and `status` may say why
    maximum: Decimal | None = None
    item_id: str = ""
    question_id: str = ""
    student_id: str = ""
    question: str = ""
    reference_answer: str = ""
    answer: str | None = None  # None: not known; empty: a blank one
    pages: tuple[str, ...] = ()
    transcription: str = ""  # of pages, as this grader read them
    grader: str = ""
    attempt: str = ""
    status: str = ""
    confidence: float | None = None
    feedback: str = ""
    rationale: str = ""

    def held(self, reference: str) -> Decimal | None:
        """Return the mark of a rater, or with "mean" the mean of all; None where one is missing."""
        if reference != MEAN:
            return self.humans.get(reference)
        given = [mark for mark in self.humans.values() if mark is not None]
        return sum(given, Decimal(0)) / len(given) if given and len(given) == len(self.humans) else None


@dataclass(frozen=True)
class GraderUsage:
    """What one grader's calls took."""

    grader: str
    usage: Usage


@dataclass(frozen=True)
class Fact:
    """Something that was set when the marks were made."""

    key: str  # of the words that name it
    value: str


@dataclass(frozen=True)
class ReportMaterial:
    """Marks, their figures, and what else is known about them."""

    name: str
    rows: tuple[MarkedAnswer, ...]
    metrics: ScoreReport
    card: DataSetCard | None = None
    usage: tuple[GraderUsage, ...] = ()
    remarks: tuple[Remark, ...] = ()
    by_grader: Mapping[str, ScoreReport] = field(default_factory=dict)  # empty where the metrics are all there is
    facts: tuple[Fact, ...] = ()

    @property
    def raters(self) -> tuple[str, ...]:
        """The people who marked."""
        return tuple(dict.fromkeys(name for row in self.rows for name in row.humans))

    @property
    def graders(self) -> tuple[str, ...]:
        """Who gave the marks under test, in the order of the rows; one without a name where nobody is named."""
        return tuple(dict.fromkeys(row.grader for row in self.rows))


def from_marks(name: str, marks: MarkTable, metrics: ScoreReport, remarks: tuple[Remark, ...] = ()) -> ReportMaterial:
    """Return the material of a table of marks: it has no texts and no usage."""
    # Only then can rows be marks of one answer.
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
