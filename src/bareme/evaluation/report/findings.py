"""The data of a report, which is also its JSON file."""

from decimal import Decimal

from pydantic import Field

from bareme.domain.figures import Figure
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.money import Usage
from bareme.evaluation.card import DataSetCard
from bareme.evaluation.items import Number
from bareme.evaluation.metrics import ScoreReport


class Finding(FrozenModel):
    """Base of all parts of the data."""


class Confusion(Finding):
    """A confusion matrix of the marks of two raters."""

    first: str
    second: str = Field(description="A grader, empty for all; or a second person.")
    shares: bool = Field(description="Whether levels are shares of the maximum, 0 to 1, instead of points.")
    levels: tuple[Number, ...]
    counts: tuple[tuple[int, ...], ...] = Field(description="Rows: the first's levels; columns: the second's.")
    moved: int = Field(description="Number of pairs with a mark between two levels, counted at the nearest level.")
    beyond: int = Field(description="Number of pairs with a mark outside the levels, counted at the nearest level.")


class BlandAltmanPoint(Finding):
    """A point in a Bland–Altman plot."""

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
    places: tuple[BlandAltmanPoint, ...]
    rounded: bool = Field(description="Whether points are binned on a grid because there are too many.")


class OtherMark(Finding):
    """Another mark of the same answer."""

    grader: str
    attempt: str
    points: Number | None
    confidence: float | None


class AnswerToRead(Finding):
    """An answer with the texts needed to judge its marks."""

    item_id: str
    question_id: str
    student_id: str
    question: str
    reference_answer: str
    answer: str | None
    pages: tuple[str, ...]


class Disagreement(AnswerToRead):
    """An answer whose mark differs strongly from the human mark."""

    transcription: str = Field(description="The pages as the grader read them.")
    humans: dict[str, Number | None]
    held: Number = Field(description="The human reference mark.")
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
    """The usage of one grader."""

    grader: str
    usage: Usage


class ReportFindings(Finding):
    """The data of a whole report."""

    schema_version: int = 1
    name: str
    metrics: ScoreReport = Field(description="Metrics of all marks, one row each.")
    by_grader: dict[str, ScoreReport]
    facts: dict[str, str] = Field(description="Settings with which the marks were made.")
    card: DataSetCard | None = None
    usage: tuple[UsageLine, ...]
    statuses: dict[str, int] = Field(description="Number of rows without a mark by status.")
    confusion: tuple[Confusion, ...]
    bland_altman: tuple[BlandAltman, ...]
    disagreements: tuple[Disagreement, ...] = Field(description="Largest first.")
    disagreeing: int = Field(description="Number of answers with a mark that differs from the human mark.")


type Pairs = list[tuple[Decimal, Decimal, Decimal | None]]
"""The marks of two raters and the maximum, for answers that both marked."""
