"""The data of a comparison report, which is also its JSON file."""

from pydantic import Field

from bareme.evaluation.comparison import Change, RunComparison
from bareme.evaluation.items import Number
from bareme.evaluation.report.findings import AnswerToRead, Confusion, Finding


class MarkOfRun(Finding):
    """One run's mark of an answer, with its texts."""

    grader: str
    points: Number
    confidence: float | None
    transcription: str = Field(description="The pages as the grader read them.")
    rationale: str
    feedback: str


class ChangedAnswer(AnswerToRead):
    """An answer whose mark differs in the second run."""

    humans: dict[str, Number]
    held: Number = Field(description="The human reference mark.")
    maximum: Number
    attempt: int = Field(description="The try.")
    before: MarkOfRun
    after: MarkOfRun
    change: Change


class ComparisonFindings(Finding):
    """The data of the whole report."""

    comparison: RunComparison
    confusion: Confusion | None = Field(description="Marks of the first run by those of the second; null if none.")
    answers: tuple[ChangedAnswer, ...] = Field(description="The answers with the largest changes, without repeats.")
    changed_answers: int = Field(description="Number of answers with a changed mark.")
