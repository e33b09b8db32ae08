"""What the plots and the pages to read are drawn from, as data: the JSON beside the page."""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from bareme.domain.figures import Figure
from bareme.domain.money import Usage
from bareme.evaluation.card import DataSetCard
from bareme.evaluation.items import Number
from bareme.evaluation.metrics import ScoreReport


class Finding(BaseModel):
    """A part of the JSON."""

    model_config = ConfigDict(frozen=True)


class Confusion(Finding):
    """How often each mark met each other mark."""

    first: str
    second: str = Field(description="A grader, empty for all; or a second person.")
    shares: bool = Field(description="Whether levels are shares of each mark's maximum, 0 to 1; else points.")
    levels: tuple[Number, ...]
    counts: tuple[tuple[int, ...], ...] = Field(description="Rows: the first's levels; columns: the second's.")
    moved: int = Field(description="Pairs with a mark between two levels, counted at the nearest (halves upwards).")
    beyond: int = Field(
        description="Pairs with a mark below the lowest level or above the highest, counted at the end."
    )


class Differing(Finding):
    """A place in a Bland–Altman plot."""

    mean: float
    difference: float
    count: int


class BlandAltman(Finding):
    """Differences of two raters against their means (Bland & Altman 1986, The Lancet 327)."""

    first: str
    second: str
    pairs: int
    bias: Figure = Field(description="Mean of second minus first, in points.")
    low: Figure = Field(description="Bias − 1.96 standard deviations: 95 % of differences lie between both limits.")
    high: Figure
    places: tuple[Differing, ...]
    rounded: bool = Field(description="Whether places are the middles of a grid, since there are too many marks.")


class OtherMark(Finding):
    """Another mark of the same answer."""

    grader: str
    attempt: str
    points: Number | None
    confidence: float | None


class AnswerToRead(Finding):
    """An answer, with what it takes to judge its marks."""

    item_id: str
    question_id: str
    student_id: str
    question: str
    reference_answer: str
    answer: str | None
    pages: tuple[str, ...]


class Disagreement(AnswerToRead):
    """An answer whose mark lies far from the person's."""

    transcription: str = Field(description="Of pages, as the grader read them.")
    humans: dict[str, Number | None]
    held: Number = Field(description="The human mark that it is held against.")
    points: Number
    maximum: Number | None
    difference: Number = Field(description="Points minus the human mark.")
    grader: str
    attempt: str
    confidence: float | None
    feedback: str
    rationale: str
    others: tuple[OtherMark, ...]


class UsageLine(Finding):
    """What one grader's calls took."""

    grader: str
    usage: Usage


class ReportFindings(Finding):
    """A whole report."""

    schema_version: int = 1
    name: str
    metrics: ScoreReport = Field(description="Of all marks, a row each.")
    by_grader: dict[str, ScoreReport]
    facts: dict[str, str] = Field(description="What the marks were made with.")
    card: DataSetCard | None = None
    usage: tuple[UsageLine, ...]
    statuses: dict[str, int] = Field(description="Rows without a mark, by what became of them.")
    confusion: tuple[Confusion, ...]
    bland_altman: tuple[BlandAltman, ...]
    disagreements: tuple[Disagreement, ...] = Field(description="The worst first.")
    disagreeing: int = Field(description="Answers with a mark other than the person's, shown or not.")


type Pairs = list[tuple[Decimal, Decimal, Decimal | None]]
"""Marks of two raters and the maximum, where both marked."""
