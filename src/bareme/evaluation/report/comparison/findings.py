"""What a page about two runs is drawn from, as data: the JSON beside it."""

from pydantic import Field

from bareme.evaluation.comparison import Change, RunComparison
from bareme.evaluation.items import Number
from bareme.evaluation.report.findings import AnswerToRead, Confusion, Finding


class MarkOfRun(Finding):
    """One run's mark of an answer, and what was said with it."""

    grader: str
    points: Number
    confidence: float | None
    transcription: str = Field(description="Of pages, as the grader read them.")
    rationale: str
    feedback: str


class ChangedAnswer(AnswerToRead):
    """An answer whose mark is another in the second run."""

    humans: dict[str, Number]
    held: Number = Field(description="The human mark that both are held against.")
    maximum: Number
    attempt: int = Field(description="The try.")
    before: MarkOfRun
    after: MarkOfRun
    change: Change


class ComparisonFindings(Finding):
    """All of it."""

    comparison: RunComparison
    confusion: Confusion | None = Field(description="Marks of the first run by those of the second; null without any.")
    answers: tuple[ChangedAnswer, ...] = Field(description="Those whose mark changed most, each once.")
    changed_answers: int = Field(description="How many answers have a mark that changed.")
